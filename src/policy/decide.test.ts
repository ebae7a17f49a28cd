import { describe, expect, test } from "vitest";
import { deciding } from "../../test/support/policy-text.ts";
import { parseJsonExact } from "./index.ts";

describe("a decision comes with its reasons", () => {
  const decide = deciding({
    inputs: "{debt_to_income: {type: number}, public_bad_record: {type: boolean}}",
    rules: ['when: {debt_to_income: "< 0.36", public_bad_record: "false"}, then: pay'],
  });

  test("the rule that matched, and each of its tests", () => {
    expect(decide({ debt_to_income: 0.35, public_bad_record: false })).toEqual({
      outcome: "pay",
      rule: "r1",
      problems: [],
      trace: [
        {
          rule: "r1",
          matched: true,
          tests: [
            { column: "debt_to_income", test: "< 0.36", value: 0.35, result: true },
            { column: "public_bad_record", test: "false", value: false, result: true },
          ],
        },
      ],
    });
  });

  test("on the threshold the rule does not match, and the trace says which test failed", () => {
    const { outcome, rule, trace } = decide({ debt_to_income: 0.36, public_bad_record: false });
    expect({ outcome, rule }).toEqual({ outcome: "review", rule: null });
    expect(trace[0]?.tests.map((one) => one.result)).toEqual([false, true]);
  });

  test("the trace can be left out", () => {
    expect(decide({ debt_to_income: 0.35, public_bad_record: false }, { trace: false }).trace).toEqual([]);
  });
});

describe("a case that cannot be judged is not judged", () => {
  const decide = deciding({
    inputs: '{score: {type: integer, values: "[0..100]"}, note: {type: string, optional: true}, rate: {type: number}}',
    derived: "{gap: {type: number, feel: 1 / rate}}",
    rules: ['when: {score: "< 10"}, then: review', "then: pay"],
  });
  const good = { score: 50, rate: 2 };
  const problems = (input: Record<string, unknown>) => {
    const decision = decide(input);
    expect(decision).toMatchObject({ outcome: "review", rule: null, trace: [] });
    return decision.problems.map(({ code, column }) => `${code} ${column}`);
  };

  test("a good case reaches the rule at the bottom", () => expect(decide(good).rule).toBe("r2"));

  test.each([
    ["a missing score does not slip past the rule that reads it", { rate: 2 }, ["missing-input score"]],
    ["null is missing", { ...good, score: null }, ["missing-input score"]],
    ["text is no number, even if it looks like one", { ...good, score: "50" }, ["wrong-type score"]],
    ["2.5 is no integer", { ...good, score: 2.5 }, ["wrong-type score"]],
    ["neither is NaN", { ...good, score: Number.NaN }, ["wrong-type score"]],
    ["a value outside the declared ones", { ...good, score: 101 }, ["not-allowed score"]],
    ["an optional input may be absent, but not of the wrong type", { ...good, note: 5 }, ["wrong-type note"]],
    ["a division by zero", { ...good, rate: 0 }, ["not-computable gap"]],
    ["all problems are named", { score: 500 }, ["not-allowed score", "missing-input rate"]],
    ["what an object inherits is not its own", Object.create(good), ["missing-input score", "missing-input rate"]],
  ])("%s", (_story, input, expected) => expect(problems(input)).toEqual(expected));

  test("a chain that doubles a text over and over has no value, and takes no memory", () => {
    const names = Array.from({ length: 60 }, (_, i) => `d${i}`);
    const derived = names.map(
      (name, i) => `${name}: {type: string, feel: ${i === 0 ? "s + s" : `d${i - 1} + d${i - 1}`}}`,
    );
    const doubling = deciding({ inputs: "{s: {type: string}}", derived: `{${derived.join(", ")}}` });
    expect(doubling({ s: "abc" }).problems[0]).toMatchObject({ code: "not-computable", column: "d15" });
  });

  test("a misspelt key is guessed at", () => {
    expect(decide({ scores: 50, rate: 2 }).problems[0]?.message).toBe('score is missing. Was "scores" meant to be it?');
  });
});

