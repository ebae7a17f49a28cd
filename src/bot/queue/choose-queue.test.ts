import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { chooseQueue } from "./choose-queue.ts";
import { MemoryQueue } from "./memory-queue.ts";

const loaded = vi.hoisted(() => [] as string[]);
vi.mock("bullmq", async (original) => {
  loaded.push("bullmq");
  return original();
});
vi.mock("ioredis", async (original) => {
  loaded.push("ioredis");
  return original();
});

const log = pino({ level: "silent" }) as never;

test("without REDIS_URL the queue is in memory, and nothing for Redis is loaded", async () => {
  for (const env of [{}, { REDIS_URL: "" }]) {
    const open = await chooseQueue(env);
    expect(open(async () => {}, log)).toBeInstanceOf(MemoryQueue);
  }
  expect(loaded).toEqual([]);
});

test.each(["localhost", "localhost:6379", "http://localhost:6379"])("%s is no address of Redis", async (url) => {
  await expect(chooseQueue({ REDIS_URL: url, APP_ID: "7" })).rejects.toThrow("REDIS_URL must be an address such as");
});

test("with REDIS_URL, processes share the queue", async () => {
  const open = await chooseQueue({ REDIS_URL: "rediss://:hush@127.0.0.1:1/0", APP_ID: "7" });
  const queue = open(async () => {}, log);
  expect(queue.shared).toBe(true);
  expect(await queue.whyAway()).toContain("Redis does not answer");
  expect(new Set(loaded)).toEqual(new Set(["bullmq", "ioredis"]));
  await queue.close(0);
});
