import { describe, expect, test } from "vitest";
import { loadPolicy, type Policy } from "../policy/index.ts";
import { tryCases } from "./cases.ts";
import { judgeGates } from "./gates.ts";
import { judge, replayFigures } from "./judge.ts";
import { makePart, mergeParts } from "./part.ts";
import { countReplay, replay } from "./replay.ts";

function payables(limit: number, floor: number): Policy {
  const { policy } = loadPolicy(`policy: payables
title: Payables
accountable: manager
purpose: Pay small invoices.
inputs: {amount: {type: number}}
outcomes: {pay: {acts: true, says: Pay}, refer: {acts: false, says: Ask}}
rules:
  - {id: low, says: Low., when: {amount: "< ${limit}"}, then: pay}
  - {id: none, says: Nobody., when: {amount: "> 1000000"}, then: refer}
otherwise: refer
confidence: {assist: ${floor}}
`);
  return policy!;
}

async function* bytes() {
  const records = [
    { decision_id: "a", input: { amount: 10 }, confidence: 0.9 },
    { decision_id: "b", input: { amount: 50 }, confidence: 0.99 },
    { decision_id: "c", input: { amount: 100.1 }, confidence: 0.99 },
    { decision_id: "d", input: {}, confidence: 0.99 },
  ];
  yield Buffer.from(records.map((record) => JSON.stringify(record)).join("\n"));
}

const [base, head] = [payables(100, 0.8), payables(200, 0.95)];
const measured = (stage?: "assist" | "audit") =>
  replay({ base, head, logs: [{ name: "log", bytes: bytes() }], weigh: "amount", stage });

test("a raised floor hands decisions to a person though their outcome stays; a wider rule carries others out", async () => {
  const { dispositions } = await measured("assist");
  expect(dispositions).toEqual({
    stage: "assist",
    base: { act: 2, route: 2 },
    head: { act: 2, route: 2 },
    moved: [
      { from: "act", to: "route", count: 1, examples: ["a"] },
      { from: "route", to: "act", count: 1, examples: ["c"] },
    ],
  });
});

test("gates read what moves, what it weighs, and which cases fail anew", async () => {
  const cases = tryCases(base, head, [
    { id: "known", input: { amount: 150 }, outcome: "refer" },
    { id: "old", input: { amount: 5 }, outcome: "refer" },
  ]);
  const figures = replayFigures(await measured("assist"), cases);
  const values = Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
  expect(values).toMatchObject({
    newly_acts: 1,
    newly_routed: 1,
    acts_share: 0.5,
    weight_flips: 100.1,
    unjudged: 1,
    unjudged_base: 1,
    cases_failed: 2,
    cases_newly_failed: 1,
  });
});

test("in audit, and without a stage, nothing is carried out that a gate could count", async () => {
  for (const stage of ["audit", undefined] as const) {
    const { gates } = judge(await measured(stage), { newly_acts: "<= 5" });
    expect(gates).toMatchObject([{ verdict: "inconclusive", reason: expect.stringContaining("live beyond audit") }]);
  }
});

test("a rule that no decision reaches leaves its gate open, not failed: history could still settle it", async () => {
  const { gates } = judge(await measured(), { rules_unreached: "<= 0" });
  expect(gates).toMatchObject([
    { value: 1, verdict: "inconclusive", reason: expect.stringContaining("a decision in each of 1 of them") },
  ]);
});

test("shards add up to the same: dispositions and weights too, in any order", async () => {
  const request = { base, head, weigh: "amount", stage: "assist" as const };
  const question = {
    measuring: request,
    gates: { newly_acts: "<= 0" },
    cases: null,
    logs: [{ name: "log", sha256: "" }],
    selected: null,
    policies: { base: "", head: "" },
    engine: "1.0.0",
  };
  const parts = await Promise.all(
    [3, 1, 2].map(async (index) => {
      const shard = { index, of: 3 };
      const tally = await countReplay({ ...request, shard, logs: [{ name: "log", bytes: bytes() }] });
      return { file: `${index}.json`, text: JSON.stringify(makePart(shard, question, tally)) };
    }),
  );
  const whole = judge(await measured("assist"), question.gates);
  expect(JSON.stringify(mergeParts(parts, "1.0.0"))).toBe(JSON.stringify(whole));
});

describe("a gate on the ratio of selection rates", () => {
  const gate = { "selection_rate_ratio.min": ">= 0.8" };
  /** Two groups, of which so many of so many are paid. */
  async function figures(low: [number, number], high: [number, number]) {
    async function* bytes() {
      for (const [region, [paid, of]] of Object.entries({ north: low, south: high }))
        for (let i = 0; i < of; i++) {
          const input = { amount: i < paid ? 10 : 500 };
          yield Buffer.from(`${JSON.stringify({ decision_id: `${region}-${i}`, input, segments: { region } })}\n`);
        }
    }
    return replayFigures(await replay({ base, head, logs: [{ name: "log", bytes: bytes() }] }));
  }

  test("passes where the groups are served alike", async () => {
    expect(judgeGates(await figures([85, 100], [90, 100]), gate).verdict).toBe("pass");
  });

  test("cannot tell where the groups are small", async () => {
    const { verdict, gates } = judgeGates(await figures([20, 40], [28, 40]), gate);
    expect(verdict).toBe("inconclusive");
    expect(gates[0]!.reason).toBe(
      "The lowest ratio of selection rates between segments is 0.714 so far; the gate asks for at least 0.8. The data cannot tell yet: 80 decisions in the two segments leave it between 0.493 and 1.035.",
    );
  });

  test("fails where they are large enough that chance does not explain it", async () => {
    expect(judgeGates(await figures([500, 1000], [700, 1000]), gate).verdict).toBe("fail");
  });

  test("says how many more decisions would show that a ratio is good enough", async () => {
    const asked = { "selection_rate_ratio.min_lower95": ">= 0.8" };
    const { verdict, gates } = judgeGates(await figures([85, 100], [90, 100]), asked);
    expect(verdict).toBe("pass");
    const few = judgeGates(await figures([34, 40], [36, 40]), asked);
    expect(few.verdict).toBe("inconclusive");
    expect(few.gates[0]!.reason).toMatch(/about \d+ more decisions in the two segments would settle it\.$/);
    expect(gates[0]!.value).toBeGreaterThan(0.8);
  });
});
