import { Redis } from "ioredis";
import type { Logger } from "probot";

/** A command that has no answer by then has none, in milliseconds. */
const PATIENCE_MS = 3_000;

/** Milliseconds before the n-th try to reach Redis again. */
const wait = (tries: number) => Math.min(tries * 100, 1_000);

/** A connection for commands whose caller waits: they fail soon where Redis is away. It comes back by itself. */
export function connectRedis(url: string, log: Pick<Logger, "warn" | "info">): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, commandTimeout: PATIENCE_MS, retryStrategy: wait });
  let away = false;
  redis.on("error", (error: Error) => {
    // One line for an outage, not one for each try.
    if (!away) log.warn({ err: error }, "Redis does not answer; events are refused until it does");
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.info("Redis answers again");
    away = false;
  });
  return redis;
}

/** A connection for a worker: its commands wait until Redis is back. */
export function connectWorker(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: wait });
  // The other connection of the process says it.
  redis.on("error", () => {});
  return redis;
}

/** @throws Error saying what is wrong with an address of Redis, without the password in it */
export function checkRedisUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (!["redis:", "rediss:"].includes(protocol))
    throw new Error("REDIS_URL must be an address such as redis://:password@host:6379/0, or rediss:// for TLS");
}
