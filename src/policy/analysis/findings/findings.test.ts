import { describe, expect, test } from "vitest";
import { type PolicyParts, policyOf, policyText } from "../../../../test/support/policy-text.ts";
import { checkPolicy } from "../../check.ts";
import { analyseTable } from "./index.ts";

/** What the analysis of a small table finds, `line code: message`. */
const found = (parts: PolicyParts): string[] =>
  analyseTable(policyOf(policyText(parts))).map(
    ({ line, severity, code, message }) => `${line} ${severity} ${code}: ${message}`,
  );

const three = "{pay: {acts: true}, hold: {acts: false}, review: {acts: false}}";

describe("rules that never decide", () => {
  test("a rule that the rules above take together, with their names", () => {
    const rules = [
      "when: {amount: '< 5'}, then: pay",
      "when: {amount: '[4..10]'}, then: review",
      "when: {amount: '> 100'}, then: pay",
      "when: {amount: '[2..7]'}, then: pay",
    ];
    expect(found({ rules })).toEqual([
      "9 warning masked-rule: Rule r4 never decides: every case it matches is taken by rules r1 and r2, which stand above it. Remove it, or move it up.",
    ]);
  });

  test("but not one that keeps a single value, or a missing one", () => {
    const inputs = "{amount: {type: number, optional: true}}";
    expect(
      found({
        rules: [
          "when: {amount: '< 5'}, then: pay",
          "when: {amount: '> 5'}, then: pay",
          "when: {amount: '[1..9]'}, then: pay",
        ],
      }),
    ).toEqual([]);
    expect(found({ inputs, rules: ["when: {amount: 'not(null)'}, then: pay", "then: pay"] })).toEqual([]);
  });

  test("under PRIORITY, a rule whose cases all get an outcome that comes before", () => {
    const rules = ["when: {amount: '< 5'}, then: review", "when: {amount: '< 9'}, then: pay"];
    expect(found({ hit: "PRIORITY", rules })).toEqual([
      expect.stringMatching(
        /^6 warning masked-rule: Rule r1 never decides: .* rule r2, which comes before it\. .* order of the outcomes\.$/,
      ),
    ]);
  });

  test("a test that leaves none of the values of its input, and the outcome that nobody gets then", () => {
    const inputs = "{score: {type: integer, values: '[1..6]'}}";
    expect(
      found({
        inputs,
        outcomes: three,
        rules: [
          "when: {score: '> 6'}, then: hold",
          "when: {score: '(2..3)'}, then: pay",
          "when: {score: '1'}, then: pay",
        ],
      }),
    ).toEqual([
      "6 warning rule-never-matches: Rule r1 can never match: its test on score leaves no value that score can have.",
      "7 warning rule-never-matches: Rule r2 can never match: its test on score leaves no value that score can have.",
      '3 warning unreached-outcome: No case gets "hold": the rules that decide it never do.',
    ]);
  });

  test("a test on a derived value that its formula never gives", () => {
    const derived = "{gap: {type: number, feel: abs(amount - 5)}}";
    expect(found({ derived, rules: ["when: {gap: '< 0'}, then: pay", "when: {gap: '<= 0'}, then: pay"] })).toEqual([
      expect.stringMatching(/^7 warning rule-never-matches: Rule r1 can never match: the formulas/),
    ]);
  });
});

describe("overlaps", () => {
  const rules = [
    "when: {amount: '<= 5'}, then: pay",
    "when: {amount: '[5..9]'}, then: hold",
    "when: {amount: '> 9'}, then: hold",
  ];

  test("under UNIQUE, rules of different outcomes that share cases are an error, with an example", () => {
    expect(found({ hit: "UNIQUE", outcomes: three, rules })).toEqual([
      '7 error overlap: Rules r1 (pay) and r2 (hold) both match cases with amount of exactly 5, for example {"amount":5}. Under UNIQUE such a case gets otherwise (review): make the tests exclude each other, or use FIRST.',
    ]);
  });

  test("under FIRST, and where the outcomes agree, they are none", () => {
    expect(found({ outcomes: three, rules })).toEqual([]);
    expect(
      found({ hit: "ANY", rules: ["when: {amount: '<= 5'}, then: pay", "when: {amount: '>= 5'}, then: pay"] }),
    ).toEqual([]);
  });

  test("are none where the formulas of derived values keep the rules apart", () => {
    const derived = "{double: {type: number, feel: amount * 2}}";
    const never = [
      "when: {amount: '[0..5]'}, then: pay",
      "when: {double: '> 10'}, then: hold",
      "when: {amount: '< 0'}, then: hold",
    ];
    const all = found({ hit: "UNIQUE", derived, outcomes: three, rules: never });
    expect(all.filter((one) => one.includes("overlap"))).toEqual([]);
  });
});

describe("gaps", () => {
  test("under UNIQUE, cases that no rule matches, with an example", () => {
    const inputs = "{amount: {type: number}, vip: {type: boolean, optional: true}}";
    const rules = [
      "when: {amount: '< 5'}, then: pay",
      "when: {amount: '> 5', vip: true}, then: review",
      "when: {amount: '> 5', vip: false}, then: review",
    ];
    expect(found({ hit: "UNIQUE", inputs, rules })).toEqual([
      expect.stringMatching(
        /^9 warning gap: No rule matches cases with amount of (exactly 5|at least 5 and vip missing), for example \{"amount":\d+/,
      ),
      expect.stringMatching(
        /^9 warning gap: No rule matches cases with amount of (exactly 5|at least 5 and vip missing), for example \{"amount":\d+/,
      ),
    ]);
  });

  test("under FIRST, otherwise is the last row, and no gap", () => {
    expect(found({ rules: ["when: {amount: '< 5'}, then: pay"] })).toEqual([]);
  });
});

test("past its budget, the analysis says what it did not check", () => {
  const rules = Array.from(
    { length: 40 },
    (_, i) => `when: {amount: '[${i}..${i + 30})'}, then: ${i % 2 ? "pay" : "review"}`,
  );
  expect(analyseTable(policyOf(policyText({ rules })), 50)).toContainEqual(
    expect.objectContaining({
      severity: "warning",
      code: "not-analysed",
      message: expect.stringContaining("Not checked: whether other rules take every case of r"),
    }),
  );
});

test("checkPolicy gives these findings beside the others", () => {
  const policy = policyOf(
    policyText({ rules: ["when: {amount: '< 5'}, then: pay", "when: {amount: '< 4'}, then: pay"] }),
  );
  expect(checkPolicy(policy).map(({ code }) => code)).toContain("masked-rule");
});