describe("hit policies", () => {
  const rules = [
    'when: {amount: "< 100"}, then: pay',
    'when: {amount: "< 10"}, then: review',
    'when: {amount: "< 5"}, then: pay',
  ];

  test("FIRST takes the rule that stands first, and the trace ends there", () => {
    const decision = deciding({ rules })({ amount: 7 });
    expect(decision).toMatchObject({ outcome: "pay", rule: "r1" });
    expect(decision.trace.map((one) => one.rule)).toEqual(["r1"]);
  });

  test("PRIORITY takes the outcome that is listed first", () => {
    const outcomes = "{review: {acts: false}, pay: {acts: true}}";
    expect(deciding({ rules, outcomes, hit: "PRIORITY" })({ amount: 7 })).toMatchObject({
      outcome: "review",
      rule: "r2",
    });
    expect(deciding({ rules, hit: "PRIORITY" })({ amount: 7 })).toMatchObject({ outcome: "pay", rule: "r1" });
  });

  test.each(["UNIQUE", "ANY"])("%s: different outcomes are a problem, named with their rules", (hit) => {
    const decision = deciding({ rules, hit })({ amount: 7 });
    expect(decision).toMatchObject({ outcome: "review", rule: null });
    expect(decision.problems).toEqual([
      {
        code: "overlap",
        message: `Rules with different outcomes match, and the hit policy is ${hit}: r1 (pay), r2 (review).`,
      },
    ]);
    expect(decision.trace.map((one) => one.matched)).toEqual([true, true, false]);
  });

  test.each(["UNIQUE", "ANY"])("%s: rules that agree decide", (hit) => {
    const agreeing = deciding({ rules: [rules[0]!, rules[2]!], hit });
    expect(agreeing({ amount: 1 })).toMatchObject({ outcome: "pay", rule: "r1", problems: [] });
  });
});

describe("numbers are decimals", () => {
  test("0.1 + 0.2 = 0.3", () => {
    const decide = deciding({
      inputs: "{a: {type: number}, b: {type: number}}",
      derived: '{sum: {type: number, feel: a + b}, same: {type: boolean, feel: "a + b = 0.3"}}',
      rules: ['when: {sum: "0.3", same: true}, then: pay'],
    });
    expect(decide({ a: 0.1, b: 0.2 })).toMatchObject({ outcome: "pay", trace: [{ tests: [{ value: 0.3 }, {}] }] });
    expect(decide({ a: 0.1, b: 0.20000000000000001 })).toMatchObject({ outcome: "pay" });
    expect(decide(parseJsonExact('{"a": 0.1, "b": 0.20000000000000001}') as Record<string, unknown>).outcome).toBe(
      "review",
    );
  });

  test("digits that a double would lose decide, in the policy and in the case", () => {
    const decide = deciding({ rules: ["when: {amount: 9007199254740993}, then: pay"] });
    const exact = (text: string) => decide(parseJsonExact(text) as Record<string, unknown>).outcome;
    expect(exact('{"amount": 9007199254740993}')).toBe("pay");
    expect(exact('{"amount": 9007199254740992}')).toBe("review");
    expect(exact('{"amount": 9007199254740993.0}')).toBe("pay");
    expect(decide({ amount: 9007199254740993n }).outcome).toBe("pay");
  });

  test("a 2% tolerance holds on its boundary for every amount in cents", () => {
    const decide = deciding({
      inputs: "{paid: {type: number}, asked: {type: number}}",
      derived: "{gap: {type: number, feel: abs(paid - asked) / asked}}",
      rules: ['when: {gap: "<= 0.02"}, then: pay'],
    });
    let seed = 20240229;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed;
    };
    const cents = (amount: number) => Number(`${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`);
    for (let i = 0; i < 10_000; i++) {
      // A multiple of 50 cents, so that 2% of it is whole cents: the paid amount can lie exactly on the boundary.
      const asked = ((random() % 2_000_000) + 1) * 50;
      const sign = random() % 2 === 0 ? 1 : -1;
      const paid = asked + (sign * asked) / 50;
      const beyond = paid + sign;
      expect(decide({ paid: cents(paid), asked: cents(asked) }, { trace: false }).outcome).toBe("pay");
      expect(decide({ paid: cents(beyond), asked: cents(asked) }, { trace: false }).outcome).toBe("review");
    }
  });
});
