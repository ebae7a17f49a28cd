import { run } from "probot";
import { countersign } from "./app.ts";
import { createMetrics } from "./metrics.ts";
import { botClient } from "./octokit.ts";

// Probot reads APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, GHE_HOST, GHE_PROTOCOL and PORT from the environment. Without
// APP_ID it offers to register the app from app.yml. It would fall back to a webhook secret that everybody knows.
if (process.env.APP_ID && !process.env.WEBHOOK_SECRET) {
  console.error("WEBHOOK_SECRET is missing: without it anybody could send events. Set it to the app's webhook secret.");
  process.exit(2);
}
const dryRun = process.env.DRY_RUN ?? "";
if (!["", "0", "1"].includes(dryRun)) {
  console.error(`DRY_RUN must be 1 or 0, not ${JSON.stringify(dryRun)}.`);
  process.exit(2);
}
const metrics = createMetrics();
await run(countersign({ sweepEvery: 10 * 60_000, metrics }), {
  env: process.env,
  Octokit: botClient({ metrics, dryRun: dryRun === "1" }),
});
