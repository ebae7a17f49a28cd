import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const HOUR = 3_600_000;
const THREE_DAYS = 72 * HOUR;

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start({ now: () => new Date(Date.now() - THREE_DAYS) });
});
afterAll(() => acme?.stop());

test("a process on a machine whose clock is three days ahead lets no window pass that is open", async () => {
  const number = await acme.propose("tom", "tie", { [POLICY]: moveThreshold });
  await acme.act.approve("maria", number);
  const before = await acme.see.comment(number, COMMENT_MARK);
  expect((await acme.approvals(number)).title).toBe("Waiting for ada (Consulted)");

  const ahead = await serveBot();
  await ahead.start(acme.world.credentials, { sweepEvery: HOUR });
  const metrics = async () => (await fetch(new URL("/metrics", ahead.url))).text();
  await vi.waitFor(async () => expect(await metrics()).toContain('countersign_sweeps_total{result="ok"} 1'), {
    timeout: 20_000,
  });
  await acme.world.settled();
  const shown = Number(/countersign_clock_ahead_seconds (\d+)/.exec(await metrics())?.[1]);
  await ahead.stop();
  expect(Math.abs(shown - THREE_DAYS / 1000)).toBeLessThan(10);
  expect((await acme.approvals(number)).title).toBe("Waiting for ada (Consulted)");
  expect(await acme.see.comment(number, COMMENT_MARK)).toBe(before);
});
