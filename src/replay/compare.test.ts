import { describe, expect, test } from "vitest";
import { loadPolicy } from "../policy/index.ts";
import { compareRuns } from "./compare.ts";

async function* bytes(records: object[]) {
  yield Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
const run = (name: string, ...records: object[]) => [{ name, bytes: bytes(records) }];

describe("two runs of recorded outcomes are paired by decision_id", () => {
  test("in any order; the person's decision comes from the run of today", async () => {
    const report = await compareRuns({
      base: run(
        "live",
        { decision_id: "a", input: { amount: 10.1 }, outcome: "pay", rule: "low", human_outcome: "pay" },
        { decision_id: "b", input: { amount: 0.2 }, outcome: "pay", human_outcome: "refer", timestamp: "2026-01-02" },
        { decision_id: "c", input: {}, outcome: "pay" },
      ),
      candidate: run(
        "shadow",
        { decision_id: "c", input: {}, outcome: "pay" },
        { decision_id: "b", input: {}, outcome: "refer" },
        { decision_id: "a", input: {}, outcome: "refer" },
      ),
      weigh: "amount",
    });
    expect(report).toMatchObject({
      decisions: 3,
      replayed: 3,
      flips: { count: 2, toward_human: 1, away_from_human: 1 },
      weigh: { flips: "10.3", toward_human: "0.2", away_from_human: "10.1" },
      period: { from: "2026-01-02T00:00:00.000Z" },
    });
    expect(report.flips.groups[0]).toMatchObject({ from: "pay", to: "refer", examples: ["b"] });
  });

  test("what has no partner, stands twice or says no outcome is counted and named", async () => {
    const report = await compareRuns({
      base: run(
        "live",
        { decision_id: "a", input: {}, outcome: "pay" },
        { decision_id: "a", input: {}, outcome: "pay" },
        { decision_id: "old", input: {}, outcome: "pay" },
      ),
      candidate: run(
        "shadow",
        { decision_id: "a", input: {}, outcome: "pay" },
        { decision_id: "new", input: {}, outcome: "pay" },
        { decision_id: "new", input: {}, outcome: "refer" },
        { decision_id: "mute", input: {} },
        { decision_id: "other", policy: "loans", input: {}, outcome: "pay" },
        { decision_id: "else", policy: "payables", input: {}, outcome: "pay" },
      ),
    });
    expect(report).toMatchObject({
      replayed: 1,
      not_replayed: { other_policy: 1, no_outcome: 1, unpaired: 5 },
    });
    expect(report.not_replayed_places.map(({ log, line, message }) => `${log}:${line}: ${message}`)).toEqual([
      "shadow:3: decision new stands in this run before",
      "shadow:4: outcome is missing or not a text",
      "live:2: decision a stands in this run before",
      "live:3: decision old is not in the candidate run",
      "shadow:2: decision new is not in the base run",
      "shadow:5: decision other is not in the base run",
    ]);
  });
});

test("with a policy both runs are decided by it, from what each model read, and its floor applies to each", async () => {
  const { policy } = loadPolicy(`policy: payables
title: Payables
accountable: manager
purpose: Try two models.
inputs: {amount: {type: number}}
outcomes: {pay: {acts: true, says: Pay}, refer: {acts: false, says: Ask}}
rules: [{id: low, says: Low., when: {amount: "< 100"}, then: pay}]
otherwise: refer
confidence: {assist: 0.9}
`);
  const report = await compareRuns({
    policy,
    stage: "automate",
    base: run(
      "live",
      { decision_id: "a", input: { amount: 100 }, confidence: 0.99, outcome: "pay" },
      { decision_id: "b", input: { amount: 50 }, confidence: 0.8 },
    ),
    candidate: run(
      "shadow",
      { decision_id: "a", input: { amount: 10 }, confidence: 0.99 },
      { decision_id: "b", input: { amount: 50 }, confidence: 0.95 },
    ),
  });
  expect(report).toMatchObject({
    policy: "payables",
    flips: { count: 1, groups: [{ from_rule: null, to_rule: "low" }] },
    dispositions: { base: { route: 2 }, head: { act: 2 }, moved: [{ from: "route", to: "act", examples: ["a", "b"] }] },
  });
});
