import { existsSync } from "node:fs";
import { run } from "probot";
import { countersign } from "./app.ts";
import { GitHubClock } from "./github-clock.ts";
import { createMetrics } from "./metrics.ts";
import { botClient } from "./octokit.ts";
import { chooseQueue } from "./queue/choose-queue.ts";
import type { OpenQueue, WorkQueue } from "./queue/work-queue.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

const complain = (problem: string): never => {
  console.error(problem);
  process.exit(2);
};

// Where Probot keeps the credentials when it registers an app; it would read them later than they are needed here.
if (existsSync(".env")) process.loadEnvFile();
// Probot reads APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, GHE_HOST, GHE_PROTOCOL and PORT from the environment. Without
// APP_ID it offers to register the app from app.yml. It would fall back to a webhook secret that everybody knows.
if (process.env.APP_ID && !process.env.WEBHOOK_SECRET) {
  complain("WEBHOOK_SECRET is missing: without it anybody could send events. Set it to the app's webhook secret.");
}
const dryRun = process.env.DRY_RUN ?? "";
if (!["", "0", "1"].includes(dryRun)) complain(`DRY_RUN must be 1 or 0, not ${JSON.stringify(dryRun)}.`);
// What a dry run takes out of a shared queue would be done by nobody.
const queueEnv = dryRun === "1" ? { ...process.env, REDIS_URL: "" } : process.env;
const choose = await chooseQueue(queueEnv).catch((error: Error) => complain(error.message));
let queue: WorkQueue | undefined;
const openQueue: OpenQueue = (work, log) => {
  queue = choose(work, log);
  return queue;
};
const metrics = createMetrics();
const clock = new GitHubClock();
// Probot would send every request to GitHub through the Redis of REDIS_URL, to throttle all processes as one. Then
// nothing could be read or finished while Redis is away; each process waits as GitHub asks it to instead.
const { REDIS_URL: _, ...env } = process.env;
const server = await run(countersign({ now: () => clock.now(), sweepEvery: 10 * 60_000, metrics, openQueue }), {
  env,
  Octokit: botClient({ metrics, clock, dryRun: dryRun === "1" }),
});
stopOnSignal(
  () => server.stop(),
  () => queue,
);
