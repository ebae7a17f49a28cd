import { Hono } from "hono";
import { resolveCommit } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, idParam, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { needText, object, readBody } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentJob, presentWorkflowRun } from "../present/workflow-run.ts";
import type { WorkflowRun } from "../runner/run.ts";
import type { Runner } from "../runner/runner.ts";
import { workflowsAt } from "../runner/start.ts";

/** Workflow runs and jobs to look at, and workflows to start by hand. */
export function actionRoutes(world: World, runner: Runner): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";
  const reads = need("actions", "read");
  const runsOf = (repository: Repository) => runner.all.filter((run) => run.repository === repository).reverse();

  app.get(`${one}/actions/runs`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const { event, status, branch, head_sha, actor } = c.req.query();
    const runs = runsOf(repository).filter(
      (run) =>
        (event === undefined || run.event === event) &&
        (status === undefined || run.status === status || run.conclusion === status) &&
        (branch === undefined || run.headBranch === branch) &&
        (head_sha === undefined || run.headSha === head_sha) &&
        (actor === undefined || run.actor.login === actor),
    );
    const workflow_runs = await Promise.all(page(c, runs).map((run) => presentWorkflowRun(world, run)));
    return c.json({ total_count: runs.length, workflow_runs });
  });

  const found = (c: Ctx): WorkflowRun => {
    const run = runsOf(repositoryFor(c, world, reads)).find((it) => it.id === idParam(c, "run_id"));
    if (!run) throw notFound();
    return run;
  };

  app.get(`${one}/actions/runs/:run_id`, async (c) => c.json(await presentWorkflowRun(world, found(c))));

  app.get(`${one}/actions/runs/:run_id/jobs`, (c) => {
    const run = found(c);
    return c.json({ total_count: run.jobs.length, jobs: page(c, run.jobs).map((job) => presentJob(world, run, job)) });
  });

  app.get(`${one}/actions/jobs/:job_id/logs`, (c) => {
    const jobs = runsOf(repositoryFor(c, world, reads)).flatMap((run) => run.jobs);
    const job = jobs.find((it) => it.id === idParam(c, "job_id"));
    if (!job) throw notFound();
    return c.text(job.log);
  });

  app.post(`${one}/actions/workflows/:workflow_id/dispatches`, async (c) => {
    const repository = repositoryFor(c, world, need("actions", "write"));
    const body = await readBody(c);
    const ref = needText(body, "ref");
    const full = ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
    const commit = await resolveCommit(repository.gitDir, full);
    if (!commit) throw new ApiError(422, `No ref found for: ${ref}`);
    const id = param(c, "workflow_id");
    const known = runner.all.find((run) => String(run.workflowId) === id)?.workflow.path ?? `.github/workflows/${id}`;
    const workflow = (await workflowsAt(repository, commit)).find((it) => it.path === known);
    if (!workflow) throw notFound();
    const trigger = workflow.on.workflow_dispatch;
    if (trigger === undefined) throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
    const inputs = object(body, "inputs") ?? {};
    const declared = trigger?.inputs ?? {};
    const unknown = Object.keys(inputs).filter((name) => !(name in declared));
    if (unknown.length > 0) throw new ApiError(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
    const missing = Object.entries(declared).find(
      ([name, it]) => it.required && it.default === undefined && !(name in inputs),
    );
    if (missing) throw new ApiError(422, `Required input '${missing[0]}' not provided`);
    const payload = { inputs, ref: full, workflow: workflow.path };
    world.emit({ name: "workflow_dispatch", repository, sender: caller(c), payload });
    return c.body(null, 204);
  });

  app.post(`${one}/dispatches`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "write"));
    const body = await readBody(c);
    const action = needText(body, "event_type");
    const client_payload = object(body, "client_payload") ?? {};
    const payload = { action, branch: repository.defaultBranch, client_payload };
    world.emit({ name: "repository_dispatch", action, repository, sender: caller(c), payload });
    return c.body(null, 204);
  });

  return app;
}
