import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyPatch } from "./apply-patch.ts";
import { deriveBlob, deriveTree } from "./derive.ts";
import { blobId, treeId } from "./git-object-id.ts";
import { GitRepository } from "./git-repository.ts";

let directory: string;
const git = (args: string[], input?: string) =>
  execFileSync("git", args, {
    cwd: directory,
    encoding: "utf8",
    input,
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "tom",
      GIT_AUTHOR_EMAIL: "tom@example.org",
      GIT_COMMITTER_NAME: "tom",
      GIT_COMMITTER_EMAIL: "tom@example.org",
    },
  }).trimEnd();

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "countersign-derive-"));
  git(["init", "--quiet"]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A commit with these files: path → text, or path → [mode, text]. */
const commit = (files: Record<string, string | [string, string]>) => {
  git(["read-tree", "--empty"]);
  for (const [path, file] of Object.entries(files)) {
    const [mode, text] = typeof file === "string" ? ["100644", file] : file;
    const id = git(["hash-object", "-w", "--stdin"], text);
    git(["update-index", "--add", "--cacheinfo", `${mode},${id},${path}`]);
  }
  const tree = git(["write-tree"]);
  return { tree, id: git(["commit-tree", tree, "-m", "x"]) };
};
const read = (id: string) => new GitRepository(directory).tree(id);

describe("ids are git's own", () => {
  test("of trees: folders sort as if they ended with a slash, modes count", async () => {
    const { tree, id } = commit({
      "a.txt": "1",
      "a/b.txt": "2",
      "a-b": "3",
      a0: "4",
      "deep/er/est": ["100755", "5"],
      link: ["120000", "a.txt"],
      hü: "6",
    });
    expect(treeId(await read(id), tree)).toBe(tree);
  });

  test("of blobs, in SHA-1 and SHA-256", () => {
    expect(blobId("hü\n", "0".repeat(40))).toBe(git(["hash-object", "--stdin"], "hü\n"));
    expect(blobId("", "0".repeat(64))).toBe("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
  });
});

describe("a commit is known from what GitHub compares", () => {
  const before = { "policies/a/policy.yaml": "one\ntwo\n", "docs/x.md": "x\n" };

  test("an edit, a new file, a removed one and a renamed one", async () => {
    const from = await read(commit({ ...before, "old.md": "moved\n", "gone.md": "gone\n" }).id);
    const to = commit({ ...before, "policies/a/policy.yaml": "one\n2\n", "new.md": "moved\n", "b/c.md": "new\n" });
    const head = await read(to.id);
    const sha = (path: string) => head.get(path)!.id;
    const made = deriveTree(
      from,
      [
        { filename: "policies/a/policy.yaml", status: "modified", sha: sha("policies/a/policy.yaml") },
        { filename: "b/c.md", status: "added", sha: sha("b/c.md") },
        { filename: "gone.md", status: "removed", sha: from.get("gone.md")!.id },
        { filename: "new.md", previous_filename: "old.md", status: "renamed", sha: sha("new.md") },
      ],
      to.tree,
    );
    expect(new Map([...made!].sort())).toEqual(new Map([...head].sort()));
  });

  test.each<[string, Record<string, string | [string, string]>, object]>([
    [
      "a list that was cut off",
      { ...before, "a.md": "a", "b.md": "b" },
      { filename: "a.md", status: "added", text: "a" },
    ],
    [
      "a mode that nobody told of",
      { ...before, "x.sh": ["100755", "x"] },
      { filename: "x.sh", status: "added", text: "x" },
    ],
    ["a symbolic link", { ...before, link: ["120000", "x"] }, { filename: "link", status: "added", text: "x" }],
    ["another blob than the commit has", { ...before, "a.md": "a" }, { filename: "a.md", status: "added", text: "b" }],
  ])("%s is not believed", async (_, after, told) => {
    const from = await read(commit(before).id);
    const { text, ...file } = told as { text: string; filename: string; status: string };
    const sha = blobId(text, "0".repeat(40));
    expect(deriveTree(from, [{ ...file, sha }], commit(after).tree)).toBeUndefined();
  });

  test("a text is known from its patch, or not at all", () => {
    const line = fc.constantFrom(
      "a",
      "b",
      "c",
      "",
      "x\r",
      "é",
      "-",
      "+",
      "@@ -1 +1 @@",
      "\\ No newline at end of file",
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, end]) => lines.join("\n") + (end ? "\n" : ""));
    fc.assert(
      fc.property(text, text, (old, next) => {
        writeFileSync(join(directory, "old"), old);
        writeFileSync(join(directory, "next"), next);
        const diff = diffOf("old", "next");
        const start = diff.search(/^@@ /m);
        const patch = start < 0 ? undefined : diff.slice(start).replace(/\n$/, "");
        const made = deriveBlob(old, { filename: "f", status: "modified", sha: blobId(next, "0".repeat(40)), patch });
        expect(made).toBe(patch === undefined ? undefined : next);
      }),
      { numRuns: 60 },
    );
  });

  test("a patch that does not fit, or fits and makes something else, makes nothing", () => {
    expect(applyPatch("one\n", "@@ -1 +1 @@\n-two\n+2")).toBeUndefined();
    expect(applyPatch("one\n", "@@ -1 +1 @@\n?one")).toBeUndefined();
    expect(applyPatch("1\n2\n3\n", "@@ -3 +3 @@\n-3\n+c\n@@ -1 +1 @@\n-1\n+a")).toBeUndefined();
    const file = { filename: "f", status: "modified", sha: blobId("three\n", "0".repeat(40)) };
    expect(deriveBlob("one\n", { ...file, patch: "@@ -1 +1 @@\n-one\n+two" })).toBeUndefined();
    expect(deriveBlob(undefined, { ...file, patch: "@@ -1 +1 @@\n-one\n+three" })).toBeUndefined();
  });
});

/** `git diff` ends with 1 where the files differ. */
function diffOf(from: string, to: string): string {
  try {
    return execFileSync("git", ["diff", "--no-index", "--no-color", from, to], { cwd: directory, encoding: "utf8" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
