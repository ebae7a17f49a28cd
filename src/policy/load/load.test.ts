import { describe, expect, test } from "vitest";
import { findingsOf, policyOf, policyText } from "../../../test/support/policy-text.ts";
import { loadPolicy } from "../index.ts";

const mortgage = `policy: mortgage
title: Home loan approval
accountable: credit-manager
purpose: Decide which applications an officer need not look at.
inputs:
  debt_to_income: {type: number, unit: ratio, says: Monthly debt payments over monthly income}
  credit_history: {type: integer, values: "[1..6]", says: 1 is best}
  purpose_code:   {type: string, values: [purchase, refinance], optional: true}
  asked:          {type: number}
derived:
  part: {type: number, feel: debt_to_income / asked}
outcomes:
  approve: {acts: true, says: Grant the loan}
  refer:   {acts: false}
hit_policy: FIRST
rules:
  - id: low-debt
    says: Approve when debt payments stay under 36% of income.
    when: {debt_to_income: "< 0.36", credit_history: 1}
    then: approve
otherwise: refer
confidence: {assist: 0.95}
`;

test("a policy has the fields its readers need", () => {
  const policy = policyOf(mortgage);
  expect(policy).toMatchObject({
    id: "mortgage",
    title: "Home loan approval",
    accountable: "credit-manager",
    hitPolicy: "FIRST",
    otherwise: "refer",
    confidence: { assist: 0.95 },
    outcomes: { approve: { acts: true, says: "Grant the loan" }, refer: { acts: false } },
    rules: [{ id: "low-debt", when: { debt_to_income: "< 0.36", credit_history: "1" }, then: "approve", line: 17 }],
  });
  expect(Object.keys(policy.inputs)).toEqual(["debt_to_income", "credit_history", "purpose_code", "asked"]);
  expect(policy.derived.part?.feel).toBe("debt_to_income / asked");
});

describe("what is wrong is said with line and column, and with the nearest valid thing", () => {
  const change = (from: string, to: string) => {
    expect(mortgage).toContain(from);
    return loadPolicy(mortgage.replace(from, to), { file: "policy.yaml" }).findings;
  };
  test.each([
    ["title:", "titel:", "2:1", "unknown-key", 'Did you mean "title"?'],
    ["type: integer", "type: integr", "7:26", "not-allowed", 'Did you mean "integer"?'],
    ["then: approve", "then: aprove", "20:11", "unknown-outcome", 'Did you mean "approve"?'],
    ["otherwise: refer", "otherwise: refuse", "21:12", "unknown-outcome", "Known: approve, refer."],
    ['debt_to_income: "<', 'debt_to_incme: "<', "19:12", "unknown-column", 'Did you mean "debt_to_income"?'],
    ['"< 0.36"', '"< 0.36 low"', "19:36", "feel-syntax", "`low` cannot stand here"],
    ['"< 0.36"', "'< \"low\"'", "19:29", "wrong-type", 'debt_to_income is of type number, and "low" is text.'],
    ["debt_to_income / asked", "debt_to_income / askd", "11:47", "unknown-name", 'Did you mean "asked"?'],
    ["credit_history: 1", "credit_history: 7", "19:54", "unknown-value", "Its values are [1..6]."],
    ["credit_history: 1", "purpose_code: '\"refinanc\"'", "19:53", "unknown-value", 'Did you mean "refinance"?'],
    ["credit_history: 1", "purpose_code: refinance", "19:52", "not-a-constant", "Text needs double quotes of its own"],
    ["FIRST", "COLLECT", "15:13", "not-allowed", "A governed decision has one outcome"],
    ["id: low-debt", "id: low debt", "17:9", "bad-format", "letters, digits, dots, underscores and hyphens"],
    ["acts: true", "acts: yes", "13:19", "wrong-type", "must be true or false"],
    ["policy: mortgage", "policy: [", "2:1", "yaml-syntax", ""],
  ])("%s → %s", (from, to, place, code, message) => {
    const findings = change(from, to);
    expect(findings.map((one) => [one.file, `${one.line}:${one.column}`, one.code])).toContainEqual([
      "policy.yaml",
      place,
      code,
    ]);
    expect(findings.map((one) => one.message).join("\n")).toContain(message);
  });

  test("all of it comes at once, in the order of the file", () => {
    const broken = mortgage
      .replace("title:", "titel:")
      .replace("type: integer", "type: integr")
      .replace("debt_to_income / asked", "debt_to_income / (askd")
      .replace('"< 0.36"', '"<"')
      .replace("then: approve", "then: aprove");
    expect(findingsOf(broken)).toEqual([
      "2:1 unknown-key",
      "7:26 not-allowed",
      "11:52 feel-syntax",
      "19:30 feel-syntax",
      "20:11 unknown-outcome",
    ]);
  });
});

test("two rules of one id", () => {
  const text = policyText({ rules: ["then: pay", "then: pay"] }).replace("id: r2", "id: r1");
  expect(findingsOf(text)).toEqual(["7:10 duplicate-rule"]);
});

test("derived values may use one another in any order, but not in a circle", () => {
  const inOrder = policyOf(
    policyText({ derived: "{b: {type: number, feel: c + 1}, c: {type: number, feel: amount}}" }),
  );
  expect(inOrder.columns.map((column) => column.name)).toEqual(["amount", "c", "b"]);
  expect(findingsOf(policyText({ derived: "{b: {type: number, feel: c + 1}, c: {type: number, feel: b}}" }))).toEqual([
    "3:11 circular",
  ]);
});
