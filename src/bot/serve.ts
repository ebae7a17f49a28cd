import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Probot, ProbotOctokit } from "probot";
import { type AppOptions, countersign } from "./app.ts";
import { conditionalRequests } from "./conditional-requests.ts";

export interface Credentials {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  /** Of the REST API, e.g. `https://github.example.com/api/v3`. */
  baseUrl: string;
}

/** A bot inside this process, for the demo and the tests; `npm start` is Probot's own server. */
export interface LocalBot {
  /** Where webhooks go. */
  url: string;
  /** Begins to answer. Until then webhooks get 503, as from a bot that is down. */
  start(credentials: Credentials, options?: AppOptions): Promise<void>;
  stop(): Promise<void>;
}

const WEBHOOKS_PATH = "/api/github/webhooks";

// Probot overwrites throttle options that are given as an object. The embedded forge has no one to protect from bursts.
const UnthrottledOctokit = ProbotOctokit.plugin(conditionalRequests as never).defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
}));

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
    async start({ appId, privateKey, webhookSecret, baseUrl }, options) {
      const probot = new Probot({
        appId,
        privateKey,
        secret: webhookSecret,
        baseUrl,
        Octokit: UnthrottledOctokit as never,
        logLevel: (process.env.LOG_LEVEL as "info" | undefined) ?? "fatal",
      });
      handle = await createNodeMiddleware(countersign(options), { probot, webhooksPath: WEBHOOKS_PATH });
    },
    stop: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}
