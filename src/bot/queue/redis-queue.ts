import { setTimeout as sleep } from "node:timers/promises";
import { type Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "probot";
import { type Key, readKey } from "../key.ts";
import { connectRedis, connectWorker, withoutCommand } from "./connect-redis.ts";
import { nameOfJob, prefixOf, QUEUE, RedisBacklog } from "./redis-backlog.ts";
import { DEFAULTS, type QueueOptions, type Work, type WorkQueue } from "./work-queue.ts";

/**
 * Milliseconds for which a process holds a key without renewing; it renews after half of them. What a killed process
 * ran is taken over after this and at most two checks more. It is far above what a run blocks its process for, since a
 * process that cannot renew in time loses the key.
 */
const LOCK_MS = 15_000;

/** How often a job may outlive the process that runs it before it is a dead letter: it may be what kills them. */
const DEATHS = 3;

/** Milliseconds for Redis to be told goodbye, and what is handed back. */
const GOODBYE_MS = 1_000;

/** Milliseconds after which the log says again what Redis refuses. */
const REMIND_MS = 60_000;

/** Characters of a failure that are kept: a proxy before GitHub answers with a page, and Redis holds many of them. */
const REASON = 500;

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
  /** Whole runs, not jobs: one that was halted for long may still run here when its job runs again. */
  readonly #running = new Set<{ job: Job<Key>; token: string }>();

  constructor(work: Work, { url, appId, log, lock = LOCK_MS, ...options }: RedisOptions) {
    const commands = connectRedis(url, log);
    const prefix = prefixOf(appId);
    super(commands, prefix, options);
    this.#line = connectWorker(url);
    const run = async (job: Job<Key>, token = "") => {
      const mine = { job, token };
      this.#running.add(mine);
      try {
        const key = readKey(job.data);
        // A process of another version that shares this Redis may know it, so that it is tried as often as all else.
        if (!key) throw new Error("this version of Countersign does not know what is to be looked at");
        await work(key, () => stillHeld(commands, `${prefix}:${QUEUE}:${job.id}:lock`, token));
      } catch (error) {
        throw new Error((error as Error).message.slice(0, REASON), { cause: error });
      } finally {
        this.#running.delete(mine);
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
    const tidy = (name: string, except?: string) =>
      this.forget(name, except).catch((error: unknown) => log.warn({ err: error }, "old dead letters are not cleared"));
    this.#worker.on("completed", (job) => void tidy(nameOfJob(job)));
    this.#worker.on("failed", (job, error) => {
      if (!job?.finishedOn) return;
      log.error({ err: error }, `${nameOfJob(job)} is given up for now: a dead letter`);
      void tidy(nameOfJob(job), job.id);
    });
    this.#worker.on("stalled", (id) => log.warn(`took over job ${id}: its process did not answer for it`));
    const refused = new Map<string, number>();
    this.#worker.on("error", (error) => {
      const [kind] = error.message.split(" ", 1);
      // Whether Redis is away, the other connection says; what it refuses, such as all writes, is said here now and then.
      const news = error.name === "ReplyError" && performance.now() - (refused.get(kind!) ?? -REMIND_MS) >= REMIND_MS;
      log[news ? "warn" : "debug"](
        { err: withoutCommand(error) },
        "Redis refuses what the queue asks of it, or is away",
      );
      if (news) refused.set(kind!, performance.now());
    });
  }

  /** What has not ended by then goes back to the front of the queue; its run can write no more. */
  async close(patience: number): Promise<void> {
    const closed = this.#worker.close().catch(() => {});
    const until = performance.now() + patience;
    while (this.#running.size > 0 && performance.now() < until) await sleep(20);
    const unfinished = [...this.#running];
    const handedBack = Promise.allSettled(unfinished.map(({ job, token }) => job.moveToWait(token)));
    // BullMQ would wait for what was handed back, and each of them for a Redis that is away.
    const done = unfinished.length > 0 ? handedBack : closed;
    await Promise.race([done, sleep(GOODBYE_MS, undefined, { ref: false })]);
    this.disconnect();
    this.#line.disconnect();
  }
}

/**
 * The lock is BullMQ's own, which the job's token holds. It is held for as long as Redis says it lasts, counted from
 * before the question: a process that was halted meanwhile reads an answer of long ago.
 */
async function stillHeld(redis: Redis, lock: string, token: string): Promise<void> {
  const asked = performance.now();
  const question = redis.status === "ready" ? redis.multi().get(lock).pttl(lock).exec() : null;
  const answers = (await question?.catch(() => null)) ?? [];
  const [held, left] = answers.map(([, answer]) => answer);
  if (held !== token || performance.now() - asked >= Number(left))
    throw new Error("this process no longer holds the lock, so it writes nothing more");
}
