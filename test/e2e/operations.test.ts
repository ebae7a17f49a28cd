import { generateKeyPairSync } from "node:crypto";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const page = async (path: string, bot = acme.world.bot) => {
  const response = await fetch(new URL(path, bot.url));
  return { status: response.status, text: await response.text() };
};

/** A logger whose lines a test can read. */
const listen = () => {
  const lines: string[] = [];
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    lines.push(chunk.toString());
    done();
  };
  return { lines, log: pino({ level: "info" }, new Writable({ write })) };
};

describe("probes", () => {
  test("a bot that GitHub knows is ready", async () => {
    expect(await page("/healthz")).toEqual({ status: 200, text: '{"status":"ok"}\n' });
    expect(await page("/readyz")).toEqual({ status: 200, text: '{"status":"ready"}\n' });
  });

  const { privateKey: otherKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  test.each([
    ["another app's id", { appId: 99_999 }],
    ["another app's key", { privateKey: otherKey }],
  ])("a bot with %s runs but is not ready, and says why; nothing of the key shows", async (_, wrong) => {
    const { lines, log } = listen();
    const bot = await serveBot();
    await bot.start({ ...acme.world.credentials, ...wrong }, { log });
    expect((await page("/healthz", bot)).status).toBe(200);
    const { status, text } = await page("/readyz", bot);
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      status: "not ready",
      reason: "GitHub refuses the app's credentials: check APP_ID and PRIVATE_KEY",
    });
    expect(lines.join("")).toContain("not ready");
    expect(lines.join("")).not.toContain("PRIVATE KEY");
    await bot.stop();
  });

  test("a GitHub that stumbles leaves the bot not ready only until it is well again", async () => {
    const bot = await serveBot();
    await bot.start(acme.world.credentials);
    acme.world.forge.failNext({ path: /^\/app$/, status: 403, body: { message: "no" } });
    expect(await page("/readyz", bot)).toEqual({
      status: 503,
      text: '{"status":"not ready","reason":"GitHub answered 403 when asked who this app is"}\n',
    });
    expect((await page("/readyz", bot)).status).toBe(200);
    await bot.stop();
  });
});

test("metrics count events, looks, requests and quota, and name nobody", async () => {
  await acme.propose("tom", "measured", { [POLICY]: moveThreshold });
  await acme.world.settled();
  const { status, text } = await page("/metrics");
  expect(status).toBe(200);
  const value = (series: string) => {
    const line = text.split("\n").find((line) => line.startsWith(`${series} `));
    return Number(line?.slice(series.length));
  };
  expect(value('countersign_events_total{event="pull_request"}')).toBeGreaterThan(0);
  expect(value('countersign_reconciliations_total{kind="pull",result="ok"}')).toBeGreaterThan(0);
  expect(value('countersign_reconciliation_duration_seconds_count{kind="pull"}')).toBeGreaterThan(0);
  expect(value("countersign_queue_length")).toBe(0);

  const { requests } = acme.world.forge;
  const ofBot = requests.filter(({ actor, path }) => actor.endsWith("[bot]") && !path.includes("access_tokens"));
  const count = (wanted: (status: number) => boolean) =>
    ofBot.filter(({ method, status }) => method === "GET" && wanted(status)).length;
  expect(value('countersign_github_requests_total{method="GET",status="304"}')).toBe(count((it) => it === 304));
  const posts = ofBot.filter(({ method, status }) => method === "POST" && status < 300).length;
  // Tokens are asked for under the app's own name.
  expect(value('countersign_github_requests_total{method="POST",status="2xx"}')).toBeGreaterThanOrEqual(posts);
  const quota = value(`countersign_github_rate_limit_remaining{installation="${acme.installation}"}`);
  expect(quota).toBeGreaterThan(0);
  expect(quota).toBeLessThan(5000);
  for (const name of ["tom", "maria", "acme", "decisions"]) expect(text).not.toMatch(new RegExp(`"[^"]*${name}`));
});

describe("a dry run", () => {
  test("says which check run and comment it would write, and writes nothing", async () => {
    const { forge, app, bot } = acme.world;
    const { lines, log } = listen();
    const dry = await serveBot();
    await dry.start(acme.world.credentials, { dryRun: true, log });
    forge.setWebhookUrl(app.appId, dry.url);
    const mark = forge.requests.length;
    const number = await acme.propose("tom", "dry", { [POLICY]: (text) => text.replace('"> 0.95"', '"> 0.96"') });
    await acme.world.settled();
    forge.setWebhookUrl(app.appId, bot.url);

    const writes = forge.requests
      .slice(mark)
      .filter(({ actor, method }) => actor === `${app.slug}[bot]` && method !== "GET");
    expect(writes).toEqual([]);
    expect(await acme.see.comments(number)).toEqual([]);
    expect((await acme.approvals(number)).state).toBe("missing");
    const would = lines.map((line) => JSON.parse(line).msg as string).filter((msg) => msg.startsWith("dry run: would"));
    expect(would).toContainEqual(expect.stringMatching(/POST \/\S+\/check-runs \{.*"name":"countersign\/approvals"/));
    expect(would).toContainEqual(expect.stringMatching(new RegExp(`POST /\\S+/issues/${number}/comments \\{"body":`)));
    await dry.stop();
  });

  test("an approved merge would be recorded and tagged; a bot that may write does it afterwards", async () => {
    const { forge, app, bot } = acme.world;
    const number = await acme.propose("tom", "merged", { [POLICY]: (text) => text.replace('">= 5"', '">= 6"') });
    for (const person of ["maria", "ada", "omar"]) await acme.act.approve(person, number);
    await acme.world.settled();
    expect((await acme.approvals(number)).state).toBe("success");
    const { lines, log } = listen();
    const dry = await serveBot();
    await dry.start(acme.world.credentials, { dryRun: true, log });
    forge.setWebhookUrl(app.appId, dry.url);
    await acme.act.merge("root", number);
    await acme.world.settled();
    const said = lines.join("");
    expect(said).toMatch(/would POST \S+\/git\/commits/);
    expect(said).toMatch(/would PATCH \S+\/git\/refs\/heads\/governance-log/);
    expect((await acme.ledger()).join("\n")).not.toContain(`Pull-Request: ${number}`);
    forge.setWebhookUrl(app.appId, bot.url);
    await dry.stop();
    expect(await acme.deliver("pull_request", acme.lastPayload("pull_request", "closed"))).toBe(200);
    await acme.world.settled();
    expect((await acme.ledger()).join("\n")).toContain(`Pull-Request: ${number}`);
  });
});
