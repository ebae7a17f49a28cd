import { Hono } from "hono";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, idParam } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { page } from "../http/pagination.ts";
import type { CheckSuite, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { latestRuns, presentCheckRun, presentSuite } from "../present/check.ts";
import { presentWebhookSuite } from "../present/check-webhook.ts";
import { commitOf } from "./commits.ts";

export function checkSuiteRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";

  const suiteOf = (c: Ctx, repository: Repository): CheckSuite => {
    const found = repository.suites.find((suite) => suite.id === idParam(c, "check_suite_id"));
    if (!found) throw notFound();
    return found;
  };

  app.get(`${one}/commits/:ref/check-suites`, async (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    const sha = await commitOf(c, repository);
    const { app_id } = c.req.query();
    const suites = repository.suites.filter(
      (suite) => suite.headSha === sha && (app_id === undefined || String(suite.app.id) === app_id),
    );
    const check_suites = await Promise.all(page(c, suites).map((suite) => presentSuite(world, repository, suite)));
    return c.json({ total_count: suites.length, check_suites });
  });

  app.get(`${one}/check-suites/:check_suite_id`, async (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    return c.json(await presentSuite(world, repository, suiteOf(c, repository)));
  });

  app.get(`${one}/check-suites/:check_suite_id/check-runs`, (c) => {
    const repository = repositoryFor(c, world, need("checks", "read"));
    const suite = suiteOf(c, repository);
    const runs = latestRuns(repository.checkRuns.filter((run) => run.suite === suite));
    const check_runs = page(c, runs).map((run) => presentCheckRun(world, repository, run));
    return c.json({ total_count: runs.length, check_runs });
  });

  app.post(`${one}/check-suites/:check_suite_id/rerequest`, async (c) => {
    const repository = repositoryFor(c, world, need("checks", "write"));
    const suite = suiteOf(c, repository);
    const payload = { action: "rerequested", check_suite: await presentWebhookSuite(world, repository, suite) };
    world.emit({ name: "check_suite", action: "rerequested", repository, sender: caller(c), payload, only: suite.app });
    return c.json({}, 201);
  });

  return app;
}
