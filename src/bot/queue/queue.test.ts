import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { controlled, moment, pull, until } from "../../../test/support/queue-work.ts";
import { haveRedis, RedisServer } from "../../../test/support/redis.ts";
import { type Key, nameOf } from "../key.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { prefixOf, QUEUE, RedisBacklog } from "./redis-backlog.ts";
import { RedisQueue } from "./redis-queue.ts";
import type { QueueOptions, Work, WorkQueue } from "./work-queue.ts";

const log = pino({ level: "silent" }) as never;
const open: WorkQueue[] = [];
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.close(0);
});

let redis: RedisServer | undefined;
beforeAll(async () => {
  if (haveRedis) redis = await RedisServer.start({ persistent: true });
});
afterAll(() => redis?.stop());
afterEach(() => redis?.clear());

const short: Partial<QueueOptions> = { firstWait: 20, attempts: 3 };
const inMemory = (work: Work, options: Partial<QueueOptions> = {}) =>
  new MemoryQueue(work, log, { ...short, ...options });
const inRedis = (work: Work, options: Partial<QueueOptions> = {}) =>
  new RedisQueue(work, { ...short, url: redis!.url, appId: "7", log, lock: 400, ...options });

describe.each([
  { where: "in memory", make: inMemory, skip: false },
  { where: "in Redis", make: inRedis, skip: !haveRedis },
])("a queue $where", ({ make, skip }) => {
  const start = async (work: Work, options: Partial<QueueOptions> = {}) => {
    const queue = make(work, options);
    open.push(queue);
    await until(async () => (await queue.whyAway()) === undefined);
    // Failures are what some tests are about.
    return { queue, add: (number: number) => void queue.add(pull(number)).catch(() => {}) };
  };

  test.skipIf(skip)("runs a key once more for all events that arrive while it runs", async () => {
    const { work, began, end } = controlled();
    const { queue, add } = await start(work);
    add(1);
    await until(() => began.length === 1);
    for (let event = 0; event < 5; event++) add(1);
    await moment();
    expect(began).toHaveLength(1);
    await end();
    await until(() => began.length === 2);
    await end();
    await moment();
    expect(began).toHaveLength(2);
    expect(await queue.state()).toEqual({ waiting: 0, running: 0, retrying: 0, dead: 0 });
  });

  test.skipIf(skip)("runs different keys side by side, up to its limit", async () => {
    const { work, began, end } = controlled();
    const { queue, add } = await start(work, { concurrency: 2 });
    for (const number of [1, 2, 3]) add(number);
    await until(() => began.length === 2);
    await moment();
    expect(began).toHaveLength(2);
    expect(await queue.state()).toMatchObject({ waiting: 1, running: 2 });
    for (let run = 0; run < 3; run++) await end();
    expect(new Set(began).size).toBe(3);
  });

  test.skipIf(skip)("runs a key once for all events that arrive before it begins", async () => {
    const { work, began, end } = controlled();
    const { add } = await start(work, { concurrency: 1 });
    add(1);
    await until(() => began.length === 1);
    for (let event = 0; event < 5; event++) add(2);
    await end();
    await end();
    await moment();
    expect(began).toEqual([nameOf(pull(1)), nameOf(pull(2))]);
  });

  test.skipIf(skip)("tries again what failed, each time later", async () => {
    const times: number[] = [];
    const work = async () => {
      times.push(performance.now());
      if (times.length < 3) throw new Error("GitHub answered 502");
    };
    const { queue, add } = await start(work, { firstWait: 200 });
    add(1);
    await until(() => times.length === 3);
    const [first, second] = [times[1]! - times[0]!, times[2]! - times[1]!];
    expect(first).toBeGreaterThan(130);
    expect(second).toBeGreaterThan(first);
    await until(async () => (await queue.state()).running === 0);
    expect(await queue.state()).toEqual({ waiting: 0, running: 0, retrying: 0, dead: 0 });
  });

  test.skipIf(skip)("looks at once when an event arrives while a failed key waits for its next try", async () => {
    let runs = 0;
    const work = async () => {
      if (++runs === 1) throw new Error("GitHub answered 502");
    };
    const { queue, add } = await start(work, { firstWait: 60_000 });
    add(1);
    await until(async () => (await queue.state()).retrying === 1);
    add(1);
    await until(() => runs === 2);
  });

  test.skipIf(skip)("keeps what failed every time as a dead letter, until a retry goes well", async () => {
    let broken = true;
    const work = async ({ number }: Key) => {
      if (broken && number === 1) throw new Error("Resource not accessible by integration");
    };
    const { queue, add } = await start(work);
    add(1);
    add(2);
    await until(async () => (await queue.state()).dead === 1);
    const [letter, ...others] = await queue.deadLetters();
    expect(letter).toMatchObject({
      name: "pull acme/lending#1",
      reason: "Resource not accessible by integration",
      attempts: 3,
    });
    expect(Date.now() - letter!.at.getTime()).toBeLessThan(10_000);
    expect(others).toEqual([]);

    expect(await queue.retry("pull acme/lending#9")).toBe(false);
    expect(await queue.retry("pull acme/lending#1")).toBe(true);
    await until(async () => Object.values(await queue.state()).join() === "0,0,0,1");
    expect(await queue.deadLetters()).toHaveLength(1);
    broken = false;
    expect(await queue.retry("pull acme/lending#1")).toBe(true);
    await until(async () => (await queue.state()).dead === 0);
  });

  test.skipIf(skip)("gives one caller the turn, until it is over", async () => {
    const { queue } = await start(async () => {});
    expect(await queue.takeTurn("sweep", 300)).toBe(true);
    expect(await queue.takeTurn("sweep", 300)).toBe(false);
    await until(() => queue.takeTurn("sweep", 300));
  });

  test.skipIf(skip)("waits for what runs when it is closed, and begins nothing more", async () => {
    const { work, began, end } = controlled();
    const { queue, add } = await start(work, { concurrency: 1 });
    add(1);
    await until(() => began.length === 1);
    add(2);
    let closed = false;
    const closing = queue.close(10_000).then(() => {
      closed = true;
    });
    await moment();
    expect(closed).toBe(false);
    await end();
    await closing;
    expect(began).toHaveLength(1);
    await expect(queue.add(pull(3))).rejects.toThrow();
  });
});

