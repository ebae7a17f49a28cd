import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, gitBytes } from "./git.ts";
import { ZERO } from "./refs.ts";
import { listTree } from "./trees.ts";

/** One path to set (`sha` of a blob, or of a tree with mode 040000) or to remove (`sha: null`). */
export interface Edit {
  path: string;
  mode: string;
  sha: string | null;
}

/** A path that git would not keep, or not check out. */
export class BadPath extends Error {}

function checkPath(path: string): void {
  const parts = path.split("/");
  if (
    parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git") ||
    path.includes("\0")
  ) {
    throw new BadPath(`${JSON.stringify(path)} is no path of a file.`);
  }
}

/** The tree that `base` becomes with these edits; `base` null starts from nothing. @throws BadPath, GitError */
export async function editTree(gitDir: string, base: string | null, edits: readonly Edit[]): Promise<string> {
  for (const { path } of edits) checkPath(path);
  const folder = await mkdtemp(join(tmpdir(), "forge-index-"));
  const env = { GIT_INDEX_FILE: join(folder, "index") };
  const removal = (path: string) => `0 ${ZERO}\t${path}\0`;
  try {
    await git(gitDir, base ? ["read-tree", base] : ["read-tree", "--empty"], { env });
    const lines: string[] = [];
    for (const { path, mode, sha } of edits) {
      if (mode !== "040000") {
        lines.push(sha ? `${mode} ${sha}\t${path}\0` : removal(path));
        continue;
      }
      const before = await gitBytes(gitDir, ["ls-files", "-z", "--", path], { env });
      lines.push(...before.toString().split("\0").filter(Boolean).map(removal));
      const inside = sha ? await listTree(gitDir, sha, true) : [];
      const files = inside.filter((entry) => entry.type !== "tree");
      lines.push(...files.map((entry) => `${entry.mode} ${entry.sha}\t${path}/${entry.path}\0`));
    }
    const input = lines.join("");
    await git(gitDir, ["update-index", "-z", "--add", "--replace", "--index-info"], { env, input });
    return await git(gitDir, ["write-tree"], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
