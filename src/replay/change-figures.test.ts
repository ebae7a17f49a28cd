import { expect, test } from "vitest";
import { loadPolicy, type Policy } from "../policy/index.ts";
import { tryCases } from "./cases.ts";
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
