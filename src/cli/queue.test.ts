import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { haveRedis, RedisServer } from "../../test/support/redis.ts";
import { runCommand } from "../../test/support/run-command.ts";
import { RedisQueue } from "../bot/queue/redis-queue.ts";
import { queueCommand } from "./queue.ts";

const run = (...args: string[]) => runCommand(queueCommand(), ...args);
afterEach(() => vi.unstubAllEnvs());

describe("countersign queue without a Redis to read", () => {
  test("says where a bot that is one process keeps its queue", async () => {
    vi.stubEnv("REDIS_URL", "");
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining("/metrics counts it") });
  });

  test.each([
    [{ REDIS_URL: "redis://127.0.0.1:1" }, "APP_ID is not set"],
    [{ REDIS_URL: "http://:secret@redis", APP_ID: "7" }, "REDIS_URL must be an address such as redis://"],
    [{ REDIS_URL: "redis://:secret@127.0.0.1:1", APP_ID: "7" }, "Redis does not answer at 127.0.0.1:1"],
  ])("with %j says %s, and not the password", async (env, message) => {
    vi.stubEnv("APP_ID", "");
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { status, stdout, stderr } = await run();
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("secret");
  });
});

describe.skipIf(!haveRedis)("countersign queue", () => {
  let redis: RedisServer;
  let queue: RedisQueue;
  let broken = true;
  const name = "pull acme/lending#7";
  beforeAll(async () => {
    redis = await RedisServer.start({ persistent: false });
    const work = async () => {
      if (broken) throw new Error("Resource not accessible by integration");
    };
    const log = pino({ level: "silent" }) as never;
    queue = new RedisQueue(work, { url: redis.url, appId: "7", log, attempts: 2, firstWait: 10 });
    await vi.waitFor(async () => expect(await queue.whyAway()).toBeUndefined());
  });
  afterAll(async () => {
    await queue?.close(0);
    await redis?.stop();
  });
  const dead = (count: number) =>
    vi.waitFor(async () => expect((await queue.state()).dead).toBe(count), { timeout: 10_000 });
  const here = () => {
    vi.stubEnv("REDIS_URL", redis.url);
    vi.stubEnv("APP_ID", "7");
  };

  test("is content with an empty queue", async () => {
    here();
    expect(await run()).toEqual({
      status: 0,
      stdout: "0 waiting, 0 running, 0 waiting for the next try.\n",
      stderr: "",
    });
  });

  test("lists what was given up, and why, until it is tried again with success", async () => {
    here();
    await queue.add({ kind: "pull", installation: 1, owner: "acme", repo: "lending", number: 7 });
    await dead(1);
    const { status, stdout } = await run();
    expect(status).toBe(1);
    expect(stdout).toMatch(/1 dead letter:/);
    expect(stdout).toMatch(/\d UTC +pull acme\/lending#7 +2 +Resource not accessible by integration/);

    const json = await run("--json");
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ waiting: 0, dead: [{ name, attempts: 2 }], retried: [] });

    expect(await run("--retry", "pull acme/lending#8")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no dead letter "pull acme/lending#'),
    });

    broken = false;
    const retried = await run("--retry", name);
    expect(retried).toMatchObject({ status: 0, stdout: expect.stringContaining(`Tried again: ${name}.`) });
    await dead(0);
    expect((await run("--retry-all")).status).toBe(0);
  });

  test("takes off the list what is gone for good", async () => {
    here();
    broken = true;
    for (const number of [8, 9])
      await queue.add({ kind: "issue", installation: 1, owner: "acme", repo: "lending", number });
    await dead(2);
    const forgotten = await run("--forget", "issue acme/lending#9");
    expect(forgotten).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/Taken off the list: issue acme\/lending#9\.\n\n1 dead letter:/),
    });
    expect(JSON.parse((await run("--json", "--forget", "issue acme/lending#8")).stdout)).toMatchObject({
      dead: [],
      forgotten: ["issue acme/lending#8"],
    });
    expect((await queue.state()).dead).toBe(0);
  });

  test("sees nothing of another app's queue in the same Redis", async () => {
    here();
    vi.stubEnv("APP_ID", "8");
    broken = true;
    await queue.add({ kind: "issue", installation: 1, owner: "acme", repo: "lending", number: 9 });
    await dead(1);
    expect((await run()).status).toBe(0);
  });
});
