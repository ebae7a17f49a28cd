import { Hono } from "hono";
import { logCommits } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { gitBytes } from "../git/git.ts";
import { mergeBase, readRef } from "../git/refs.ts";
import { checkAccess, need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, callingApp, type Env, idParam } from "../http/context.ts";
import { ApiError, invalid } from "../http/errors.ts";
import { flag, needText, oneOf, readBody, text } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentCommit, presentFile } from "../present/commit.ts";
import { presentPull, presentSimplePull } from "../present/pull.ts";
import { emitPull } from "../pulls/events.ts";
import { fetchHead, tryMergeSoon } from "../pulls/follow.ts";
import { mergeableState } from "../pulls/mergeable.ts";
import { openPull, pullOf } from "../pulls/open.ts";

/** A pull request shows at most this many (docs: "List pull requests files", "List commits on a pull request"). */
const MAX_FILES = 3000;
const MAX_COMMITS = 250;

export function pullRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/pulls";
  const one = `${all}/:pull_number`;
  const reads = need("pull_requests", "read");

  const found = (c: Ctx): { repository: Repository; issue: PullRequest } => {
    const repository = repositoryFor(c, world, reads);
    return { repository, issue: pullOf(repository, idParam(c, "pull_number")) };
  };
  /** Whoever opened it may edit it; anyone else needs to write. */
  const editable = (c: Ctx) => {
    const both = found(c);
    const own = both.issue.user === caller(c);
    checkAccess(world, c.get("actor"), both.repository, need("pull_requests", "write", own ? "read" : "write"));
    return both;
  };
  const full = (repository: Repository, issue: PullRequest) =>
    presentPull(world, repository, issue, mergeableState(repository, issue));

  app.get(all, (c) => {
    const repository = repositoryFor(c, world, reads);
    const { state = "open", head, base, sort = "created" } = c.req.query();
    const direction = c.req.query("direction") ?? (sort === "created" ? "desc" : "asc");
    const pulls = [...repository.issues.values()].filter(
      (issue): issue is PullRequest =>
        issue.pull !== null &&
        (state === "all" || issue.state === state) &&
        (base === undefined || issue.pull.base === base) &&
        (head === undefined || head === `${issue.pull.headOwner.login}:${issue.pull.headRef}`),
    );
    const at = (issue: PullRequest) => (sort === "updated" ? issue.updatedAt : issue.createdAt).getTime();
    pulls.sort((a, b) => at(a) - at(b) || a.number - b.number);
    if (direction === "desc") pulls.reverse();
    return c.json(page(c, pulls).map((issue) => presentSimplePull(world, repository, issue)));
  });

  app.post(all, async (c) => {
    const repository = repositoryFor(c, world, need("pull_requests", "write", "read"));
    const body = await readBody(c);
    const head = needText(body, "head");
    const title = needText(body, "title");
    if (title.trim() === "") throw invalid({ resource: "PullRequest", field: "title", code: "missing_field" });
    if (!head.includes(":")) checkAccess(world, c.get("actor"), repository, need("pull_requests", "write"));
    const issue = await openPull(world, repository, {
      title,
      head,
      base: needText(body, "base"),
      body: text(body, "body") ?? null,
      draft: flag(body, "draft") ?? false,
      user: caller(c),
      via: callingApp(c),
      maintainerCanModify: flag(body, "maintainer_can_modify") ?? false,
    });
    return c.json(await presentPull(world, repository, issue, "unknown"), 201);
  });

  app.get(one, async (c) => {
    const { repository, issue } = found(c);
    const accept = c.req.header("accept") ?? "";
    if (/[.+]diff/.test(accept)) {
      const { gitDir } = repository;
      const from = await mergeBase(gitDir, issue.pull.baseSha, issue.pull.headSha);
      const diff = await gitBytes(gitDir, ["diff-tree", "-r", "-M", "-p", from!, issue.pull.headSha]);
      return c.body(new Uint8Array(diff), 200, { "Content-Type": "application/vnd.github.diff; charset=utf-8" });
    }
    return c.json(await full(repository, issue));
  });

  app.patch(one, async (c) => {
    const { repository, issue } = editable(c);
    const body = await readBody(c);
    const changes: Record<string, { from: string } | { ref: { from: string }; sha: { from: string } }> = {};
    const title = text(body, "title");
    if (title !== undefined && title !== issue.title) {
      changes.title = { from: issue.title };
      issue.title = title;
    }
    if ("body" in body && (text(body, "body") ?? null) !== issue.body) {
      changes.body = { from: issue.body ?? "" };
      issue.body = text(body, "body") ?? null;
    }
    const base = text(body, "base");
    if (base !== undefined && base !== issue.pull.base) {
      const ref = await readRef(repository.gitDir, `refs/heads/${base}`);
      if (!ref || issue.state === "closed") throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
      changes.base = { ref: { from: issue.pull.base }, sha: { from: issue.pull.baseSha } };
      issue.pull.base = base;
      issue.pull.baseSha = ref.sha;
      tryMergeSoon(world, repository, issue);
    }
    issue.updatedAt = world.now();
    if (Object.keys(changes).length > 0) await emitPull(world, repository, issue, "edited", caller(c), { changes });
    const state = oneOf(body, "state", ["open", "closed"]);
    if (state && state !== issue.state) await setState(c, repository, issue, state);
    return c.json(await full(repository, issue));
  });

  const setState = async (c: Ctx, repository: Repository, issue: PullRequest, state: "open" | "closed") => {
    const { pull } = issue;
    if (state === "open") {
      const head = pull.headRepository && (await readRef(pull.headRepository.gitDir, `refs/heads/${pull.headRef}`));
      if (pull.merged || !head) throw invalid({ resource: "PullRequest", field: "state", code: "invalid" });
      pull.headSha = head.sha;
      pull.baseSha = (await readRef(repository.gitDir, `refs/heads/${pull.base}`))?.sha ?? pull.baseSha;
      await fetchHead(repository, issue);
      tryMergeSoon(world, repository, issue);
    }
    issue.state = state;
    issue.closedAt = state === "closed" ? world.now() : null;
    issue.closedBy = state === "closed" ? caller(c) : null;
    await emitPull(world, repository, issue, state === "open" ? "reopened" : "closed", caller(c));
  };

  app.get(`${one}/files`, async (c) => {
    const { repository, issue } = found(c);
    const { baseSha, headSha } = issue.pull;
    const from = await mergeBase(repository.gitDir, baseSha, headSha);
    if (!from) throw new ApiError(422, "There is no common ancestor between the two commits.");
    const files = (await diffFiles(repository.gitDir, from, headSha)).slice(0, MAX_FILES);
    return c.json(page(c, files).map((file) => presentFile(world, repository, headSha, file)));
  });

  app.get(`${one}/commits`, async (c) => {
    const { repository, issue } = found(c);
    const { baseSha, headSha } = issue.pull;
    const commits = await logCommits(repository.gitDir, ["--reverse", "--topo-order", headSha, "--not", baseSha]);
    return c.json(page(c, commits.slice(0, MAX_COMMITS)).map((commit) => presentCommit(world, repository, commit)));
  });

  return app;
}
