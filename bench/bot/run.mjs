// usage: npm run build && node bench/bot/run.mjs [events]
// Sends webhooks to bots in processes of their own and tells what each costs. See README.md.
import { fork, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Clone } from "../../dist/cli/demo/clone.js";
import { AT, startWorld } from "../../dist/cli/demo/world.js";
import { layDown } from "../../dist/cli/init.js";

const EVENTS = Number(process.argv[2] ?? 10_000);
const PULLS = 40;

const directory = mkdtempSync(join(tmpdir(), "countersign-bench-bot-"));
const world = await startWorld({ directory: join(directory, "forge") });
try {
  const payloads = await prepare();
  const some = Math.ceil(EVENTS / 10);
  for (const [name, setting] of [
    ["one process, queue in memory", { processes: 1, redis: false, events: some, atOnce: 16 }],
    ["one process, Redis", { processes: 1, redis: true, events: some, atOnce: 16 }],
    ["two processes, Redis", { processes: 2, redis: true, events: some, atOnce: 16 }],
    ["one process, a flood", { processes: 1, redis: false, events: EVENTS, atOnce: 200 }],
  ]) {
    console.log(name, await measure(setting, payloads));
  }
} finally {
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** Acme's repository with pull requests that nobody looked at yet. @returns the webhooks that GitHub sent of them */
async function prepare() {
  world.forge.setWebhookUrl(world.app.appId, "http://127.0.0.1:9/nobody");
  const root = await Clone.of(world.gitUrl("root"), join(directory, "root"), "root");
  layDown(root.directory, {});
  await root.write({ ".github/workflows/replay-test.yml": null });
  await root.push("main", "Govern our decisions");
  await world.install();
  const { rest } = world.as("tom");
  const { data: main } = await rest.git.getRef({ ...AT, ref: "heads/main" });
  for (let index = 0; index < PULLS; index++) {
    await rest.git.createRef({ ...AT, ref: `refs/heads/work-${index}`, sha: main.object.sha });
    await rest.repos.createOrUpdateFileContents({
      ...AT,
      path: `policies/mortgage/decisions/work-${index}.ndjson`,
      branch: `work-${index}`,
      message: `Work ${index}`,
      content: Buffer.from(`{"decision_id":"w${index}","input":{}}\n`).toString("base64"),
    });
    const { data } = await rest.pulls.create({ ...AT, base: "main", head: `work-${index}`, title: `Work ${index}` });
    await world.as("omar").rest.pulls.createReview({ ...AT, pull_number: data.number, event: "APPROVE" });
    await world
      .as("olga")
      .rest.issues.createComment({ ...AT, issue_number: data.number, body: "When will this be live?" });
  }
  await world.settled();
  const wanted = ["pull_request", "pull_request_review", "issue_comment"];
  return world.forge
    .deliveries(world.app.appId)
    .filter(({ event }) => wanted.includes(event))
    .map(({ event, request }) => ({ event, body: JSON.stringify(request.payload) }));
}

/** @param atOnce webhooks under way at the same time */
async function measure({ processes, redis, events, atOnce }, payloads) {
  const server = redis ? await startRedis() : undefined;
  const bots = await Promise.all(Array.from({ length: processes }, () => startBot(server?.url)));
  try {
    // A cold look at each, so that what follows is what the bot does all day.
    await send(bots, payloads, payloads.length, atOnce);
    const before = await figuresOf(bots);
    const calls = world.forge.requests.length;
    const own = process.cpuUsage();
    const began = performance.now();
    await send(bots, payloads, events, atOnce);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(own);
    const after = await figuresOf(bots);
    const of = (figure) => after[figure] - before[figure];
    const requests = world.forge.requests.slice(calls);
    return {
      events,
      "events/s": Math.round(events / seconds),
      looks: of("looks"),
      "looks/s": Math.round(of("looks") / seconds),
      "calls/event": round(requests.length / events),
      "calls/look": round(requests.length / of("looks")),
      304: `${Math.round((100 * requests.filter(({ status }) => status === 304).length) / requests.length)}%`,
      "bot ms/event": round((1000 * of("cpu")) / events),
      "bot ms/look": round((1000 * of("cpu")) / of("looks")),
      "forge ms/look": round((user + system) / 1000 / of("looks")),
      "bots busy": `${Math.round((100 * of("cpu")) / seconds)}%`,
      "forge busy": `${Math.round((user + system) / 1e4 / seconds)}%`,
      "MB before": Math.round(before.memory / 1e6),
      "MB after": Math.round(after.memory / 1e6),
    };
  } finally {
    for (const { child } of bots) child.kill("SIGKILL");
    await server?.stop();
  }
}

/** Sends webhooks in turn, so that those of one pull request lie far apart, and waits until all was looked at. */
async function send(bots, payloads, events, atOnce) {
  let sent = 0;
  const one = async () => {
    while (sent < events) {
      const index = sent++;
      const { event, body } = payloads[index % payloads.length];
      const { status } = await fetch(bots[index % bots.length].url, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "x-github-event": event,
          "x-github-delivery": randomUUID(),
          "x-hub-signature-256": `sha256=${createHmac("sha256", world.app.webhookSecret).update(body).digest("hex")}`,
        },
      });
      if (status >= 300) throw new Error(`The bot answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  while ((await metric(bots[0], "countersign_queue_length")) > 0) await new Promise((go) => setTimeout(go, 10));
}

async function figuresOf(bots) {
  const sum = async (name) => (await Promise.all(bots.map((bot) => metric(bot, name)))).reduce((a, b) => a + b, 0);
  return {
    looks: await sum("countersign_reconciliations_total"),
    cpu: await sum("countersign_process_cpu_seconds_total"),
    memory: (await sum("countersign_process_resident_memory_bytes")) / bots.length,
  };
}

async function metric({ url }, name) {
  const text = await (await fetch(new URL("/metrics", url))).text();
  const lines = text.split("\n").filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

async function startBot(redisUrl) {
  const options = { credentials: world.credentials, sweepEvery: 86_400_000, redisUrl };
  const child = fork(join(import.meta.dirname, "../../test/support/bot-child.mjs"), {
    env: { PATH: process.env.PATH, BOT: JSON.stringify(options) },
  });
  const url = await new Promise((ready, fail) => child.once("message", ready).once("exit", fail));
  const bot = { child, url };
  while ((await fetch(new URL("/readyz", url))).status !== 200) await new Promise((go) => setTimeout(go, 50));
  return bot;
}

/** As docs/operations.md asks for it. */
async function startRedis() {
  const port = await new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-redis-"));
  const args = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes"];
  const child = spawn("redis-server", args.map(String), { stdio: "ignore" });
  await new Promise((started, fail) => child.once("spawn", started).once("error", fail));
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function round(figure) {
  return Math.round(figure * 10) / 10;
}
