import { Writable } from "node:stream";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { controlled, moment, pull, until } from "../../../test/support/queue-work.ts";
import { haveRedis, RedisServer } from "../../../test/support/redis.ts";
import { startWire, type Wire } from "../../../test/support/wire.ts";
import { type Key, nameOf } from "../key.ts";
import { prefixOf, QUEUE } from "./redis-backlog.ts";
import { RedisQueue } from "./redis-queue.ts";
import type { QueueOptions, Work } from "./work-queue.ts";

let redis: RedisServer;
let wire: Wire;
let said: string[];
const open: RedisQueue[] = [];
beforeAll(async () => {
  if (haveRedis) redis = await RedisServer.start({ persistent: true });
});
afterAll(() => redis?.stop());
beforeEach(async () => {
  said = [];
  if (haveRedis) wire = await startWire(redis.url);
});
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.close(0);
  await wire?.stop();
  await redis?.clear();
});

function queueOf(work: Work, options: Partial<QueueOptions> & { url?: string } = {}): RedisQueue {
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    said.push(chunk.toString());
    done();
  };
  const log = pino({ level: "trace" }, new Writable({ write })) as never;
  const queue = new RedisQueue(work, {
    firstWait: 20,
    attempts: 2,
    url: wire.url,
    appId: "7",
    log,
    lock: 400,
    ...options,
  });
  open.push(queue);
  return queue;
}

async function readyQueue(...args: Parameters<typeof queueOf>): Promise<RedisQueue> {
  const queue = queueOf(...args);
  await until(async () => (await queue.whyAway()) === undefined);
  return queue;
}

const idle = (queue: RedisQueue) => until(async () => Object.values(await queue.state()).join() === "0,0,0,0");
const work: Work = async () => {};

