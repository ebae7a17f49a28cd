import { describe, expect, test } from "vitest";
import { type PolicyParts, policyOf, policyText } from "../../test/support/policy-text.ts";
import { lintPolicy } from "./lint.ts";

const lint = (parts: PolicyParts) =>
  lintPolicy(policyOf(policyText(parts))).map(({ code, line, column }) => `${line}:${column} ${code}`);
const says = (rule: string) => `says: A sentence., ${rule}`;
const both = [says('when: {amount: "< 5"}, then: pay')];

describe("what is valid but probably not meant", () => {
  test("a good policy has nothing", () => expect(lint({ rules: both })).toEqual([]));

  test("an otherwise that acts", () => {
    expect(lint({ rules: [says('when: {amount: "< 5"}, then: review')], otherwise: "pay" })).toEqual([
      "7:12 otherwise-acts",
    ]);
  });

  test("an input and a derived value that nobody reads", () => {
    const inputs = "{amount: {type: number}, rate: {type: number}, idle: {type: number}}";
    const derived = "{used: {type: number, feel: rate * 2}, spare: {type: number, feel: amount}}";
    expect(lint({ inputs, derived, rules: [says('when: {used: "< 5"}, then: pay')] })).toEqual([
      "2:56 unread-column",
      "3:49 unread-column",
    ]);
  });

  test("an outcome that nobody reaches", () => {
    const outcomes = "{pay: {acts: true}, review: {acts: false}, refuse: {acts: true}}";
    expect(lint({ rules: both, outcomes })).toEqual(["3:54 unreached-outcome"]);
  });

  test("a rule without a sentence", () => {
    expect(lint({ rules: ['when: {amount: "< 5"}, then: pay'] })).toEqual(["6:5 rule-without-sentence"]);
  });
});

describe("tests that surprise on null", () => {
  const of = (optional: boolean, value: string) =>
    lint({ inputs: `{x: {type: string, optional: ${optional}}}`, rules: [says(`when: {x: '${value}'}, then: pay`)] });
  test.each([
    [true, 'not("a")', ["6:43 not-on-optional"]],
    [true, 'not("a", "b")', ["6:43 not-on-optional"]],
    [true, 'not(null, "a")', []],
    [true, "not(null)", []],
    [true, "null", []],
    [true, '"a"', []],
    [false, 'not("a")', []],
    [false, "null", ["6:43 never-null"]],
    [false, "not(null)", ["6:43 never-null"]],
  ])("optional: %s, %s", (optional, value, expected) => expect(of(optional, value)).toEqual(expected));

  test("a comparison inside not() is null on null, which is no match already", () => {
    expect(
      lint({ inputs: "{x: {type: number, optional: true}}", rules: [says('when: {x: "not(< 5)"}, then: pay')] }),
    ).toEqual([]);
  });
});

test.each([
  [">= 5, <= 10", 1],
  ["> 5, < 10", 1],
  ["> 5, <= 5", 1],
  ["not(> 5, < 10)", 1],
  ["> 5, < 5", 0],
  ["< 5, > 10", 0],
  ["[5..10]", 0],
])("a list of two bounds is no interval: %s", (value, count) => {
  expect(lint({ rules: [says(`when: {amount: "${value}"}, then: pay`)] })).toEqual(
    Array(count).fill("6:48 tests-nothing"),
  );
});
