import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, cloneUrl, runGit, type Town } from "../../../test/support/forge.ts";

describe("pull requests", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
    await town.commit("main", { "policy.yaml": "a\nb\nc\nd\ne\nf\n", "old.txt": "one\ntwo\nthree\nfour\n" });
  });
  afterAll(() => town.stop());

  const open = async (head: string, more = {}) =>
    (await town.tom.rest.pulls.create({ ...town.repo, head, base: "main", title: `From ${head}`, ...more })).data;
  const get = async (pull_number: number) => {
    await town.forge.settled();
    return (await town.tom.rest.pulls.get({ ...town.repo, pull_number })).data;
  };
  const parentsOf = async (sha: string) =>
    (await town.tom.rest.git.getCommit({ ...town.repo, commit_sha: sha })).data.parents.map((it) => it.sha);

  test("show their files since they left the base, renames too, with what changed", async () => {
    const { git } = town.maria.rest;
    await town.commit("rename", { "new.bin": "\u0000\u0001", "added.md": "x\n" });
    const { data: head } = await git.getRef({ ...town.repo, ref: "heads/rename" });
    const { sha } = head.object;
    const { data: tree } = await git.createTree({
      ...town.repo,
      base_tree: sha,
      tree: [
        { path: "old.txt", mode: "100644", sha: null },
        { path: "moved/kept.txt", mode: "100644", type: "blob", content: "one\ntwo\nthree\nfour\n" },
      ],
    });
    const { data: next } = await git.createCommit({ ...town.repo, message: "Move", tree: tree.sha, parents: [sha] });
    await git.updateRef({ ...town.repo, ref: "heads/rename", sha: next.sha });
    const { number } = await open("rename");
    await town.commit("main", { "unrelated.txt": "on main\n" });
    const { data: files } = await town.tom.rest.pulls.listFiles({ ...town.repo, pull_number: number });
    expect(files.map((it) => [it.filename, it.status, it.previous_filename, it.patch])).toEqual([
      ["added.md", "added", undefined, "@@ -0,0 +1 @@\n+x"],
      ["moved/kept.txt", "renamed", "old.txt", undefined],
      ["new.bin", "added", undefined, undefined],
    ]);
    const { data: commits } = await town.tom.rest.pulls.listCommits({ ...town.repo, pull_number: number });
    expect(commits.map((it) => it.commit.message)).toEqual(["Change new.bin, added.md", "Move"]);
  });

  test("that conflict are not mergeable, and 405 says so", async () => {
    await town.commit("left", { "policy.yaml": "left\n" });
    const { number } = await open("left");
    await town.commit("main", { "policy.yaml": "right\n" });
    expect(await get(number)).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    await expect(town.maria.rest.pulls.merge({ ...town.repo, pull_number: number })).rejects.toMatchObject({
      status: 405,
      response: { data: { message: "Pull Request is not mergeable" } },
    });
  });

  test("a move of the base is no synchronize; the trial merge is made again", async () => {
    await town.commit("calm", { "calm.txt": "x\n" });
    const { number, base } = await open("calm");
    await town.forge.settled();
    const before = town.hooks.length;
    const sha = await town.commit("main", { "more.txt": "y\n" });
    await town.forge.settled();
    const said = town.hooks.slice(before).map((hook) => `${hook.name} ${hook.payload.action ?? ""}`.trim());
    expect(said).toEqual(["push", "check_suite requested"]);
    expect(await get(number)).toMatchObject({ mergeable: true, base: { sha } });
    expect(base.sha).not.toBe(sha);
  });

  test("take in what is new on the base, by a merge commit", async () => {
    await town.commit("stale", { "stale.txt": "1\n" });
    const { number, head } = await open("stale");
    const one = { ...town.repo, pull_number: number };
    await expect(town.tom.rest.pulls.updateBranch(one)).rejects.toMatchObject({ status: 422 });
    const base = await town.commit("main", { "news.txt": "1\n" });
    await expect(town.tom.rest.pulls.updateBranch({ ...one, expected_head_sha: base })).rejects.toMatchObject({
      status: 422,
    });
    await town.tom.rest.pulls.updateBranch({ ...one, expected_head_sha: head.sha });
    const now = await get(number);
    expect(await parentsOf(now.head.sha)).toEqual([head.sha, base]);
    expect(now).toMatchObject({ changed_files: 1, commits: 2 });
  });

  test("merge only the head that was meant: 409 otherwise", async () => {
    await town.commit("meant", { "meant.txt": "1\n" });
    const { number, head } = await open("meant");
    await town.commit("meant", { "meant.txt": "2\n" });
    const wish = { ...town.repo, pull_number: number, sha: head.sha };
    await expect(town.maria.rest.pulls.merge(wish)).rejects.toMatchObject({ status: 409 });
  });

  test("merge by squashing into one commit by who opened it, with the others as co-authors", async () => {
    await town.commit("squash", { "s.txt": "1\n" });
    await town.commit("squash", { "s.txt": "2\n" });
    const { number } = await open("squash");
    const base = (await get(number)).base.sha;
    const { data } = await town.maria.rest.pulls.merge({ ...town.repo, pull_number: number, merge_method: "squash" });
    const { data: commit } = await town.tom.rest.git.getCommit({ ...town.repo, commit_sha: data.sha });
    expect(commit.message).toBe(
      `From squash (#${number})\n\n* Change s.txt\n\n* Change s.txt\n\nCo-authored-by: maria <maria@example.com>`,
    );
    expect(commit).toMatchObject({
      author: { email: "tom@example.com" },
      committer: { email: "noreply@github.com" },
    });
    expect(await parentsOf(data.sha)).toEqual([base]);
  });

  test("merge by rebasing, commit by commit", async () => {
    await town.commit("rebase", { "r.txt": "1\n" });
    await town.commit("rebase", { "r2.txt": "2\n" });
    const { number } = await open("rebase");
    const base = await town.commit("main", { "meanwhile.txt": "x\n" });
    const { data } = await town.maria.rest.pulls.merge({ ...town.repo, pull_number: number, merge_method: "rebase" });
    const [first] = await parentsOf(data.sha);
    expect(await parentsOf(first!)).toEqual([base]);
    const { data: tree } = await town.tom.rest.git.getTree({ ...town.repo, tree_sha: data.sha });
    expect(tree.tree.map((it) => it.path)).toEqual(expect.arrayContaining(["r.txt", "r2.txt", "meanwhile.txt"]));
    expect(await get(number)).toMatchObject({ state: "closed", merged: true, merge_commit_sha: data.sha });
  });

  test("are merged by a push that brings their head into the base", async () => {
    await town.commit("direct", { "d.txt": "1\n" });
    const { number, head } = await open("direct");
    const folder = join(town.folder, "direct");
    await runGit(town.folder, ["clone", "-q", cloneUrl(town.forge, "acme/loans", town.tokens.tom), folder], "tom");
    await runGit(folder, ["merge", "-q", "--no-ff", "-m", "By hand", "origin/direct"], "tom");
    await runGit(folder, ["push", "-q", "origin", "main"], "tom");
    expect(await get(number)).toMatchObject({ merged: true, merged_by: { login: "tom" }, head: { sha: head.sha } });
  });

  test("can be fetched by number, head and trial merge", async () => {
    await town.commit("fetch", { "f.txt": "1\n" });
    const { number, head } = await open("fetch");
    await town.forge.settled();
    const folder = join(town.folder, "direct");
    await runGit(folder, ["fetch", "-q", "origin", `refs/pull/${number}/head`, `refs/pull/${number}/merge`]);
    const fetched = await runGit(folder, ["ls-remote", "origin", `refs/pull/${number}/*`]);
    expect(fetched.split(/\s/)[0]).toBe(head.sha);
    const push = runGit(folder, ["push", "-q", "origin", `HEAD:refs/pull/${number}/head`], "tom");
    await expect(push).rejects.toThrow("deny updating a hidden ref");
  });

  test("change their base, their state, and close when their branch goes", async () => {
    await town.commit("release", { "rel.txt": "1\n" });
    await town.commit("edit", { "e.txt": "1\n" });
    const { number } = await open("edit", { draft: true });
    const one = { ...town.repo, pull_number: number };
    expect(await get(number)).toMatchObject({ draft: true, mergeable_state: "draft" });
    await expect(town.maria.rest.pulls.merge(one)).rejects.toMatchObject({ status: 405 });
    await town.tom.rest.pulls.update({ ...one, base: "release" });
    await town.forge.settled();
    const edited = town.hooks.findLast((hook) => hook.payload.action === "edited")!;
    expect(edited.payload.changes.base.ref).toEqual({ from: "main" });
    await town.tom.rest.pulls.update({ ...one, state: "closed" });
    await town.tom.rest.pulls.update({ ...one, state: "open" });
    await town.maria.rest.git.deleteRef({ ...town.repo, ref: "heads/edit" });
    expect(await get(number)).toMatchObject({ state: "closed", merged: false, base: { ref: "release" } });
    await expect(town.tom.rest.pulls.update({ ...one, state: "open" })).rejects.toMatchObject({ status: 422 });
  });

  test("are refused with the reason: twice the same, nothing new, unknown branch", async () => {
    await town.commit("twice", { "t.txt": "1\n" });
    await open("twice");
    const reason = (message: string) => ({ status: 422, response: { data: { errors: [{ message }] } } });
    await expect(open("twice")).rejects.toMatchObject(reason("A pull request already exists for acme:twice."));
    const { data: main } = await town.tom.rest.git.getRef({ ...town.repo, ref: "heads/main" });
    await town.tom.rest.git.createRef({ ...town.repo, ref: "refs/heads/same", sha: main.object.sha });
    await expect(open("same")).rejects.toMatchObject(reason("No commits between main and same"));
    await expect(open("nowhere")).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: "head" }] } },
    });
  });

  test("come from forks by people who cannot write here", async () => {
    const { stranger, repo } = town;
    await stranger.rest.repos.createFork(repo);
    const fork = { owner: "stranger", repo: "loans" };
    const { data: main } = await stranger.rest.git.getRef({ ...fork, ref: "heads/main" });
    await stranger.rest.git.createRef({ ...fork, ref: "refs/heads/idea", sha: main.object.sha });
    const file = { ...fork, path: "idea.txt", branch: "idea", message: "Idea" };
    await stranger.rest.repos.createOrUpdateFileContents({ ...file, content: "aGVsbG8K" });
    const { data } = await stranger.rest.pulls.create({ ...repo, head: "stranger:idea", base: "main", title: "Idea" });
    expect(data).toMatchObject({ head: { label: "stranger:idea", repo: { fork: true } }, changed_files: 1 });
    const { data: next } = await stranger.rest.repos.getContent({ ...fork, path: "idea.txt", ref: "idea" });
    await stranger.rest.repos.createOrUpdateFileContents({
      ...file,
      content: "aGkK",
      sha: (next as { sha: string }).sha,
    });
    const now = await get(data.number);
    expect(now.head.sha).not.toBe(data.head.sha);
    await town.maria.rest.pulls.merge({ ...repo, pull_number: data.number });
    await town.maria.rest.repos.getContent({ ...repo, path: "idea.txt" });
  });
});
