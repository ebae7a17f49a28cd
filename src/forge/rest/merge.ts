import { Hono } from "hono";
import { checkAccess, need, repositoryFor } from "../http/access.ts";
import { caller, type Env, idParam } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { oneOf, readBody, text } from "../http/fields.ts";
import { fullName } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { signatureOf } from "../present/commit.ts";
import { mergePull } from "../pulls/merge.ts";
import { pullOf } from "../pulls/open.ts";
import { updateBranch } from "../pulls/update-branch.ts";

export function mergeRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo/pulls/:pull_number";

  app.put(`${one}/merge`, async (c) => {
    const repository = repositoryFor(c, world, need("pull_requests", "read"));
    const issue = pullOf(repository, idParam(c, "pull_number"));
    checkAccess(world, c.get("actor"), repository, need("contents", "write"));
    const body = await readBody(c);
    const sha = await mergePull(world, repository, issue, {
      method: oneOf(body, "merge_method", ["merge", "squash", "rebase"]) ?? "merge",
      sha: text(body, "sha"),
      title: text(body, "commit_title"),
      message: text(body, "commit_message"),
      by: caller(c),
      author: signatureOf(caller(c), world.now()),
    });
    return c.json({ sha, merged: true, message: "Pull Request successfully merged" });
  });

  app.get(`${one}/merge`, (c) => {
    const repository = repositoryFor(c, world, need("pull_requests", "read"));
    if (!pullOf(repository, idParam(c, "pull_number")).pull.merged) throw notFound();
    return c.body(null, 204);
  });

  app.put(`${one}/update-branch`, async (c) => {
    const repository = repositoryFor(c, world, need("pull_requests", "write"));
    const issue = pullOf(repository, idParam(c, "pull_number"));
    const expected = text(await readBody(c), "expected_head_sha");
    await updateBranch(world, repository, issue, expected, caller(c));
    return c.json(
      { message: "Updating pull request branch.", url: `${world.api}/repos/${fullName(repository)}/pulls` },
      202,
    );
  });

  return app;
}
