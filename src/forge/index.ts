import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { Forge } from "./forge.ts";
import { isGitRequest, serveGit } from "./git/serve.ts";
import { Deliverer } from "./hooks/deliver.ts";
import { createApi, type Exchange } from "./http/api.ts";
import { Failures } from "./http/failures.ts";
import { addBuiltIns } from "./model/people.ts";
import { World } from "./model/world.ts";
import { Runner } from "./runner/runner.ts";
import { pages } from "./web/pages.ts";

export type { RequiredCheck } from "./forge.ts";
export type { Delivery } from "./hooks/deliver.ts";
export type { Exchange } from "./http/api.ts";
export type { Failure } from "./http/failures.ts";
export type { Manifest } from "./model/manifest.ts";
export type { LoggedRequest } from "./model/world.ts";
export type { RunReport } from "./runner/runner.ts";
export type { Forge };

export interface ForgeOptions {
  /** Where the bare repositories live. */
  dir: string;
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** The clock: tokens expire by it, things are dated by it. */
  now?: () => Date;
  /** Sees every REST request and its answer. */
  onExchange?: (exchange: Exchange) => void;
}

/** Starts an embedded GitHub: REST, webhooks and git over HTTP, on real bare repositories; all else lives in memory. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const { dir, port = 0, host = "127.0.0.1", now = () => new Date(), onExchange } = options;
  const world = new World(resolve(dir), now);
  const hooks = new Deliverer(world);
  const runner = new Runner(world, addBuiltIns(world));
  const failures = new Failures();
  world.listen((event) => hooks.handle(event));
  world.listen((event) => runner.handle(event));
  const web = new Hono();
  web.route("/", createApi(world, { hooks, runner, failures }, onExchange));
  web.route("/", pages(world, runner));
  const http = getRequestListener(web.fetch);
  const server = createServer((request, response) => {
    if (!isGitRequest(request.url ?? "/")) return void http(request, response);
    serveGit(world, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await listen(server, port, host);
  world.url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return new Forge(world, hooks, runner, failures, server);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
}
