import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Narrator } from "../../src/cli/demo/narrator.ts";
import { setStage } from "../../src/cli/demo/stage.ts";
import { begin } from "../../src/cli/demo/story/begin.ts";
import { changePolicy } from "../../src/cli/demo/story/change-policy.ts";
import { except } from "../../src/cli/demo/story/except.ts";
import { promote } from "../../src/cli/demo/story/promote.ts";
import { rollBack } from "../../src/cli/demo/story/roll-back.ts";
import { startWorld, type World } from "../../src/cli/demo/world.ts";
import { BotProcess, built } from "../support/bot-process.ts";
import { startFront } from "../support/front.ts";
import { type Outcome, readOutcome } from "../support/outcome.ts";

/** A moment to die: right after GitHub has done the n-th request of the bot and before it hears of it, or a bit later. */
interface Kill {
  request: number;
  /** Milliseconds. */
  later: number;
}

interface Told {
  outcome: Outcome;
  /** Of the bot to GitHub. */
  requests: number;
  kills: number;
}

/** Plays the demo's story to a bot that is a process of its own, which is killed at some moments and started again. */
async function tell(kills: Kill[]): Promise<Told> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-kills-"));
  const left = [...kills];
  let requests = 0;
  let killed = 0;
  let recovery: Promise<void> = Promise.resolve();
  const onExchange = () => {
    if (world.forge.requests.at(-1)?.actor !== `${world.app.slug}[bot]`) return;
    requests++;
    if (requests !== left[0]?.request) return;
    const { later } = left.shift()!;
    recovery = recovery.then(async () => {
      if (later > 0) await new Promise((go) => setTimeout(go, later));
      await bot.kill();
      killed++;
      await bot.start();
    });
  };
  const world: World = await startWorld({ directory: join(directory, "forge"), onExchange });
  const bot = new BotProcess({ credentials: world.credentials, sweepEvery: 3_600_000 });
  const front = await startFront(() => (bot.url ? [bot.url] : []));
  /** Whatever the last action led to has happened, be it by way of a new process and its first look at everything. */
  const settled = async () => {
    for (let before = -1; before !== requests; ) {
      before = requests;
      await world.forge.settled();
      await recovery;
      while (!(await bot.metric("countersign_sweeps_total").catch(() => 0))) await pause();
      while (await bot.metric("countersign_queue_length").catch(() => 1)) await pause();
      await world.forge.settled();
    }
  };
  try {
    world.forge.setWebhookUrl(world.app.appId, front.url);
    await bot.start();
    const stage = setStage({ ...world, settled }, new Narrator(() => {}), join(directory, "clones"), undefined);
    for (const chapter of [begin, changePolicy, promote, except, rollBack]) await chapter(stage);
    await settled();
    return { outcome: await readOutcome(world), requests, kills: killed };
  } finally {
    await bot.kill();
    await front.stop();
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

const pause = () => new Promise((go) => setTimeout(go, 20));

const RUNS = Number(process.env.KILL_RUNS ?? 2);
const SEED = Number(process.env.KILL_SEED ?? 20_261_123);

describe.skipIf(!built)("a bot that is killed at a random moment of the demo's story, and started again", () => {
  test(`leaves nothing undone and nothing done twice, in ${RUNS} runs from seed ${SEED}`, {
    timeout: 180_000 * (RUNS + 1),
  }, async () => {
    const { outcome, requests } = await tell([]);
    expect(outcome.tags).toContain("mortgage/v2.0.0");
    const moment = fc.record({
      request: fc.integer({ min: 1, max: requests }),
      later: fc.constantFrom(0, 0, 2, 5, 15, 40),
    });
    // A second death soon after the first one falls into the recovery.
    const moments = fc.tuple(moment, fc.option(fc.integer({ min: 1, max: 60 }), { freq: 3 }));
    let kills = 0;
    for (const [first, gap] of fc.sample(moments, { numRuns: RUNS, seed: SEED })) {
      const wanted = gap === null ? [first] : [first, { request: first.request + gap, later: 0 }];
      const run = await tell(wanted);
      kills += run.kills;
      expect.soft(run.outcome, `killed at ${JSON.stringify(wanted)}`).toEqual(outcome);
      if (RUNS > 10) {
        const same = isDeepStrictEqual(run.outcome, outcome) ? "as undisturbed" : "DIFFERS";
        process.stderr.write(`${kills} kills, the last at ${JSON.stringify(wanted)}: ${same}\n`);
      }
    }
    expect(kills).toBeGreaterThanOrEqual(RUNS);
  });
});
