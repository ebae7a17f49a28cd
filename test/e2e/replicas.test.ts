import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { beforeAll, describe, expect, test } from "vitest";
import { prefixOf } from "../../src/bot/queue/redis-backlog.ts";
import { Clone } from "../../src/cli/demo/clone.ts";
import { AT, startWorld, type World } from "../../src/cli/demo/world.ts";
import { layDown } from "../../src/cli/init.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { BotProcess, built } from "../support/bot-process.ts";
import { startFront } from "../support/front.ts";
import { doAll, mixedEvents, openPulls } from "../support/mixed-events.ts";
import { type Outcome, readOutcome } from "../support/outcome.ts";
import { haveRedis, RedisServer } from "../support/redis.ts";

const EVENTS = Number(process.env.REPLICA_EVENTS ?? 30);
const SEED = Number(process.env.REPLICA_SEED ?? 20_261_123);
const PATIENCE = 300_000 + EVENTS * 10_000;
/** Milliseconds between sweeps, in place of ten minutes; whose turn it is is asked twenty times as often. */
const SWEEP = 30_000;

interface Crew {
  world: World;
  bots: BotProcess[];
}

/** Plays the events to some processes, and disturbs them meanwhile. @returns what there is to see in the end */
async function play(
  processes: number,
  redisUrl: string | undefined,
  disturb: (crew: Crew, index: number) => Promise<void> = async () => {},
  lock?: number,
): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-replicas-"));
  const clock = secondByEvent();
  const world = await startWorld({ directory: join(directory, "forge"), now: clock.now });
  const options = {
    credentials: world.credentials,
    sweepEvery: SWEEP,
    ...(redisUrl && { redisUrl }),
    ...(lock && { lock }),
  };
  const bots = Array.from({ length: processes }, () => new BotProcess(options));
  const front = await startFront(() => bots.flatMap(({ url }) => url ?? []));
  try {
    world.forge.setWebhookUrl(world.app.appId, front.url);
    await Promise.all(bots.map((bot) => bot.start()));
    await govern(world, join(directory, "root"));
    await quiet({ world, bots });
    const pulls = await openPulls(world);
    await doAll(world, pulls, mixedEvents(EVENTS, SEED), async (index) => {
      clock.tick();
      await disturb({ world, bots }, index);
    });
    await quiet({ world, bots });
    await sweep({ world, bots }, redisUrl);
    await approve(world, pulls[0]!, clock.tick);
    await approve(world, pulls[5]!, clock.tick);
    await quiet({ world, bots });
    await mergeAll(world, pulls);
    await quiet({ world, bots });
    return await readOutcome(world);
  } finally {
    await Promise.all(bots.map((bot) => bot.kill()));
    await front.stop();
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** GitHub dates to the second, and of two things in one it is not known which came later: so each has its own. */
function secondByEvent() {
  let ahead = 0;
  let last = 0;
  const now = () => new Date(Date.now() + ahead);
  const tick = () => {
    const second = Math.floor(now().getTime() / 1000);
    if (second <= last) ahead += (last + 1 - second) * 1000;
    last = Math.max(second, last + 1);
  };
  return { now, tick };
}

/** Acme's repository under governance. Replay tests would take the most time, and the bot only hears of them. */
async function govern(world: World, directory: string): Promise<void> {
  const root = await Clone.of(world.gitUrl("root"), directory, "root");
  layDown(root.directory, {});
  await root.write({ ".github/workflows/replay-test.yml": null });
  await root.push("main", "Govern our decisions");
  await world.install();
  await world.settled();
  const requiredChecks = [{ context: "countersign/approvals", appId: world.app.appId }];
  world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks });
}

const sum = async (bots: BotProcess[], name: string) => {
  const values = await Promise.all(bots.map((bot) => bot.metric(name).catch(() => Number.NaN)));
  return values.reduce((total, value) => total + value, 0);
};

const until = async (done: () => Promise<boolean>) => {
  while (!(await done())) await new Promise((go) => setTimeout(go, 100));
};

/** Every event was answered, and nothing is left to do. */
async function quiet({ world, bots }: Crew): Promise<void> {
  await world.forge.settled();
  await until(async () => (await sum(bots, "countersign_queue_length")) === 0);
  await world.forge.settled();
}

/** The ten minutes until the next sweep pass. */
async function sweep({ world, bots }: Crew, redisUrl: string | undefined): Promise<void> {
  if (redisUrl) {
    const before = await sum(bots, "countersign_sweeps_total");
    const redis = new Redis(redisUrl);
    await redis.del(`${prefixOf(String(world.app.appId))}:turn:sweep`);
    redis.disconnect();
    await until(async () => (await sum(bots, "countersign_sweeps_total")) > before);
  } else {
    for (const bot of bots) {
      await bot.kill();
      await bot.start();
    }
    await until(async () => (await sum(bots, "countersign_sweeps_total")) > 0);
  }
  await quiet({ world, bots });
}

