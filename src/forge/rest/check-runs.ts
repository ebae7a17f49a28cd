import { Hono } from "hono";
import { annotationsOf, changeRun, emitCompleted, emitRun } from "../checks/runs.ts";
import { suiteFor } from "../checks/suites.ts";
import { listRefs, resolveCommit } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, idParam } from "../http/context.ts";
import { ApiError, invalid, notFound } from "../http/errors.ts";
import { needText, readBody } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import type { CheckRun, Repository } from "../model/repository.ts";
import type { App } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { latestRuns, presentCheckRun } from "../present/check.ts";
import { commitOf } from "./commits.ts";

/** Check runs belong to apps: people cannot write them, and an app cannot change another's. */
function appOf(c: Ctx): App {
  const actor = c.get("actor");
  if (actor.kind === "anonymous") throw new ApiError(401, "Requires authentication");
  if (actor.kind !== "installation") throw new ApiError(403, "You must authenticate via a GitHub App.");
  return actor.installation.app;
}

export function checkRunRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";

  const runOf = (c: Ctx, repository: Repository): CheckRun => {
    const found = repository.checkRuns.find((run) => run.id === idParam(c, "check_run_id"));
    if (!found) throw notFound();
    return found;
  };

  app.post(`${one}/check-runs`, async (c) => {
    const creator = appOf(c);
    const repository = repositoryFor(c, world, need("checks", "write"));
    const body = await readBody(c);
    const name = needText(body, "name");
    const sha = needText(body, "head_sha");
    if (!/^[0-9a-f]{40}$/.test(sha) || !(await resolveCommit(repository.gitDir, sha))) {
      throw new ApiError(422, `No commit found for SHA: ${sha}`);
    }
    const branch =
      (await listRefs(repository.gitDir, "refs/heads/")).find((ref) => ref.sha === sha)?.name.slice(11) ?? null;
    const run: CheckRun = {
      id: world.ids.next("check run"),
      suite: suiteFor(world, repository, creator, sha, branch),
      name,
      headSha: sha,
      externalId: "",
      detailsUrl: null,
      status: "queued",
      conclusion: null,
      startedAt: world.now(),
      completedAt: null,
      output: { title: null, summary: null, text: null, annotations: [] },
      actions: [],
    };
    changeRun(world, run, body);
    repository.checkRuns.push(run);
    emitRun(world, repository, run, "created", caller(c));
    if (run.status === "completed") await emitCompleted(world, repository, run, caller(c));
    return c.json(presentCheckRun(world, repository, run), 201);
  });

  app.patch(`${one}/check-runs/:check_run_id`, async (c) => {
    const creator = appOf(c);
    const repository = repositoryFor(c, world, need("checks", "write"));
    const run = runOf(c, repository);
    if (run.suite.app !== creator)
      throw new ApiError(
        403,
        "Invalid app_id `" +
          String(creator.id) +
          "` - check run can only be modified by the GitHub App that created it.",
      );
    const was = run.status;
    changeRun(world, run, await readBody(c));
    if (run.status === "completed" && was !== "completed") await emitCompleted(world, repository, run, caller(c));
    return c.json(presentCheckRun(world, repository, run));
  });

  app.get(`${one}/check-runs/:check_run_id`, (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    return c.json(presentCheckRun(world, repository, runOf(c, repository)));
  });

  app.get(`${one}/check-runs/:check_run_id/annotations`, (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    return c.json(page(c, annotationsOf(world, repository, runOf(c, repository))));
  });

  app.post(`${one}/check-runs/:check_run_id/rerequest`, (c) => {
    const repository = repositoryFor(c, world, need("checks", "write"));
    const run = runOf(c, repository);
    if (run.status !== "completed") throw invalid({ resource: "CheckRun", field: "status", code: "invalid" });
    emitRun(world, repository, run, "rerequested", caller(c), run.suite.app);
    return c.json({}, 201);
  });

  app.get(`${one}/commits/:ref/check-runs`, async (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    const sha = await commitOf(c, repository);
    const { check_name, status, app_id, filter = "latest" } = c.req.query();
    const all = repository.checkRuns.filter((run) => run.headSha === sha);
    const runs = (filter === "all" ? all : latestRuns(all)).filter(
      (run) =>
        (check_name === undefined || run.name === check_name) &&
        (status === undefined || run.status === status) &&
        (app_id === undefined || String(run.suite.app.id) === app_id),
    );
    const check_runs = page(c, runs).map((run) => presentCheckRun(world, repository, run));
    return c.json({ total_count: runs.length, check_runs });
  });

  return app;
}
