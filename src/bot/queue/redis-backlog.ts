import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { type Key, nameOf, readKey } from "../key.ts";
import { DEFAULTS, type DeadLetter, type QueueOptions, type QueueState } from "./work-queue.ts";

export const QUEUE = "looks";

/** Dead letters that are kept, and for how many seconds. */
const KEPT = { count: 1_000, age: 14 * 86_400 };

/** Of BullMQ's stream of events, which nobody here reads, so many are kept. */
const EVENTS = 100;

/**
 * Jobs among the dead letters that bear a name, found where they are: there may be a thousand of them, at each look
 * that ends.
 */
const DEAD_OF_NAME = `
  local found = {}
  for _, id in ipairs(redis.call("ZRANGE", KEYS[1], 0, -1)) do
    local name = redis.call("HGET", ARGV[1] .. id, "deid") or ("job " .. id)
    if name == ARGV[2] then table.insert(found, id) end
  end
  return found`;

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
    this.#queue = new Queue<Key, void, "look">(QUEUE, {
      connection: redis,
      prefix,
      streams: { events: { maxLen: EVENTS } },
      // What it asks Redis when it begins it never asks again: had Redis been away just then, nothing could be added for
      // ever. The worker asks the same, and its questions wait.
      skipVersionCheck: true,
    });
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
      // The log has them.
      stackTraceLimit: 0,
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
      const name = nameOfJob(job);
      const { failedReason: reason = "", attemptsMade: attempts, finishedOn = 0 } = job;
      if (!letters.has(name)) letters.set(name, { name, reason, attempts, at: new Date(finishedOn) });
    }
    return [...letters.values()];
  }

  /**
   * As a new event: BullMQ's own retry of a failed job forgets its deduplication, so that the key could run twice. The
   * letter goes when a run succeeds. What this version does not know has no other way.
   */
  async retry(name: string): Promise<boolean> {
    const job = (await this.#failed()).find((job) => nameOfJob(job) === name);
    if (!job) return false;
    const key = readKey(job.data);
    await (key ? this.add(key) : job.retry());
    return true;
  }

  /** Takes away the dead letters of a name, but for one job. */
  async forget(name: string, except?: string): Promise<void> {
    const queue = this.#here();
    const [failed, jobs] = [`${this.#prefix}:${QUEUE}:failed`, `${this.#prefix}:${QUEUE}:`];
    const dead = (await this.#redis.eval(DEAD_OF_NAME, 1, failed, jobs, name)) as string[];
    await Promise.all(dead.filter((id) => id !== except).map((id) => queue.remove(id)));
  }

  async whyAway(): Promise<string | undefined> {
    try {
      this.#here();
      // A Redis that is full, or a replica, answers and yet keeps nothing.
      await this.#redis.set(`${this.#prefix}:asked`, "", "PX", 1_000);
      return undefined;
    } catch (error) {
      return `${whyRefused(error as Error)}, so no event can be kept: see the log, and REDIS_URL`;
    }
  }

  disconnect(): void {
    this.#queue.disconnect().catch(() => {});
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

/** What coalesces has its key's name, also where this version does not know the key; else somebody put it there by hand. */
export const nameOfJob = ({ id, deduplicationId }: Job): string => deduplicationId ?? `job ${id}`;

/** In words that anybody may read. Redis begins a refusal with its kind: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
function whyRefused({ name, message }: Error): string {
  if (name !== "ReplyError") return "Redis does not answer";
  const [kind] = message.split(" ", 1);
  if (kind === "OOM") return "Redis is full";
  if (kind === "READONLY") return "This Redis is a replica that cannot be written to";
  return `Redis refuses to be written to (${kind})`;
}
