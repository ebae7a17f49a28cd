import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type Key, nameOf } from "../key.ts";
import { DEFAULTS, type DeadLetter, type QueueOptions, type QueueState } from "./work-queue.ts";

export const QUEUE = "looks";

/** Dead letters that are kept, and for how many seconds. */
const KEPT = { count: 1_000, age: 14 * 86_400 };

/** Keys of one app in Redis begin with this; the braces keep them together in a cluster. */
export const prefixOf = (appId: string) => `{countersign:${appId}}`;

/**
 * What waits in Redis, for those who add to it and those who look after it.
 *
 * One job per key: its name is the job's deduplication id. An event that arrives while the job waits is dropped, since
 * the run will see it; while it waits for its next try, the try is made at once (`reschedule`); while it runs, a marker
 * is kept beside it, and the script that ends the run makes the next job from the marker in the same step
 * (`keepLastIfActive`). Each of these is one script, so that a crash finds either the event or what it led to.
 * https://docs.bullmq.io/guide/jobs/deduplication
 */
export class RedisBacklog {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #queue: Queue<Key, void, "look">;
  readonly #options: QueueOptions;

  /** @param redis a connection that gives up on a command soon, rather than to wait for Redis to come back */
  constructor(redis: Redis, prefix: string, options: Partial<QueueOptions> = {}) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#options = { ...DEFAULTS, ...options };
    this.#queue = new Queue<Key, void, "look">(QUEUE, { connection: redis, prefix });
    // The connection says what is wrong with it, and a command that fails tells its caller.
    this.#queue.on("error", () => {});
  }

  async add(key: Key): Promise<void> {
    const { attempts, firstWait } = this.#options;
    await this.#here().add("look", key, {
      jobId: randomUUID(),
      deduplication: { id: nameOf(key), keepLastIfActive: true, reschedule: true },
      attempts,
      backoff: { type: "exponential", delay: firstWait, jitter: 0.3 },
      removeOnComplete: true,
      removeOnFail: KEPT,
    });
  }

  /** Waits until there is less to do than one process can do at once, so that a sweep never stands before an event. */
  async addBehind(key: Key): Promise<void> {
    while ((await this.state()).waiting >= this.#options.concurrency) await sleep(100);
    await this.add(key);
  }

  async takeTurn(what: string, every: number): Promise<boolean> {
    this.#here();
    return (await this.#redis.set(`${this.#prefix}:turn:${what}`, "taken", "PX", every, "NX")) === "OK";
  }

  async state(): Promise<QueueState> {
    const counts = await this.#here().getJobCounts("wait", "active", "delayed", "failed");
    const { wait = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting: wait, running: active, retrying: delayed, dead: failed };
  }

  async deadLetters(): Promise<DeadLetter[]> {
    const letters = new Map<string, DeadLetter>();
    for (const job of await this.#failed()) {
      const name = nameOf(job.data);
      const { failedReason: reason = "", attemptsMade: attempts, finishedOn = 0 } = job;
      if (!letters.has(name)) letters.set(name, { name, reason, attempts, at: new Date(finishedOn) });
    }
    return [...letters.values()];
  }

  /**
   * As a new event: BullMQ's own retry of a failed job forgets its deduplication, so that the key could run twice. The
   * letter goes when a run succeeds.
   */
  async retry(name: string): Promise<boolean> {
    const job = (await this.#failed()).find(({ data }) => nameOf(data) === name);
    if (job) await this.add(job.data);
    return job !== undefined;
  }

  /** Takes away the dead letters of a key, but for one job. */
  async forget(key: Key, except?: string): Promise<void> {
    if ((await this.#here().getFailedCount()) === 0) return;
    const name = nameOf(key);
    const old = (await this.#failed()).filter(({ id, data }) => id !== except && nameOf(data) === name);
    await Promise.all(old.map((job) => job.remove()));
  }

  async whyAway(): Promise<string | undefined> {
    try {
      this.#here();
      await this.#redis.ping();
      return undefined;
    } catch {
      return "Redis does not answer, so no event can be kept: see the log, and REDIS_URL";
    }
  }

  disconnect(): void {
    void this.#queue.disconnect();
    this.#redis.disconnect();
  }

  /** Newest first. */
  #failed(): Promise<Job<Key>[]> {
    return this.#here().getFailed(0, KEPT.count) as Promise<Job<Key>[]>;
  }

  /** @throws Error at once where Redis is away: BullMQ would wait for it, and GitHub waits ten seconds only. */
  #here(): Queue<Key, void, "look"> {
    if (this.#redis.status !== "ready") throw new Error("Redis does not answer");
    return this.#queue;
  }
}
