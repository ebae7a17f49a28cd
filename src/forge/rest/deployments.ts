import { Hono } from "hono";
import { utc } from "../git/commits.ts";
import { resolveCommit } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { caller, callingApp, type Env, idParam } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { flag, needText, readBody, text, texts } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { nodeId } from "../model/ids.ts";
import type { Deployment, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";
import { presentApp } from "../present/app.ts";
import { latestRuns } from "../present/check.ts";
import { apiUrl } from "../present/repository.ts";

const PASSES = ["success", "neutral", "skipped"];

export function deploymentRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/deployments";

  const present = (repository: Repository, it: Deployment) => {
    const url = `${apiUrl(world, repository)}/deployments/${it.id}`;
    return {
      url,
      id: it.id,
      node_id: nodeId("Deployment", it.id),
      task: it.task,
      original_environment: it.environment,
      environment: it.environment,
      description: it.description,
      created_at: utc(it.createdAt),
      updated_at: utc(it.createdAt),
      statuses_url: `${url}/statuses`,
      repository_url: apiUrl(world, repository),
      creator: presentAccount(world, it.creator),
      sha: it.sha,
      ref: it.ref,
      payload: it.payload,
      transient_environment: it.transient,
      production_environment: it.production,
      performed_via_github_app: it.via && presentApp(world, it.via),
    };
  };

  app.get(all, (c) => {
    const repository = repositoryFor(c, world, need("deployments", "read"));
    const { environment, ref, sha } = c.req.query();
    const found = repository.deployments.filter(
      (it) =>
        (environment === undefined || it.environment === environment) &&
        (ref === undefined || it.ref === ref) &&
        (sha === undefined || it.sha === sha),
    );
    return c.json(page(c, found.reverse()).map((it) => present(repository, it)));
  });

  app.get(`${all}/:deployment_id`, (c) => {
    const repository = repositoryFor(c, world, need("deployments", "read"));
    const found = repository.deployments.find((it) => it.id === idParam(c, "deployment_id"));
    if (!found) throw notFound();
    return c.json(present(repository, found));
  });

  app.post(all, async (c) => {
    const repository = repositoryFor(c, world, need("deployments", "write"));
    const body = await readBody(c);
    const ref = needText(body, "ref");
    const sha = await resolveCommit(repository.gitDir, ref);
    if (!sha) throw new ApiError(422, `No ref found for: ${ref}`);
    const contexts = texts(body, "required_contexts");
    const runs = latestRuns(repository.checkRuns.filter((run) => run.headSha === sha));
    const bad = runs.filter((run) => (contexts?.includes(run.name) ?? true) && !PASSES.includes(run.conclusion ?? ""));
    if (bad.length > 0) {
      throw new ApiError(
        409,
        `Conflict: Commit status checks failed for ${ref}: ${bad.map((run) => run.name).join(", ")}.`,
      );
    }
    const environment = text(body, "environment") ?? "production";
    const deployment: Deployment = {
      id: world.ids.next("deployment"),
      sha,
      ref,
      task: text(body, "task") ?? "deploy",
      environment,
      description: text(body, "description") ?? null,
      payload: body.payload ?? {},
      creator: caller(c),
      via: callingApp(c),
      transient: flag(body, "transient_environment") ?? false,
      production: flag(body, "production_environment") ?? environment === "production",
      createdAt: world.now(),
    };
    repository.deployments.push(deployment);
    return c.json(present(repository, deployment), 201);
  });

  return app;
}
