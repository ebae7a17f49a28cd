import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

describe("files, commits and refs over REST", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
  });
  afterAll(() => town.stop());

  const put = (path: string, text: string | Buffer, more = {}) =>
    town.maria.rest.repos.createOrUpdateFileContents({
      ...town.repo,
      path,
      message: `Write ${path}`,
      content: base64(text),
      ...more,
    });
  const head = async (branch = "main") =>
    (await town.maria.rest.git.getRef({ ...town.repo, ref: `heads/${branch}` })).data.object.sha;

  test("a file is changed only by who knows what it was", async () => {
    const { data } = await put("a/b.txt", "one");
    await expect(put("a/b.txt", "two")).rejects.toMatchObject({ status: 422 });
    await expect(put("a/b.txt", "two", { sha: "0".repeat(40) })).rejects.toMatchObject({ status: 409 });
    const { data: next } = await put("a/b.txt", "two", { sha: data.content!.sha });
    expect(next.commit.author).toMatchObject({ name: "maria", email: "maria@example.com" });
    const remove = { ...town.repo, path: "a/b.txt", message: "Remove" };
    await expect(town.maria.rest.repos.deleteFile({ ...remove, sha: data.content!.sha! })).rejects.toMatchObject({
      status: 409,
    });
    await town.maria.rest.repos.deleteFile({ ...remove, sha: next.content!.sha! });
    await expect(town.maria.rest.repos.getContent({ ...town.repo, path: "a/b.txt" })).rejects.toMatchObject({
      status: 404,
    });
  });

  test("what an app commits, GitHub commits for it", async () => {
    const file = { ...town.repo, path: "bot.txt", message: "By the bot", content: base64("x") };
    const { data } = await town.bot.rest.repos.createOrUpdateFileContents(file);
    expect(data.commit.author!.email).toMatch(/^\d+\+helper\[bot\]@users\.noreply\.github\.com$/);
    expect(data.commit.committer).toMatchObject({ name: "GitHub", email: "noreply@github.com" });
    const { data: commit } = await town.maria.rest.repos.getCommit({ ...town.repo, ref: data.commit.sha! });
    expect([commit.author?.login, commit.committer?.login]).toEqual(["helper[bot]", "web-flow"]);
  });

  test("a large file comes without its content, but can be had raw", async () => {
    const bytes = randomBytes(1_100_000);
    await put("large.bin", bytes);
    const one = { ...town.repo, path: "large.bin" };
    const { data } = await town.maria.rest.repos.getContent(one);
    expect(data).toMatchObject({ encoding: "none", content: "", size: bytes.length });
    const answer = await fetch(`${town.forge.url}/api/v3/repos/acme/loans/contents/large.bin`, {
      headers: { accept: "application/vnd.github.raw+json", authorization: `token ${town.tokens.maria}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("paths out of the tree, or none at all, are refused", async () => {
    await expect(put("../x", "x")).rejects.toMatchObject({ status: 422 });
    await expect(put(".git/config", "x")).rejects.toMatchObject({ status: 422 });
    await expect(put("x.txt", "x", { branch: "nowhere" })).rejects.toMatchObject({ status: 404 });
    await expect(put("x.txt", "x", { content: "not base64!" })).rejects.toMatchObject({ status: 422 });
  });

  test("trees are made of other trees; removing leaves no empty directory", async () => {
    const { git } = town.maria.rest;
    await put("d/one.txt", "1");
    const base_tree = await head();
    const entry = { mode: "100644", type: "blob" } as const;
    const { data: tree } = await git.createTree({
      ...town.repo,
      base_tree,
      tree: [
        { path: "d/one.txt", mode: "100644", sha: null },
        { ...entry, path: "e/f/two.txt", content: "2" },
        { ...entry, path: "run.sh", mode: "100755", content: "#!/bin/sh\n" },
      ],
    });
    const { data: all } = await git.getTree({ ...town.repo, tree_sha: tree.sha, recursive: "1" });
    const paths = all.tree.map((it) => `${it.mode} ${it.path}`);
    expect(paths).toEqual(expect.arrayContaining(["040000 e", "040000 e/f", "100644 e/f/two.txt", "100755 run.sh"]));
    expect(paths.join()).not.toContain(" d");
    expect(all.truncated).toBe(false);
    const copy = all.tree.find((it) => it.path === "e")!;
    const { data: moved } = await git.createTree({
      ...town.repo,
      base_tree,
      tree: [{ path: "copy", mode: "040000", type: "tree", sha: copy.sha! }],
    });
    const { data: inside } = await git.getTree({ ...town.repo, tree_sha: moved.sha, recursive: "1" });
    expect(inside.tree.map((it) => it.path)).toContain("copy/f/two.txt");
    await expect(
      git.createTree({ ...town.repo, tree: [{ path: "x", mode: "100644", sha: "1".repeat(40) }] }),
    ).rejects.toMatchObject({
      status: 422,
    });
  });

  test("refs move forward only, unless forced; both tags and branches", async () => {
    const { git } = town.maria.rest;
    const first = await head();
    await put("later.txt", "x");
    const second = await head();
    await git.createRef({ ...town.repo, ref: "refs/heads/feature/one", sha: second });
    const back = { ...town.repo, ref: "heads/feature/one", sha: first };
    await expect(git.updateRef(back)).rejects.toMatchObject({
      status: 422,
      response: { data: { message: "Update is not a fast forward" } },
    });
    await git.updateRef({ ...back, force: true });
    expect(await head("feature/one")).toBe(first);
    await town.forge.settled();
    expect(town.hooks.findLast((it) => it.name === "push")!.payload).toMatchObject({
      ref: "refs/heads/feature/one",
      forced: true,
    });
    await expect(git.createRef({ ...town.repo, ref: "refs/heads/feature/one", sha: first })).rejects.toMatchObject({
      response: { data: { message: "Reference already exists" } },
    });
    await expect(git.createRef({ ...town.repo, ref: "heads/x", sha: first })).rejects.toMatchObject({ status: 422 });
    await expect(git.createRef({ ...town.repo, ref: "refs/heads/x", sha: "1".repeat(40) })).rejects.toMatchObject({
      response: { data: { message: "Object does not exist" } },
    });
    const { data: tag } = await git.createTag({
      ...town.repo,
      tag: "v1",
      message: "One",
      object: first,
      type: "commit",
    });
    await git.createRef({ ...town.repo, ref: "refs/tags/mortgage/v1.0.0", sha: tag.sha });
    expect((await git.getTag({ ...town.repo, tag_sha: tag.sha })).data).toMatchObject({
      message: "One",
      object: { sha: first },
    });
    const { data: refs } = await git.listMatchingRefs({ ...town.repo, ref: "tags/mortgage" });
    expect(refs.map((it) => [it.ref, it.object.type])).toEqual([["refs/tags/mortgage/v1.0.0", "tag"]]);
    const { data: tags } = await town.maria.rest.repos.listTags(town.repo);
    expect(tags).toMatchObject([{ name: "mortgage/v1.0.0", commit: { sha: first } }]);
    await git.deleteRef({ ...town.repo, ref: "tags/mortgage/v1.0.0" });
    await expect(git.getRef({ ...town.repo, ref: "tags/mortgage/v1.0.0" })).rejects.toMatchObject({ status: 404 });
  });

  test("commits are listed by branch, path and page, and compared", async () => {
    await put("p/x.txt", "1");
    const { repos } = town.maria.rest;
    const { data: byPath } = await repos.listCommits({ ...town.repo, path: "p/x.txt" });
    expect(byPath.map((it) => it.commit.message)).toEqual(["Write p/x.txt"]);
    const { data: two } = await repos.listCommits({ ...town.repo, per_page: 2 });
    expect(two).toHaveLength(2);
    const { data: compared } = await repos.compareCommitsWithBasehead({ ...town.repo, basehead: "feature/one...main" });
    expect(compared).toMatchObject({
      status: "ahead",
      behind_by: 0,
      merge_base_commit: { sha: await head("feature/one") },
    });
    expect(compared.files!.map((it) => it.filename)).toContain("p/x.txt");
    const { data: commit } = await repos.getCommit({ ...town.repo, ref: "main" });
    expect(commit).toMatchObject({ stats: { additions: 1, deletions: 0, total: 1 }, files: [{ filename: "p/x.txt" }] });
    const { data: branches } = await repos.listBranches(town.repo);
    expect(branches.map((it) => it.name)).toEqual(["feature/one", "main"]);
    expect((await repos.getBranch({ ...town.repo, branch: "feature/one" })).data.protected).toBe(false);
    await expect(repos.getCommit({ ...town.repo, ref: "nothing" })).rejects.toMatchObject({ status: 422 });
  });
});
