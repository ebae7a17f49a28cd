import fc from "fast-check";
import { expect, test } from "vitest";
import { policyOf, policyText } from "../../../test/support/policy-text.ts";
import { randomPolicy } from "../../../test/support/random-policies.ts";
import { spaceOf } from "../analysis/space.ts";
import { decide } from "../decide.ts";
import { explain } from "./explain.ts";

const loans = policyOf(
  policyText({
    inputs: "{debt: {type: number, unit: ratio}, bad_record: {type: boolean}, income: {type: number, unit: EUR}}",
    rules: [
      'when: {bad_record: true}, then: review, says: "A public record goes to an officer."',
      'when: {debt: "< 0.36", income: ">= 1000"}, then: pay, says: Little debt is paid.',
    ],
  }),
);

test("a decision is explained by the values that its rule looked at, and by why the rules above did not match", () => {
  const { outcome, rule, words } = explain(loans, { debt: 0.3, bad_record: false, income: 2000 });
  expect({ outcome, rule }).toEqual({ outcome: "pay", rule: "r2" });
  expect(words).toBe(
    'The case gets "pay" by rule r2, because debt is 30% and income is EUR 2,000. The rule says: "Little debt is paid." Rule r1 does not match: bad record is false, and it asks for true.',
  );
});

test("the nearest change comes first, one step over the threshold, and the others follow", () => {
  const { nearest, changes } = explain(loans, { debt: 0.38, bad_record: false, income: 2000 });
  expect(nearest).toEqual({
    column: "debt",
    from: 0.38,
    to: 0.359,
    outcome: "pay",
    rule: "r2",
    words: 'If debt were 35.9% instead of 38%, the outcome would be "pay", by rule r2.',
  });
  expect(changes.map(({ column }) => column)).toEqual(["debt"]);
  const paid = explain(loans, { debt: 0.3, bad_record: false, income: 1001 });
  expect(paid.changes.map(({ column, to }) => [column, to])).toEqual([
    ["income", 999.99],
    ["debt", 0.36],
    ["bad_record", true],
  ]);
});

test("a case that cannot be judged says what is missing, and what it would get with it", () => {
  const { words, nearest } = explain(loans, { debt: 0.3, bad_record: false });
  expect(words).toBe('The case gets "review", because it could not be judged. income is missing.');
  expect(nearest).toMatchObject({ column: "income", from: null, outcome: "pay" });
});

test("through a derived value, the input is worked out from its formula", () => {
  const policy = policyOf(
    policyText({
      inputs: "{asked: {type: number, unit: EUR}, offered: {type: number, unit: EUR}}",
      derived: "{gap: {type: number, feel: abs(offered - asked) / asked}}",
      rules: ["when: {gap: '<= 0.02'}, then: pay"],
    }),
  );
  const { changes } = explain(policy, { asked: 1000, offered: 1030 });
  expect(changes.map(({ column, to }) => [column, to])).toEqual([
    ["offered", 1020],
    ["asked", 1009.81],
  ]);
  expect(decide(policy, { asked: 1009.8, offered: 1030 }).outcome).toBe("review");
});

test("where one input alone can alter the outcome, a change is found, and the evaluator agrees with each (150 tables)", () => {
  fc.assert(
    fc.property(randomPolicy(), fc.nat(), (text, seed) => {
      const policy = policyOf(text);
      const { columns } = spaceOf([policy]);
      const input = Object.fromEntries(
        columns.map(({ name, atoms }, i) => [name, atoms[(seed >> i) % atoms.length]!.sample]),
      );
      const { outcome, changes } = explain(policy, input);
      for (const { column, to, ...change } of changes) {
        const decision = decide(policy, { ...input, [column]: to });
        expect(decision.outcome).not.toBe(outcome);
        expect(decision).toMatchObject({ outcome: change.outcome, rule: change.rule });
      }
      for (const { name, atoms } of columns) {
        const can = atoms.some(({ sample }) => {
          const { outcome: other, problems } = decide(policy, { ...input, [name]: sample }, { trace: false });
          return other !== outcome && problems.every(({ code }) => code === "overlap");
        });
        expect(changes.some(({ column }) => column === name)).toBe(can);
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