describe.skipIf(!haveRedis)("processes that share a Redis", () => {
  const pair = async (works: Work[]) => {
    const queues = works.map((work) => inRedis(work));
    open.push(...queues);
    for (const queue of queues) await until(async () => (await queue.whyAway()) === undefined);
    return queues as [RedisQueue, RedisQueue];
  };

  test("never run the same key side by side, and miss no event", async () => {
    const running = new Set<string>();
    const seen = new Map<string, number>();
    let events = 0;
    let clashes = 0;
    const work: Work = async (key) => {
      const name = nameOf(key);
      if (running.has(name)) clashes++;
      running.add(name);
      const state = events;
      await new Promise((go) => setTimeout(go, Math.random() * 20));
      seen.set(name, state);
      running.delete(name);
    };
    const queues = await pair([work, work]);
    const last = new Map<string, number>();
    for (let event = 0; event < 400; event++) {
      const key = pull(event % 7);
      last.set(nameOf(key), ++events);
      await queues[event % 2]!.add(key);
    }
    await until(async () => Object.values(await queues[0].state()).join() === "0,0,0,0");
    expect(clashes).toBe(0);
    for (const [name, event] of last) expect(seen.get(name)).toBeGreaterThanOrEqual(event);
  });

  test("hand back what does not end in time, and it can write no more", async () => {
    const first = controlled();
    const second = controlled();
    const [one] = await pair([first.work]);
    await one.add(pull(1));
    await until(() => first.began.length === 1);
    await first.guards[0]!();
    const [two] = await pair([second.work]);
    await one.close(50);
    await until(() => second.began.length === 1);
    await expect(first.guards[0]!()).rejects.toThrow("no longer holds the lock");
    await second.guards[0]!();
    await second.end();
    await until(async () => (await two.state()).running === 0);
  });

  /** Takes jobs as a process does that dies at once: it neither ends them nor renews their locks. */
  const doomed = () => {
    const connection = new Redis(redis!.url, { maxRetriesPerRequest: null });
    const prefix = prefixOf("7");
    const backlog = new RedisBacklog(connection, prefix, short);
    const worker = new Worker<Key>(QUEUE, undefined, {
      connection,
      prefix,
      lockDuration: 100,
      stalledInterval: 50,
      maxStalledCount: 3,
    });
    const takes = async () => (await worker.getNextJob("doomed", { block: false }))?.data;
    return { worker, backlog, takes, gone: () => worker.close(true).then(() => connection.disconnect()) };
  };

  test("take over what a process died with, and the event that arrived before it died", async () => {
    const { backlog, takes, gone } = doomed();
    await until(async () => (await backlog.whyAway()) === undefined);
    await backlog.add(pull(1));
    expect(await takes()).toEqual(pull(1));
    await backlog.add(pull(1));
    await gone();
    const { work, began, end } = controlled();
    const [queue] = await pair([work]);
    await until(() => began.length === 1);
    await end();
    await until(() => began.length === 2);
    await end();
    await until(async () => Object.values(await queue.state()).join() === "0,0,0,0");
  });

  test("give up what every process dies of", async () => {
    const { worker, backlog, takes, gone } = doomed();
    await until(async () => (await backlog.whyAway()) === undefined);
    await backlog.add(pull(1));
    await worker.startStalledCheckTimer();
    for (let death = 0; death < 4; death++) await until(takes);
    await until(async () => (await backlog.state()).waiting === 1);
    await gone();
    const { work, began } = controlled();
    const [queue] = await pair([work]);
    await until(async () => (await queue.state()).dead === 1);
    expect(began).toEqual([]);
    expect((await queue.deadLetters())[0]?.reason).toMatch(/stalled more than allowable limit/);
  });

  test("hold a key for as long as its run takes", async () => {
    const { work, began, guards, end } = controlled();
    const queues = await pair([work, work]);
    await queues[0].add(pull(1));
    await until(() => began.length === 1);
    await new Promise((go) => setTimeout(go, 2_000));
    expect(began).toHaveLength(1);
    await guards[0]!();
    await end();
  });

  test("write nothing for a key that Redis has forgotten, and refuse events while it is away", async () => {
    const { work, began, guards, end } = controlled();
    const [queue] = await pair([work]);
    await queue.add(pull(1));
    await until(() => began.length === 1);
    await redis!.clear();
    await expect(guards[0]!()).rejects.toThrow("no longer holds the lock");
    await end();
    await redis!.kill();
    await until(async () => (await queue.whyAway()) !== undefined);
    await expect(queue.add(pull(2))).rejects.toThrow("Redis does not answer");
    await expect(queue.takeTurn("sweep", 10)).rejects.toThrow("Redis does not answer");
    await redis!.start();
    await until(async () => (await queue.whyAway()) === undefined);
    await queue.add(pull(2));
    await until(() => began.length === 2);
    await end();
  });
});