/** Whatever was said before, these two now want it. */
async function approve(world: World, number: number, tick: () => void): Promise<void> {
  tick();
  await world.as("maria").rest.issues.createComment({ ...AT, issue_number: number, body: "/unhold" });
  for (const person of ["omar", "ada", "maria"]) {
    tick();
    await world.as(person).rest.pulls.createReview({ ...AT, pull_number: number, event: "APPROVE" });
  }
}

/** One after the other as fast as GitHub lets, so that the bot hears of several before it has recorded the first. */
async function mergeAll(world: World, pulls: number[]): Promise<void> {
  for (const pull_number of pulls) {
    await world
      .as("root")
      .rest.pulls.merge({ ...AT, pull_number })
      .catch(() => {});
  }
}

/**
 * What does not depend on when the bot looked: the newest check, the ledger in any order, and an exception's owner, who is
 * the one of two with the fewest at that moment.
 */
function lasting({ issues, checks, ledger, ...rest }: Outcome) {
  const timeless = (comment: string) =>
    comment
      .replace(/Looked at again\. \*\*.*\*\*/, "Looked at again.")
      .replace(/\| Owner \| \*\*\w+\*\*/, "| Owner | one");
  return {
    ...rest,
    issues: issues.map(({ comments, assignees, ...issue }) => ({
      ...issue,
      owners: assignees.length,
      comments: comments.map(timeless).sort(),
    })),
    checks: Object.fromEntries(Object.entries(checks).map(([number, runs]) => [number, runs.at(-1)])),
    ledger: [...ledger].sort(),
  };
}

describe.skipIf(!built || !haveRedis)(`${EVENTS} mixed events to two processes, seed ${SEED}`, () => {
  let undisturbed: Outcome;
  beforeAll(async () => {
    undisturbed = await play(1, undefined);
  }, PATIENCE);

  test("lead to something: checks of every kind, and merges that are recorded", () => {
    const states = Object.values(undisturbed.checks).map((runs) => runs.at(-1)?.split(": ")[1]);
    expect(states).toContain("success");
    expect(new Set(states).size).toBeGreaterThan(1);
    expect(undisturbed.ledger.some((message) => message.includes("Kind: change"))).toBe(true);
  });

  test.each([
    { redis: "a Redis that keeps its data", persistent: true },
    { redis: "a Redis that forgets everything", persistent: false },
  ])(
    "$redis is killed and started again meanwhile, and so is a process: all is as with one process undisturbed",
    async ({ persistent }) => {
      const redis = await RedisServer.start({ persistent });
      const at = (share: number) => Math.floor(EVENTS * share);
      const began = performance.now();
      try {
        const outcome = await play(2, redis.url, async ({ bots }, index) => {
          if (index === at(0.4)) await redis.kill();
          if (index === at(0.5)) await redis.start();
          if (index === at(0.7)) await bots[1]!.kill();
          if (index === at(0.8)) await bots[1]!.start();
        });
        const { issues } = outcome;
        for (const { number, comments } of issues) {
          const own = comments.filter((comment) => comment.includes(COMMENT_MARK));
          expect(own.length, `approval comments on #${number}`).toBeLessThanOrEqual(1);
        }
        expect(lasting(outcome)).toEqual(lasting(undisturbed));
        if (EVENTS > 200) {
          const seconds = Math.round((performance.now() - began) / 1000);
          process.stderr.write(
            `${EVENTS} events, ${issues.length} issues and pull requests, ${seconds} s: as undisturbed\n`,
          );
        }
      } finally {
        await redis.stop();
      }
    },
    PATIENCE,
  );

  test(
    "they stand still in the middle of their work, for longer than they hold it: two write, and what is written is as by one",
    async () => {
      const redis = await RedisServer.start({ persistent: true });
      const lock = 600;
      const halts: Promise<void>[] = [];
      try {
        const outcome = await play(
          2,
          redis.url,
          async ({ bots }, index) => {
            if (index % 3 !== 0) return;
            // Somewhere within the looks that the last events led to; the other process takes them over meanwhile.
            await new Promise((go) => setTimeout(go, 20 * ((index * 7) % 11)));
            halts.push(bots[index % 2]!.halt(4 * lock));
            if (index % 2 === 0) await halts.at(-1);
          },
          lock,
        );
        await Promise.all(halts);
        expect(lasting(outcome)).toEqual(lasting(undisturbed));
      } finally {
        await redis.stop();
      }
    },
    PATIENCE,
  );
});