describe.skipIf(!haveRedis)("a Redis that refuses", () => {
  afterEach(async () => {
    await redis.say("CONFIG", "SET", "maxmemory", "0");
    await redis.say("REPLICAOF", "NO", "ONE");
    await redis.say("CONFIG", "SET", "min-replicas-to-write", "0");
  });

  test.each([
    ["Redis is full", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
    ["This Redis is a replica that cannot be written to", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
    [
      "Redis refuses to be written to (NOREPLICAS)",
      ["CONFIG", "SET", "min-replicas-to-write", "1"],
      ["CONFIG", "SET", "min-replicas-to-write", "0"],
    ],
  ])(
    "'%s' is told by the probe, although Redis answers; work goes on by itself when that is over",
    async (reason, [...refuse], [...allow]) => {
      const ended: string[] = [];
      const queue = await readyQueue(
        async (key) => {
          await moment();
          ended.push(nameOf(key));
        },
        { concurrency: 1 },
      );
      await queue.add(pull(1));
      await queue.add(pull(2));
      await redis.say(refuse[0]!, ...refuse.slice(1));
      expect(await queue.whyAway()).toBe(`${reason}, so no event can be kept: see the log, and REDIS_URL`);
      await expect(queue.add(pull(3))).rejects.toThrow();
      // Longer than the first look takes, and than its lock lasts.
      await new Promise((go) => setTimeout(go, 800));
      const warned = said.filter((line) => JSON.parse(line).level === 40 && line.includes("Redis refuses"));
      expect(warned).toHaveLength(1);
      await redis.say(allow[0]!, ...allow.slice(1));
      await until(async () => (await queue.whyAway()) === undefined);
      // A look that could not be told to have ended is done again.
      await until(() => new Set(ended).size === 2);
      await idle(queue);
    },
  );

  test("a wrong password is told by the probe, and the log does not show it", async () => {
    await redis.say("CONFIG", "SET", "requirepass", "right");
    const queue = queueOf(work, { url: redis.url.replace("//", "//:hush-hush@") });
    await until(() => said.join("").includes("WRONGPASS"));
    expect(await queue.whyAway()).toContain("Redis does not answer");
    await expect(queue.add(pull(1))).rejects.toThrow();
    await queue.close(0);
    const right = new Redis(redis.url, { password: "right" });
    await right.config("SET", "requirepass", "");
    right.disconnect();
    expect(said.join("")).not.toContain("hush-hush");
  });
});

describe.skipIf(!haveRedis)("a process is asked to stop", () => {
  test.each(["is away", "does not answer"])("while Redis %s and a look runs: it ends in time", async (how) => {
    const { work, began, end } = controlled();
    const queue = await readyQueue(work, { url: redis.url });
    await queue.add(pull(1));
    await until(() => began.length === 1);
    if (how === "is away") await redis.kill();
    else redis.halt();
    try {
      const asked = performance.now();
      await queue.close(100);
      expect(performance.now() - asked).toBeLessThan(2_000);
    } finally {
      if (how === "is away") await redis.start();
      else redis.resume();
    }
    await end();
  });
});

describe.skipIf(!haveRedis)("a connection to Redis", () => {
  test("that is not there yet is awaited", async () => {
    await redis.kill();
    const { work, began, end } = controlled();
    const queue = queueOf(work);
    await moment();
    expect(await queue.whyAway()).toContain("Redis does not answer");
    await redis.start();
    await until(async () => (await queue.whyAway()) === undefined);
    await queue.add(pull(1));
    await until(() => began.length === 1);
    await end();
  });

  test("that breaks just as the queue begins is made anew", async () => {
    let asked = 0;
    // The client asks once whether Redis is ready, then the queue and the worker ask what it is.
    wire.breaks = (sent) => /\r\ninfo\r\n/i.test(sent) && ++asked > 2 && asked < 6;
    const { work, began, end } = controlled();
    const queue = await readyQueue(work);
    await queue.add(pull(1));
    await until(() => began.length === 1);
    await end();
    expect(asked).toBeGreaterThan(5);
  });

  test("that is dropped without a word is noticed within seconds", async () => {
    const { work, began, end } = controlled();
    const queue = await readyQueue(work);
    wire.forget();
    await expect(queue.add(pull(1))).rejects.toThrow("timed out");
    await until(async () => (await queue.whyAway()) === undefined);
    await queue.add(pull(2));
    await until(() => began.includes(nameOf(pull(2))));
    await end();
    if (began.length > 1) await end();
    await idle(queue);
  });

  test("that is so slow that the lock is gone when it is said to be held lets nothing be written", async () => {
    const { work, began, guards, end } = controlled();
    const queue = await readyQueue(work);
    await queue.add(pull(1));
    await until(() => began.length === 1);
    await guards[0]!();
    wire.delay = 600;
    await expect(guards[0]!()).rejects.toThrow("no longer holds the lock");
    wire.delay = 0;
    await end();
    if (began.length > 1) await end();
  });
});

describe.skipIf(!haveRedis)("what somebody else put into the queue", () => {
  const foreign = async (data: unknown, options: object = {}) => {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue(QUEUE, { connection, prefix: prefixOf("7") });
    const { id } = await queue.add("look", data, options);
    await queue.close();
    connection.disconnect();
    return id!;
  };

  test.each([
    ["nothing", null],
    ["text", "pull acme/lending#7"],
    ["a key without an owner", { kind: "pull", installation: 1, repo: "lending", number: 7 }],
    ["a pull request without a number", { kind: "pull", installation: 1, owner: "acme", repo: "lending" }],
  ])("%s: a dead letter, which stands in nobody's way", async (_, data) => {
    const { work, began, end } = controlled();
    const queue = await readyQueue(work, { attempts: 1 });
    const id = await foreign(data);
    await until(async () => (await queue.state()).dead === 1);
    await queue.add(pull(1));
    await end(new Error("GitHub answered 502"));
    await until(async () => (await queue.state()).dead === 2);
    expect((await queue.deadLetters()).map(({ name, reason }) => [name, reason])).toEqual([
      [nameOf(pull(1)), "GitHub answered 502"],
      [`job ${id}`, "this version of Countersign does not know what is to be looked at"],
    ]);
    expect(await queue.retry(nameOf(pull(1)))).toBe(true);
    await end();
    await until(async () => (await queue.state()).dead === 1);
    expect(began).toEqual([nameOf(pull(1)), nameOf(pull(1))]);
    expect(await queue.retry(`job ${id}`)).toBe(true);
    await moment();
    await until(async () => (await queue.state()).dead === 1);
    await queue.forget(`job ${id}`);
    await idle(queue);
  });

  test("a newer version, of a kind that this one does not know: it is left to the newer one, under its name", async () => {
    const queue = await readyQueue(work);
    const deduplication = { id: "team acme/analysts", keepLastIfActive: true };
    await foreign({ kind: "team", installation: 1 }, { deduplication, attempts: 3, backoff: 20, removeOnFail: true });
    await until(() => said.join("").includes("team acme/analysts is given up for now"));
    await idle(queue);
  });

  test("another app, whose keys are others", async () => {
    const mine = controlled();
    const queue = await readyQueue(mine.work);
    await redis.say("SET", "countersign:7", "something");
    await redis.say("SET", "{countersign:70}:looks:wait", "something");
    await queue.add(pull(1));
    await mine.end();
    await idle(queue);
    expect(await redis.say("GET", "countersign:7")).toBe("something");
  });
});

describe.skipIf(!haveRedis)("a storm", () => {
  test("of a thousand events for one key leads to few looks, of which the last has seen them all", async () => {
    const looks: number[] = [];
    let events = 0;
    const slow: Work = async () => {
      looks.push(events);
      await new Promise((go) => setTimeout(go, 100));
    };
    const queues = [await readyQueue(slow, { url: redis.url }), await readyQueue(slow, { url: redis.url })];
    const began = performance.now();
    while (events < 1_000) {
      events += 2;
      await Promise.all(queues.map((queue) => queue.add(pull(1))));
    }
    await idle(queues[0]!);
    expect(looks.length).toBeLessThanOrEqual((performance.now() - began) / 100 + 1);
    expect(looks.at(-1)).toBe(1_000);
  });

  test("of two hundred keys, of which some fail for ever: these are given up, and hold up none of the others", async () => {
    const looks = new Map<number, number>();
    const broken = ({ number }: Key) => number! % 10 === 0;
    const work: Work = async (key) => {
      looks.set(key.number!, (looks.get(key.number!) ?? 0) + 1);
      await new Promise((go) => setTimeout(go, 5));
      if (broken(key)) throw new Error("Resource not accessible by integration");
    };
    const options = { url: redis.url, attempts: 3, firstWait: 1_000 };
    const queues = [await readyQueue(work, options), await readyQueue(work, options)];
    const keys = Array.from({ length: 200 }, (_, number) => pull(number));
    await Promise.all(keys.map((key, index) => queues[index % 2]!.add(key)));
    await until(() => keys.every(({ number }) => looks.has(number!)));
    // The broken ones are still to be tried, by then.
    expect((await queues[0]!.state()).dead).toBe(0);
    await until(async () => (await queues[0]!.state()).dead === 20);
    for (const key of keys) expect(looks.get(key.number!), nameOf(key)).toBe(broken(key) ? 3 : 1);
  });
});

test.skipIf(!haveRedis)("a user of Redis who may touch nothing but the app's own keys is enough", async () => {
  await redis.say("ACL", "SETUSER", "bot", "on", ">hush", `~${prefixOf("7")}*`, "+@all", "-@dangerous", "+info");
  const { work, end } = controlled();
  const queue = await readyQueue(work, { url: redis.url.replace("//", "//bot:hush@"), attempts: 1 });
  expect(await queue.takeTurn("sweep", 1_000)).toBe(true);
  await queue.add(pull(1));
  await end(new Error("GitHub answered 502"));
  await until(async () => (await queue.state()).dead === 1);
  await queue.retry(nameOf(pull(1)));
  await end();
  await idle(queue);
});

describe.skipIf(!haveRedis)("what Redis keeps", () => {
  const memory = async () => Number(/used_memory:(\d+)/.exec(String(await redis.say("INFO", "memory")))![1]);
  const keys = async () => ((await redis.say("KEYS", `${prefixOf("7")}*`)) as string[]).sort();

  test("of a thousand looks that ended is nothing", async () => {
    const queue = await readyQueue(work, { url: redis.url });
    for (let round = 0; round < 2; round++) for (let number = 0; number < 500; number++) await queue.add(pull(number));
    await idle(queue);
    const rest = (await keys()).map((key) => key.slice(prefixOf("7").length + 1));
    const passing = ["asked", "looks:stalled-check", "looks:marker"];
    expect(rest.filter((key) => !passing.includes(key))).toEqual(["looks:events", "looks:id", "looks:meta"]);
    expect(Number(await redis.say("XLEN", `${prefixOf("7")}:${QUEUE}:events`))).toBeLessThan(1_000);
  });

  test("of a thousand dead letters, each with a page for a reason, is little, and each look that ends is still quick", async () => {
    let broken = true;
    const page = `<html>${"Unicorn! ".repeat(4_000)}`;
    const before = await memory();
    const queue = await readyQueue(
      async () => {
        if (broken) throw new Error(page);
      },
      { url: redis.url, firstWait: 1 },
    );
    for (let number = 0; number < 1_000; number++) await queue.add(pull(number));
    await until(async () => (await queue.state()).dead === 1_000);
    expect((await memory()) - before).toBeLessThan(10_000_000);
    const [letter] = await queue.deadLetters();
    expect(letter!.reason).toBe(page.slice(0, 500));
    broken = false;
    for (let number = 0; number < 1_000; number++) await queue.add(pull(number));
    await idle(queue);
  });
});
