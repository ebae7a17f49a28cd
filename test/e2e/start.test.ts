import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AT, startWorld, type World } from "../../src/cli/demo/world.ts";
import { packageRoot } from "../../src/cli/package-root.ts";
import { freePort } from "../support/free-port.ts";

const entry = join(packageRoot, "dist/bot/main.js");

const start = (env: Record<string, string>) =>
  spawn(process.execPath, [entry], { env: { PATH: process.env.PATH!, NODE_ENV: "production", ...env }, stdio: "pipe" });

const text = async (bot: ChildProcess) => {
  let said = "";
  bot.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((ended) => bot.once("exit", ended));
  return { code, said };
};

// `npm ci` builds; without a build there is no `npm start` to try.
describe.skipIf(!existsSync(entry))("npm start", () => {
  let world: World;
  let bot: ChildProcess | undefined;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "countersign-start-"));
    world = await startWorld({ directory });
  });
  afterAll(async () => {
    bot?.kill("SIGKILL");
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const environment = (port: number) => ({
    APP_ID: String(world.credentials.appId),
    PRIVATE_KEY: world.credentials.privateKey,
    WEBHOOK_SECRET: world.credentials.webhookSecret,
    GHE_HOST: new URL(world.forge.url).host,
    GHE_PROTOCOL: "http",
    HOST: "127.0.0.1",
    PORT: String(port),
  });

  test("answers on /healthz and serves a GitHub Enterprise Server, by Probot's standard environment", async () => {
    const port = await freePort();
    bot = start(environment(port));
    const health = () => fetch(`http://127.0.0.1:${port}/healthz`).then((response) => response.json());
    await vi.waitFor(async () => expect(await health()).toEqual({ status: "ok" }), { timeout: 30_000, interval: 200 });

    world.forge.setWebhookUrl(world.app.appId, `http://127.0.0.1:${port}/api/github/webhooks`);
    const root = world.as("root").rest;
    await root.repos.createOrUpdateFileContents({
      ...AT,
      path: "policies/mortgage/policy.yaml",
      message: "Begin",
      content: Buffer.from("policy: mortgage\n").toString("base64"),
    });
    await world.install();
    await world.settled();
    const { data } = await root.git.getRef({ ...AT, ref: "heads/governance-log" });
    expect(data.object.type).toBe("commit");
  });

  test("logs JSON that names what went wrong, and holds no key, secret or token even at the finest level", async () => {
    const port = await freePort();
    const chatty = start({ ...environment(port), LOG_LEVEL: "trace" });
    let output = "";
    for (const stream of [chatty.stdout, chatty.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 30_000, interval: 200 });

    const { forge, app } = world;
    forge.setWebhookUrl(app.appId, `http://127.0.0.1:${port}/api/github/webhooks`);
    // A 500 is tried again three times, within 14 s; a 401 while the token is younger than 5 s.
    forge.failNext({ method: "GET", path: /\/labels\//, status: 401, body: { message: "Bad credentials" }, times: 6 });
    forge.failNext({ method: "GET", path: /\/issues\/\d+$/, status: 500, body: { message: "Server Error" }, times: 4 });
    const { data } = await world.as("root").rest.issues.create({ ...AT, title: "Something is odd" });
    await world.as("root").rest.repos.createOrUpdateFileContents({
      ...AT,
      path: "README.md",
      message: "Say something",
      content: Buffer.from("something\n").toString("base64"),
    });
    await fetch(`http://127.0.0.1:${port}/api/github/webhooks`, {
      method: "POST",
      body: "{}",
      headers: {
        "content-type": "application/json",
        "x-github-event": "push",
        "x-github-delivery": "1",
        "x-hub-signature-256": "sha256=0",
      },
    });
    await vi.waitFor(() => expect(output).toMatch(/Bad credentials[\s\S]*Server Error|Server Error[\s\S]*Bad cred/), {
      timeout: 40_000,
    });
    chatty.kill("SIGKILL");

    expect(data.number).toBeGreaterThan(0);
    const lines = output.trim().split("\n");
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines.slice(0, -1)) expect(() => JSON.parse(line), line).not.toThrow();
    expect(output).not.toContain(world.credentials.webhookSecret);
    const key = world.credentials.privateKey.split("\n").filter((line) => /^[\w+/=]{20,}$/.test(line));
    expect(key.length).toBeGreaterThan(5);
    for (const line of key) expect(output).not.toContain(line);
    // Installation tokens, personal tokens, and the app's JWT.
    expect(output).not.toMatch(/gh[a-z]_\w{10,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}/);
  });

  test("does not start without a webhook secret: anybody could send events", async () => {
    const { WEBHOOK_SECRET: _, ...rest } = environment(await freePort());
    const { code, said } = await text(start(rest));
    expect(code).toBe(2);
    expect(said).toContain("WEBHOOK_SECRET is missing");
  });

  test("does not start with a REDIS_URL that is no address, and does not print the password in it", async () => {
    const { code, said } = await text(start({ ...environment(await freePort()), REDIS_URL: "localhost:hush@x" }));
    expect(code).toBe(2);
    expect(said).toContain("REDIS_URL must be an address such as redis://");
    expect(said).not.toContain("hush");
  });

  test("takes nothing from a shared queue in a dry run", async () => {
    const port = await freePort();
    const dry = start({ ...environment(port), DRY_RUN: "1", REDIS_URL: "redis://127.0.0.1:1" });
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 30_000, interval: 200 });
    dry.kill("SIGKILL");
  });

  test("is not ready while Redis does not answer", async () => {
    const port = await freePort();
    const waiting = start({ ...environment(port), REDIS_URL: "redis://127.0.0.1:1" });
    const answer = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
    await vi.waitFor(async () => expect(await answer()).toContain("Redis does not answer"), { timeout: 30_000 });
    waiting.kill("SIGKILL");
  });

  test.each(["SIGTERM", "SIGINT"] as const)("ends in order on %s", async (signal) => {
    const port = await freePort();
    const stopping = start(environment(port));
    const health = () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status);
    await vi.waitFor(async () => expect(await health()).toBe(200), { timeout: 30_000, interval: 200 });
    const ended = text(stopping);
    stopping.kill(signal);
    expect(await ended).toMatchObject({ code: 0 });
  });
});
