import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { Deliverer } from "../hooks/deliver.ts";
import type { Actor } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { routes } from "../rest/index.ts";
import type { Runner } from "../runner/runner.ts";
import { authenticate } from "./auth.ts";
import type { Env } from "./context.ts";
import { ApiError, notFound } from "./errors.ts";
import { conditional } from "./etag.ts";
import type { Failures } from "./failures.ts";
import { RateLimiter } from "./rate-limit.ts";

export type ApiEnv = Env & { Bindings: HttpBindings };

/** One request and its answer, for who wants to hold them against GitHub's published description. */
export interface Exchange {
  method: string;
  /** Below `/api/v3`, with the query. */
  path: string;
  status: number;
  /** What the request accepts, and the type of the answer. */
  accept: string;
  contentType: string;
  requestBody: string;
  responseBody: string;
}

const NO_AGENT =
  "Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.";

const nameOf = (actor: Actor) => {
  if (actor.kind === "anonymous") return "anonymous";
  return actor.kind === "app" ? `app/${actor.app.slug}` : actor.account.login;
};

export interface Machinery {
  hooks: Deliverer;
  runner: Runner;
  failures: Failures;
}

/** The REST API below `/api/v3`. */
export function createApi(
  world: World,
  { hooks, runner, failures }: Machinery,
  onExchange?: (exchange: Exchange) => void,
) {
  const limiter = new RateLimiter();
  const api = new Hono<ApiEnv>().basePath("/api/v3");

  api.use(async (c, next) => {
    const url = new URL(c.req.url);
    const path = url.pathname.replace(/^\/api\/v3/, "") + url.search;
    const requestBody = onExchange ? await c.req.raw.clone().text() : "";
    let actor: Actor = { kind: "anonymous" };
    c.set("actor", actor);
    world.activity.begin();
    try {
      const failure = failures.take(c.req.method, path);
      if (failure?.status === "drop") {
        c.env.incoming.socket.destroy();
        world.requests.push({ at: world.now(), method: c.req.method, path, status: 0, actor: "?", conditional: false });
        return RESPONSE_ALREADY_SENT;
      }
      if (failure) {
        const status = failure.status as number;
        c.res = new Response(JSON.stringify(failure.body ?? { message: "Server Error" }), {
          status,
          headers: { "Content-Type": "application/json; charset=utf-8", ...failure.headers },
        });
      } else {
        try {
          if (!c.req.header("user-agent")) throw new ApiError(403, NO_AGENT);
          actor = await authenticate(world, c.req.header("authorization"));
          c.set("actor", actor);
          await next();
        } catch (error) {
          c.res = answerError(error);
        }
      }
      const free = c.res.status === 304 || path.startsWith("/rate_limit");
      const rate = limiter.count(actor, world.now(), free ? 0 : 1);
      for (const [name, value] of Object.entries(rate)) {
        const header = `X-RateLimit-${name[0]!.toUpperCase()}${name.slice(1)}`;
        if (!c.res.headers.has(header)) c.res.headers.set(header, String(value));
      }
      if (!c.res.headers.has("Date")) c.res.headers.set("Date", world.now().toUTCString());
      c.res.headers.set("X-RateLimit-Resource", "core");
      c.res.headers.set("X-GitHub-Request-Id", randomUUID());
      c.res.headers.set("X-GitHub-Media-Type", "github.v3; format=json");
      const { status } = c.res;
      world.requests.push({
        at: world.now(),
        method: c.req.method,
        path,
        status,
        actor: nameOf(actor),
        conditional: status === 304,
      });
      if (onExchange && !failure) {
        const responseBody = await c.res.clone().text();
        const accept = c.req.header("accept") ?? "";
        const contentType = c.res.headers.get("content-type") ?? "";
        onExchange({ method: c.req.method, path, status, accept, contentType, requestBody, responseBody });
      }
    } finally {
      world.activity.end();
    }
  });
  api.use(conditional);
  api.get("/rate_limit", (c) => {
    const rate = limiter.count(c.get("actor"), world.now(), 0);
    return c.json({ resources: { core: rate, search: { ...rate, limit: 30, remaining: 30, used: 0 } }, rate });
  });
  for (const area of routes(world, hooks, runner)) api.route("/", area);
  api.onError((error) => answerError(error));
  api.all("*", () => {
    throw notFound();
  });
  return api;
}

function answerError(error: unknown): Response {
  const known = error instanceof ApiError ? error : new ApiError(500, "Server Error");
  // An unforeseen fault is the forge's own: its trace belongs on the console of whoever runs it.
  if (known !== error) console.error(error);
  return Response.json(known.body(), { status: known.status });
}
