import type { ApplicationFunctionOptions, Probot } from "probot";
import { ObjectCache } from "../repository/object-cache.ts";
import { onEvents } from "./events.ts";
import type { Key } from "./key.ts";
import { Facts, Memory } from "./memory.ts";
import { createMetrics, type Metrics, measured } from "./metrics.ts";
import { onlyWhileMine } from "./only-while-mine.ts";
import { probes } from "./probes.ts";
import { MemoryQueue } from "./queue/memory-queue.ts";
import type { OpenQueue, Work } from "./queue/work-queue.ts";
import { reconcile } from "./reconcile.ts";
import { sweep } from "./sweep.ts";
import { openWorkspace, type Self, type Services } from "./workspace.ts";

export interface AppOptions {
  /** The clock, for tests that cannot wait two days. */
  now?: () => Date;
  /** Milliseconds between two looks at everything that is open, the first one at once; absent: no sweeps. */
  sweepEvery?: number;
  /** Where the work waits; absent: in memory. */
  openQueue?: OpenQueue;
  /** Those that the client counts its requests in; absent: metrics without requests. */
  metrics?: Metrics;
}

/** The bot as a Probot app: every event names something to look at; looking at it makes the world match the rules. */
export function countersign(options: AppOptions = {}) {
  const {
    now = () => new Date(),
    sweepEvery,
    metrics = createMetrics(),
    openQueue = (work, log) => new MemoryQueue(work, log),
  } = options;
  return (app: Probot, { addHandler }: Pick<ApplicationFunctionOptions, "addHandler">): void => {
    const look: Work = (key, stillMine) =>
      measured(metrics, key.kind, async () => {
        const workspace = await openWorkspace(key, services);
        onlyWhileMine(workspace.octokit, stillMine);
        await reconcile(key, workspace);
      });
    const queue = openQueue(look, app.log);
    let self: Promise<Self> | undefined;
    const services: Services = {
      clientFor: (installation) => app.auth(installation),
      self: () => {
        self ??= whoAmI(app).catch((error) => {
          self = undefined;
          throw error;
        });
        return self;
      },
      cache: new ObjectCache(),
      // What another process was told has changed would still be remembered here.
      memory: new Memory(queue.shared ? 0 : sweepEvery),
      facts: new Facts(),
      now,
      log: app.log,
    };
    metrics.watchQueue(() => queue.state());
    const lookAt = (key: Key) => queue.add(key);
    app.onAny(({ name }) => metrics.events.inc({ event: name }));
    onEvents(app, services, lookAt);
    if (sweepEvery !== undefined) {
      // Asked often, so that a Redis that has lost its memory, and with it whose turn was when, is noticed soon.
      repeat(sweepEvery / TURNS, app, async () => {
        if (!(await queue.takeTurn("sweep", sweepEvery))) return;
        const swept = sweep(app, services, (key) => queue.addBehind(key));
        await swept.catch((error: unknown) => {
          metrics.sweeps.inc({ result: "error" });
          throw error;
        });
        metrics.sweeps.inc({ result: "ok" });
      });
    }
    addHandler(probes({ self: services.self, queue, metrics, log: app.log }));
  };
}

/** How often, in the time between two sweeps, a process asks whether the next one is its own. */
const TURNS = 20;

/** Does something now and then; it begins again only when it has ended, and a failure waits for the next time. */
function repeat(every: number, app: Probot, work: () => Promise<void>): void {
  const run = () =>
    work()
      .catch((error: unknown) => app.log.error({ err: error }, "the sweep failed; it is tried again"))
      .finally(() => setTimeout(run, every).unref());
  void run();
}

async function whoAmI(app: Probot): Promise<Self> {
  const octokit = await app.auth();
  const { data } = await octokit.request("GET /app");
  if (!data?.slug) throw new Error("GitHub did not say who this app is: check APP_ID and PRIVATE_KEY.");
  return { id: data.id, slug: data.slug, login: `${data.slug}[bot]` };
}
