import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, type Logger, Probot } from "probot";
import { type AppOptions, countersign } from "./app.ts";
import { GitHubClock } from "./github-clock.ts";
import { createMetrics } from "./metrics.ts";
import { botClient } from "./octokit.ts";

export interface Credentials {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  /** Of the REST API, e.g. `https://github.example.com/api/v3`. */
  baseUrl: string;
}

export interface LocalOptions extends AppOptions {
  /** A bot that cannot write. */
  dryRun?: boolean;
  /** Where it logs; absent: standard output, from `LOG_LEVEL` on. */
  log?: Logger;
}

/** A bot inside this process, for the demo and the tests; `npm start` is Probot's own server. */
export interface LocalBot {
  /** Where webhooks go. */
  url: string;
  /** Begins to answer. Until then webhooks get 503, as from a bot that is down. */
  start(credentials: Credentials, options?: LocalOptions): Promise<void>;
  stop(): Promise<void>;
}

const WEBHOOKS_PATH = "/api/github/webhooks";

/** Listens at once, on a port of the system's choice, so that an app can be registered with its address. */
export async function serveBot(): Promise<LocalBot> {
  let handle: Awaited<ReturnType<typeof createNodeMiddleware>> | undefined;
  const server = createServer((request, response) => {
    if (handle) void handle(request, response, () => response.writeHead(404).end());
    else response.writeHead(503).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${WEBHOOKS_PATH}`,
    async start({ appId, privateKey, webhookSecret, baseUrl }, { dryRun, log, ...options } = {}) {
      const metrics = options.metrics ?? createMetrics();
      const clock = new GitHubClock();
      // Probot overwrites throttle options that are given as an object. The embedded forge has no one to protect from
      // bursts.
      const Octokit = botClient({ metrics, clock, dryRun }).defaults((defaults: object) => ({
        ...defaults,
        throttle: { enabled: false },
      }));
      const probot = new Probot({
        appId,
        privateKey,
        secret: webhookSecret,
        baseUrl,
        Octokit: Octokit as never,
        ...(log ? { log } : { logLevel: (process.env.LOG_LEVEL as "info" | undefined) ?? "fatal" }),
      });
      handle = await createNodeMiddleware(countersign({ now: () => clock.now(), ...options, metrics }), {
        probot,
        webhooksPath: WEBHOOKS_PATH,
      });
    },
    stop: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}
