import nock from "nock";
import { ProbotOctokit } from "probot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GitHubRepository } from "./github-repository.ts";
import { ObjectCache } from "./object-cache.ts";
import { IncompleteTreeError, RefMovedError, readFile, TagMovedError } from "./repository.ts";

const COMMIT = "a".repeat(40);
const OTHER = "b".repeat(40);

let github: nock.Scope;
let repository: GitHubRepository;

beforeEach(() => {
  nock.disableNetConnect();
  github = nock("https://api.github.com");
  const octokit = new ProbotOctokit({ retry: { enabled: false }, throttle: { enabled: false } } as never);
  repository = new GitHubRepository(octokit, "acme", "decisions", new ObjectCache());
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const at = (path: string) => `/repos/acme/decisions/git/${path}`;
const treeOf = (tree: object[], truncated = false) =>
  github.get(at(`trees/${COMMIT}?recursive=true`)).reply(200, { sha: COMMIT, truncated, tree });

describe("reading", () => {
  test("a file list that GitHub cut short is an error, not a shorter list", async () => {
    treeOf([], true);
    await expect(repository.tree(COMMIT)).rejects.toThrow(IncompleteTreeError);
  });

  test("two files that GitHub shows by one name are an error: one would hide the other", async () => {
    const file = (sha: string) => ({ path: "decisions/\ufffd.ndjson", mode: "100644", type: "blob", sha });
    treeOf([file("f1"), file("f2")]);
    await expect(repository.tree(COMMIT)).rejects.toThrow(IncompleteTreeError);
  });

  test("what was read by its id is not read again", async () => {
    treeOf([{ path: "a.txt", mode: "100644", type: "blob", sha: "f1" }]);
    github.get(at("blobs/f1")).reply(200, { content: "aMO8", encoding: "base64" });
    for (let time = 0; time < 2; time++) {
      expect(await readFile(repository, await repository.tree(COMMIT), "a.txt")).toBe("hü");
    }
  });

  test("a symbolic link is no file: what it points to was approved by nobody", async () => {
    treeOf([{ path: "policy.yaml", mode: "120000", type: "blob", sha: "f2" }]);
    expect(await readFile(repository, await repository.tree(COMMIT), "policy.yaml")).toBeUndefined();
  });

  test("a ref that does not exist is undefined; a failing GitHub is an error", async () => {
    github.get(at("ref/heads%2Fgone")).reply(404, { message: "Not Found" });
    expect(await repository.resolve("refs/heads/gone")).toBeUndefined();
    github.get(at("ref/heads%2Fmain")).reply(502, { message: "Bad gateway" });
    await expect(repository.resolve("refs/heads/main")).rejects.toThrow("Bad gateway");
  });

  test("an annotated tag stands for the commit it points to", async () => {
    github.get(at("ref/tags%2Fv1")).reply(200, { ref: "refs/tags/v1", object: { type: "tag", sha: OTHER } });
    github.get(at(`tags/${OTHER}`)).reply(200, { object: { type: "commit", sha: COMMIT } });
    expect(await repository.resolve("refs/tags/v1")).toBe(COMMIT);
  });
});

describe("writing", () => {
  const change = { ref: "refs/heads/log", parent: COMMIT, message: "m", files: { "a.txt": "new", "b.txt": null } };
  const objects = () => {
    github
      .post(at("trees"), {
        base_tree: COMMIT,
        tree: [
          { path: "a.txt", mode: "100644", type: "blob", content: "new" },
          { path: "b.txt", mode: "100644", type: "blob", sha: null },
        ],
      })
      .reply(201, { sha: "t" });
    github.post(at("commits"), { message: "m", tree: "t", parents: [COMMIT] }).reply(201, { sha: OTHER });
  };

  test("moves the ref forward, never by force", async () => {
    objects();
    github.patch(at("refs/heads%2Flog"), { sha: OTHER, force: false }).reply(200, {});
    expect(await repository.commit(change)).toBe(OTHER);
  });

  test("says so when somebody else wrote first", async () => {
    objects();
    github.patch(at("refs/heads%2Flog")).reply(422, { message: "Update is not a fast forward" });
    await expect(repository.commit(change)).rejects.toThrow(RefMovedError);
  });

  test("a tag that is there already is fine on the same commit, and an error elsewhere", async () => {
    const exists = { message: "Reference already exists" };
    const there = (sha: string) =>
      github
        .get(at("ref/tags%2Fm%2Fv1.0.0"))
        .reply(200, { ref: "refs/tags/m/v1.0.0", object: { type: "commit", sha } });
    github.post(at("refs")).twice().reply(422, exists);
    there(COMMIT);
    await repository.tag("m/v1.0.0", COMMIT);
    there(OTHER);
    await expect(repository.tag("m/v1.0.0", COMMIT)).rejects.toThrow(TagMovedError);
  });
});
