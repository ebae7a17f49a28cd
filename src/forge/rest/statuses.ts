import { Hono } from "hono";
import { readCommit, utc } from "../git/commits.ts";
import { listRefs, resolveCommit } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { caller, type Env, param } from "../http/context.ts";
import { ApiError, invalid } from "../http/errors.ts";
import { needText, oneOf, readBody, text } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { fullName, type Repository, type Status } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";
import { presentStatus } from "../present/check.ts";
import { presentCommit } from "../present/commit.ts";
import { apiUrl, presentMinimalRepository } from "../present/repository.ts";
import { commitOf } from "./commits.ts";

const STATES = ["error", "failure", "pending", "success"] as const;

/** The newest status of each context. */
function newest(repository: Repository, sha: string): Status[] {
  const byContext = new Map<string, Status>();
  for (const status of repository.statuses) if (status.sha === sha) byContext.set(status.context, status);
  return [...byContext.values()];
}

export function statusRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";

  app.post(`${one}/statuses/:sha`, async (c) => {
    const repository = repositoryFor(c, world, need("statuses", "write"));
    const body = await readBody(c);
    const sha = await resolveCommit(repository.gitDir, param(c, "sha"));
    if (!sha) throw new ApiError(422, `No commit found for SHA: ${param(c, "sha")}`);
    needText(body, "state");
    const description = text(body, "description") ?? null;
    if (description && description.length > 140) {
      throw invalid({
        resource: "Status",
        field: "description",
        code: "custom",
        message: "description is too long (maximum is 140 characters)",
      });
    }
    const status: Status = {
      id: world.ids.next("status"),
      sha,
      state: oneOf(body, "state", STATES)!,
      context: text(body, "context") ?? "default",
      description,
      targetUrl: text(body, "target_url") ?? null,
      creator: caller(c),
      createdAt: world.now(),
    };
    repository.statuses.push(status);
    const branches = (await listRefs(repository.gitDir, "refs/heads/")).filter((ref) => ref.sha === sha);
    const payload = {
      id: status.id,
      sha,
      name: fullName(repository),
      avatar_url: presentAccount(world, status.creator).avatar_url,
      target_url: status.targetUrl,
      context: status.context,
      description,
      state: status.state,
      commit: presentCommit(world, repository, await readCommit(repository.gitDir, sha)),
      branches: branches.map(({ name }) => ({
        name: name.slice(11),
        commit: { sha, url: `${apiUrl(world, repository)}/commits/${sha}` },
        protected: false,
      })),
      created_at: utc(status.createdAt),
      updated_at: utc(status.createdAt),
    };
    world.emit({ name: "status", repository, sender: status.creator, payload });
    return c.json({ ...presentStatus(world, repository, status), creator: presentAccount(world, status.creator) }, 201);
  });

  app.get(`${one}/commits/:ref/statuses`, async (c) => {
    const repository = repositoryFor(c, world, need("statuses", "read"));
    const sha = await commitOf(c, repository);
    const statuses = repository.statuses.filter((status) => status.sha === sha).reverse();
    return c.json(
      page(c, statuses).map((it) => ({
        ...presentStatus(world, repository, it),
        creator: presentAccount(world, it.creator),
      })),
    );
  });

  app.get(`${one}/commits/:ref/status`, async (c) => {
    const repository = repositoryFor(c, world, need("statuses", "read"));
    const sha = await commitOf(c, repository);
    const statuses = newest(repository, sha);
    const states = new Set(statuses.map((it) => it.state));
    const failed = states.has("failure") || states.has("error");
    const url = `${apiUrl(world, repository)}/commits/${sha}`;
    return c.json({
      state: failed ? "failure" : states.has("pending") || states.size === 0 ? "pending" : "success",
      statuses: page(c, statuses).map((it) => presentStatus(world, repository, it)),
      sha,
      total_count: statuses.length,
      repository: presentMinimalRepository(world, repository),
      commit_url: url,
      url: `${url}/status`,
    });
  });

  return app;
}
