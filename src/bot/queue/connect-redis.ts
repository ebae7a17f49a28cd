import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Logger } from "probot";

/** A command that has no answer by then has none, in milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * For a worker's, which are sent again over a new connection: what Redis was only slow to do is then done twice, and
 * e.g. a job that was taken for nobody waits for its lock to end. Still shorter than such a lock.
 */
const WORKER_PATIENCE_MS = 10_000;

/** Milliseconds between two questions whether Redis is still at the other end. */
const BEAT_MS = 5_000;

/** Milliseconds before the n-th try to reach Redis again. */
const wait = (tries: number) => Math.min(tries * 100, 1_000);

/** After a failover the old address may lead to a replica: whoever asks again is led to the new primary. */
const demoted = ({ message }: Error) => message.startsWith("READONLY");

const OPTIONS = { retryStrategy: wait, reconnectOnError: demoted };

/** A connection for commands whose caller waits: they fail soon where Redis is away. It comes back by itself. */
export function connectRedis(url: string, log: Pick<Logger, "warn" | "info">): Redis {
  const redis = new Redis(url, { ...OPTIONS, maxRetriesPerRequest: 0, commandTimeout: PATIENCE_MS });
  let away = false;
  redis.on("error", (error: Error) => {
    // One line for an outage, not one for each try.
    if (!away) log.warn({ err: withoutCommand(error) }, "Redis does not answer; events are refused until it does");
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.info("Redis answers again");
    away = false;
  });
  return watched(redis, PATIENCE_MS);
}

/** A connection for a worker: its commands wait until Redis is back. */
export function connectWorker(url: string): Redis {
  const redis = new Redis(url, { ...OPTIONS, maxRetriesPerRequest: null });
  // The other connection of the process says it.
  redis.on("error", withoutCommand);
  return watched(redis, WORKER_PATIENCE_MS);
}

/**
 * The client hangs the command on an error that Redis answered, and where Redis refused the password, the command is
 * the one that holds it. The same error reaches every command that waited, so it is taken off the error itself.
 */
export function withoutCommand<E extends Error>(error: E): E {
  delete (error as { command?: unknown }).command;
  return error;
}

/**
 * A connection that a firewall or a failover has dropped without a word looks alive until the system gives it up, after
 * a quarter of an hour. So it is asked, and made anew where no answer comes.
 */
function watched(redis: Redis, patience: number): Redis {
  const beat = async () => {
    if (redis.status !== "ready" && redis.status !== "connect") return;
    const answered = redis.ping().then(
      () => true,
      // A refusal is an answer too.
      (error: Error) => error.name === "ReplyError",
    );
    if (!(await Promise.race([answered, sleep(patience, false, { ref: false })]))) redis.disconnect(true);
  };
  const timer = setInterval(() => void beat(), BEAT_MS).unref();
  redis.once("end", () => clearInterval(timer));
  return redis;
}

/** @throws Error saying what is wrong with an address of Redis, without the password in it */
export function checkRedisUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (!["redis:", "rediss:"].includes(protocol))
    throw new Error("REDIS_URL must be an address such as redis://:password@host:6379/0, or rediss:// for TLS");
}
