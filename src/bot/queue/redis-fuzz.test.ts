import fc from "fast-check";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pull, until } from "../../../test/support/queue-work.ts";
import { haveRedis, RedisServer } from "../../../test/support/redis.ts";
import { type Key, nameOf } from "../key.ts";
import { RedisQueue } from "./redis-queue.ts";
import type { StillMine } from "./work-queue.ts";

let redis: RedisServer;
beforeAll(async () => {
  if (haveRedis) redis = await RedisServer.start({ persistent: false });
});
afterEach(() => redis?.clear());
afterAll(() => redis?.stop());

/** What happens to two processes, one thing after the other. */
type Step =
  | { does: "event"; key: number; process: number }
  | { does: "wait"; milliseconds: number }
  | { does: "restart"; process: number };

const PROCESS = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant("event" as const), key: fc.nat({ max: 2 }), process: PROCESS }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant("wait" as const), milliseconds: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("restart" as const), process: PROCESS }) },
);
/** How long a look takes, and how it ends; each look has the next of them. */
const look = fc.record({ milliseconds: fc.integer({ min: 0, max: 25 }), fails: fc.boolean() });

const sleep = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds));

/** Looks, each with its writes, and what went wrong with them. */
class Watch {
  readonly wrong: string[] = [];
  readonly #events = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #newest = new Map<string, number>();
  readonly #looks: { milliseconds: number; fails: boolean }[];
  #count = 0;

  constructor(looks: { milliseconds: number; fails: boolean }[]) {
    this.#looks = looks;
  }

  event(key: Key): void {
    this.#events.set(nameOf(key), this.#count++);
  }

  async look(key: Key, stillMine: StillMine): Promise<void> {
    const name = nameOf(key);
    const began = this.#count++;
    this.#newest.set(name, began);
    const { milliseconds, fails } = this.#looks[began % this.#looks.length]!;
    await sleep(milliseconds);
    const overtaken = this.#newest.get(name) !== began;
    await stillMine();
    if (overtaken) this.wrong.push(`${name}: a look writes although a newer one has begun`);
    if (fails) throw new Error("GitHub answered 502");
    this.#seen.set(name, began);
  }

  /** Keys whose last event no look that went well has seen. */
  unseen(): string[] {
    return [...this.#events].filter(([name, event]) => (this.#seen.get(name) ?? -1) < event).map(([name]) => name);
  }
}

test.skipIf(!haveRedis)(
  "whatever processes do and however looks end: one writes at a time, and no event is lost",
  async () => {
    const scenario = fc.record({
      steps: fc.array(step, { minLength: 10, maxLength: 60 }),
      looks: fc.array(look, { minLength: 1, maxLength: 20 }),
    });
    const log = pino({ level: "silent" }) as never;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ steps, looks }) => {
        const watch = new Watch(looks);
        const start = async () => {
          const options = { url: redis.url, appId: "7", log, lock: 300, firstWait: 5, attempts: 3, concurrency: 2 };
          const queue = new RedisQueue((key, stillMine) => watch.look(key, stillMine), options);
          await until(async () => (await queue.whyAway()) === undefined);
          return queue;
        };
        const processes = [await start(), await start()];
        try {
          for (const it of steps) {
            if (it.does === "wait") await sleep(it.milliseconds);
            else if (it.does === "event") {
              watch.event(pull(it.key));
              await processes[it.process]!.add(pull(it.key));
            } else {
              await processes[it.process]!.close(0);
              processes[it.process] = await start();
            }
          }
          await until(async () => {
            const { waiting, running, retrying } = await processes[0]!.state();
            return waiting + running + retrying === 0;
          });
          expect(watch.wrong).toEqual([]);
          const dead = new Set((await processes[0]!.deadLetters()).map(({ name }) => name));
          expect(watch.unseen().filter((name) => !dead.has(name))).toEqual([]);
        } finally {
          for (const queue of processes) await queue.close(0);
          await redis.clear();
        }
      }),
      { numRuns: Number(process.env.QUEUE_RUNS ?? 12), endOnFailure: true },
    );
  },
);
