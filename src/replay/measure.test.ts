import { describe, expect, test } from "vitest";
import { measure } from "./measure.ts";
import { countNotReplayed, countPair, emptyTally, type Result } from "./tally.ts";

const approve: Result = { outcome: "approve", rule: "low-debt", unjudged: false, selected: true, acts: true };
const deny: Result = { outcome: "deny", rule: null, unjudged: false, selected: false, acts: false };

const policies = { base: { rules: [] }, head: { id: "loans", rules: [] } };

function measured(decisions: [id: string, base: Result, head: Result, human?: string][]) {
  const tally = emptyTally();
  for (const [id, base, head, human] of decisions) countPair(tally, id, base, head, { human, segments: [] });
  return measure(policies, tally);
}

describe("what people decided gives a flip its direction", () => {
  test("toward: the head decides as the person did, the base did not; away is the reverse", () => {
    const { flips } = measured([
      ["a", deny, approve, "approve"],
      ["b", deny, approve, "deny"],
      ["c", deny, approve, "refer"],
      ["d", deny, approve],
      ["e", approve, approve, "approve"],
    ]);
    expect(flips).toMatchObject({ count: 4, toward_human: 1, away_from_human: 1, neither: 2 });
  });

  test("agreement counts only decisions that a person decided too", () => {
    const { agreement } = measured([
      ["a", deny, approve, "approve"],
      ["b", deny, deny, "deny"],
      ["c", deny, approve],
    ]);
    expect(agreement).toMatchObject({ base: { compared: 2, agreed: 1 }, head: { compared: 2, agreed: 2, upper95: 1 } });
  });
});

test("flips are grouped by outcome and rule, the largest group first, with the lowest-numbered examples", () => {
  const late: Result = { outcome: "deny", rule: "late", unjudged: false, selected: true, acts: true };
  const { flips } = measured([
    ...[12, 9, 100, 11, 8, 10].map((n): [string, Result, Result] => [`case-${n}`, deny, approve]),
    ["other", approve, late],
  ]);
  expect(flips.groups).toEqual([
    expect.objectContaining({ from: "deny", to: "approve", from_rule: null, to_rule: "low-debt", count: 6 }),
    expect.objectContaining({ from: "approve", to: "deny", from_rule: "low-debt", to_rule: "late", count: 1 }),
  ]);
  expect(flips.groups[0]!.examples).toEqual(["case-8", "case-9", "case-10", "case-11", "case-12"]);
});

test("flips with the id of another one are counted: the logs may hold a record twice", () => {
  const repeated = (ids: string[]) =>
    measured(ids.map((id): [string, Result, Result] => [id, deny, approve])).flips.repeated;
  expect([repeated([]), repeated(["a", "b"]), repeated(["a", "b", "a", "c", "a", "b"])]).toEqual([0, 0, 3]);
});

test("the same outcome by another rule is no flip", () => {
  const byOther: Result = { ...approve, rule: "other" };
  expect(measured([["a", approve, byOther]])).toMatchObject({ replayed: 1, flips: { count: 0, groups: [] } });
});

test("every record is counted: replayed, or under the reason why not", () => {
  const tally = emptyTally();
  countPair(tally, "a", { ...deny, unjudged: true }, deny, { human: undefined, segments: [] });
  for (let line = 2; line < 40; line++)
    countNotReplayed(tally, { log: "x", line, reason: "malformed", message: "not JSON" });
  countNotReplayed(tally, { log: "x", line: 40, reason: "other_policy", message: "of policy y" });
  const report = measure(policies, tally);
  expect(report).toMatchObject({
    decisions: 40,
    replayed: 1,
    not_replayed: { malformed: 38, other_policy: 1 },
    unjudged: { base: 1, head: 0 },
  });
  expect(report.not_replayed_places).toHaveLength(10);
  expect(report.not_replayed_places[0]).toMatchObject({ line: 2 });
});
