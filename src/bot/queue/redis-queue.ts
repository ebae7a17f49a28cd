import { setTimeout as sleep } from "node:timers/promises";
import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "probot";
import { type Key, nameOf } from "../key.ts";
import { connectRedis, connectWorker } from "./connect-redis.ts";
import { prefixOf, QUEUE, RedisBacklog } from "./redis-backlog.ts";
import { DEFAULTS, type QueueOptions, type Work, type WorkQueue } from "./work-queue.ts";

/**
 * Milliseconds for which a process holds a key without renewing; it renews after half of them. What a killed process
 * ran is taken over after this and at most two checks more. It is far above what a run blocks its process for, since a
 * process that cannot renew in time loses the key.
 */
const LOCK_MS = 15_000;

/** How often a job may outlive the process that runs it before it is a dead letter: it may be what kills them. */
const DEATHS = 3;

/** Milliseconds for Redis to be told goodbye. */
const GOODBYE_MS = 1_000;

export interface RedisOptions extends Partial<QueueOptions> {
  url: string;
  /** Keeps apps apart that share one Redis. */
  appId: string;
  log: Logger;
  /** Milliseconds for which a process holds a key without renewing. */
  lock?: number;
}

/** The queue of a bot that is several processes, by BullMQ. */
export class RedisQueue extends RedisBacklog implements WorkQueue {
  readonly shared = true;
  readonly #worker: Worker<Key>;
  readonly #line: Redis;
  readonly #running = new Map<string, { job: Job<Key>; token: string }>();

  constructor(work: Work, { url, appId, log, lock = LOCK_MS, ...options }: RedisOptions) {
    const commands = connectRedis(url, log);
    const prefix = prefixOf(appId);
    super(commands, prefix, options);
    this.#line = connectWorker(url);
    const run = async (job: Job<Key>, token = "") => {
      this.#running.set(job.id!, { job, token });
      try {
        await work(job.data, () => stillHeld(commands, `${prefix}:${QUEUE}:${job.id}:lock`, token));
      } finally {
        this.#running.delete(job.id!);
      }
    };
    this.#worker = new Worker<Key>(QUEUE, run, {
      connection: this.#line,
      prefix,
      concurrency: options.concurrency ?? DEFAULTS.concurrency,
      lockDuration: lock,
      stalledInterval: lock / 2,
      maxStalledCount: DEATHS,
      // How soon it looks whether Redis is back.
      runRetryDelay: 1_000,
    });
    const tidy = (key: Key, except?: string) =>
      this.forget(key, except).catch((error: unknown) => log.warn({ err: error }, "old dead letters are not cleared"));
    this.#worker.on("completed", (job) => void tidy(job.data));
    this.#worker.on("failed", (job, error) => {
      if (!job?.finishedOn) return;
      log.error({ err: error }, `${nameOf(job.data)} is given up for now: a dead letter`);
      void tidy(job.data, job.id);
    });
    this.#worker.on("stalled", (id) => log.warn(`took over job ${id}: its process did not answer for it`));
    this.#worker.on("error", (error) => log.debug({ err: error }, "the queue's worker"));
  }

  /** What has not ended by then goes back to the front of the queue; its run can write no more. */
  async close(patience: number): Promise<void> {
    const closed = this.#worker.close();
    const until = performance.now() + patience;
    while (this.#running.size > 0 && performance.now() < until) await sleep(20);
    const unfinished = [...this.#running.values()];
    await Promise.allSettled(unfinished.map(({ job, token }) => job.moveToWait(token)));
    // BullMQ would wait for what was handed back, and for a Redis that is away.
    if (unfinished.length === 0) await Promise.race([closed, sleep(GOODBYE_MS, undefined, { ref: false })]);
    this.disconnect();
    this.#line.disconnect();
  }
}

/** The lock is BullMQ's own, which the job's token holds. */
async function stillHeld(redis: Redis, lock: string, token: string): Promise<void> {
  const held = redis.status === "ready" ? await redis.get(lock).catch(() => null) : null;
  if (held !== token) throw new Error("this process no longer holds the lock, so it writes nothing more");
}
