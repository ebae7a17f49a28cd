import { describe, expect, test } from "vitest";
import { type PolicyParts, policyOf, policyText } from "../../../test/support/policy-text.ts";
import { type DiffOptions, diffPolicies } from "./diff.ts";

/** The diff of two small policies that differ in some parts. */
function diff(base: PolicyParts, head: Partial<PolicyParts>, options?: DiffOptions) {
  return diffPolicies(policyOf(policyText(base)), policyOf(policyText({ ...base, ...head })), options);
}

const invoices: PolicyParts = {
  inputs:
    "{amount: {type: number, unit: EUR}, po_gap: {type: number, unit: ratio, says: How far it is from the order}, approved: {type: boolean}}",
  outcomes: "{pay: {acts: true, says: Release the payment}, hold: {acts: false}, review: {acts: false}}",
  rules: ['when: {amount: "[0..5000)", po_gap: "<= 0.02", approved: "true"}, then: pay'],
};
const raised = { rules: ['when: {amount: "[0..10000)", po_gap: "<= 0.02", approved: "true"}, then: pay'] };

describe("a limit that moves up", () => {
  const { regions, ...result } = diff(invoices, raised, { current: "1.4.2" });

  test("is one region, exact, with a case that shows it", () => {
    expect(regions).toEqual([
      {
        from: { rule: null, outcome: "review" },
        to: { rule: "r1", outcome: "pay" },
        where: { amount: "[5000..10000)", po_gap: "<= 0.02", approved: "true" },
        witness: { amount: 5000, po_gap: 0.01, approved: true },
        words:
          'Cases with amount from EUR 5,000 to under EUR 10,000, po gap of at most 2% and approved now get "pay" without review (rule r1); before, a person looked at them: "review", as no rule applies.',
      },
    ]);
  });

  test("is major, because the system acts where it did not, and says so to a policy owner", () => {
    expect(result).toEqual({
      class: "major",
      exact: true,
      besides: [],
      words:
        'Cases with amount from EUR 5,000 to under EUR 10,000, po gap (how far it is from the order) of at most 2% and approved now get "pay" (release the payment) without review (rule r1); before, a person looked at them: "review". Nothing else changes. This becomes 2.0.0, because it acts where it did not.',
    });
  });

  test("is minor the other way round", () => {
    const back = diff({ ...invoices, ...raised }, { rules: invoices.rules! }, { current: "2.0.0" });
    expect(back.class).toBe("minor");
    expect(back.words).toMatch(
      /now go to a person: "review", as no rule applies; before, they got "pay" .* without review \(rule r1\)\. Nothing else changes\. This becomes 2\.1\.0/,
    );
  });
});

describe("the class", () => {
  test("none: spaces and nothing else", () => {
    const spaced = { rules: ['when: {amount: "[0 .. 5000)", po_gap: "<=0.02", approved: true}, then: pay'] };
    expect(diff(invoices, spaced)).toEqual({
      class: "none",
      exact: true,
      regions: [],
      besides: [],
      words: "Nothing changes.",
    });
  });

  test("patch: a text, or a rule that decides nothing", () => {
    const text = diff(invoices, { outcomes: invoices.outcomes!.replace("Release", "Make") });
    expect(text).toMatchObject({ class: "patch", regions: [] });
    expect(text.words).toContain('The text of the outcome "pay" changes: "Make the payment."');
    const masked = diff(invoices, {
      rules: [...invoices.rules!, 'when: {amount: "[1..2]", po_gap: "< 0.01", approved: true}, then: pay'],
    });
    expect(masked).toMatchObject({ class: "patch", regions: [], besides: [{ what: "rules/r2", class: "patch" }] });
  });

  test("minor: cases that go to another person", () => {
    const other = diff(invoices, { rules: [...invoices.rules!, 'when: {approved: "false"}, then: hold'] });
    expect(other.class).toBe("minor");
    expect(other.words).toMatch(
      /^Cases without approved still go to a person, now as "hold" \(rule r2\); before, as "review"/,
    );
  });

  test("major: another acting outcome than before", () => {
    const outcomes = "{pay: {acts: true}, file: {acts: true}, review: {acts: false}}";
    const result = diff(
      { ...invoices, outcomes },
      { outcomes, rules: invoices.rules!.map((rule) => rule.replace("pay", "file")) },
    );
    expect(result.class).toBe("major");
    expect(result.words).toMatch(/now acts differently on some cases\.$/);
  });

  test("follows an outcome that begins to act, and a floor that moves, though no region changes", () => {
    const acts = diff(invoices, {
      outcomes: invoices.outcomes!.replace("review: {acts: false}", "review: {acts: true}"),
    });
    expect(acts).toMatchObject({ class: "major", regions: [], besides: [{ what: "outcomes/review", class: "major" }] });
    expect(diff({ ...invoices, confidence: "{assist: 0.9}" }, { confidence: "{assist: 0.8}" }).class).toBe("major");
    const higher = diff({ ...invoices, confidence: "{assist: 0.9}" }, { confidence: "{assist: 0.95}" });
    expect(higher).toMatchObject({ class: "minor", besides: [{ what: "confidence/assist" }] });
    expect(higher.words).toContain(
      "At the stages assist, automate and optimize the system now acts from a confidence of 0.95 on",
    );
  });
});

describe("what is compared", () => {
  test("an input that becomes required sends the cases without it to a person", () => {
    const inputs = "{amount: {type: number}, vip: {type: boolean}}";
    const result = diff({ rules: ["when: {amount: '< 5'}, then: pay"] }, { inputs });
    expect(result.class).toBe("minor");
    expect(result.regions).toMatchObject([{ where: { amount: "< 5", vip: "null" }, witness: { vip: null } }]);
    expect(result.words).toContain("The input vip is new.");
  });

  test("a renamed outcome is one sentence, not a region for every case", () => {
    const renamed = {
      outcomes: "{settle: {acts: true}, hold: {acts: false}, review: {acts: false}}",
      rules: invoices.rules!.map((rule) => rule.replace("pay", "settle")),
    };
    const result = diff(invoices, renamed);
    expect(result).toMatchObject({ class: "major", regions: [] });
    expect(result.words).toContain('The outcome "pay" is now called "settle".');
  });

  test("whole numbers and other numbers are told apart when the type changes", () => {
    const base = { inputs: "{n: {type: integer}}", rules: ["when: {n: '< 5'}, then: pay"] };
    const result = diff(base, { inputs: "{n: {type: number}}" });
    expect(result.regions).toMatchObject([{ from: { rule: null }, to: { rule: "r1" }, approximate: true }]);
    expect(result.exact).toBe(false);
  });

  test("rules of a UNIQUE table may stand in any order", () => {
    const rules = ["when: {amount: '< 5'}, then: pay", "when: {amount: '>= 5'}, then: review"];
    const swapped = policyText({ hit: "UNIQUE", rules }).replace(/( {2}- .*\n)( {2}- .*\n)/, "$2$1");
    const result = diffPolicies(policyOf(policyText({ hit: "UNIQUE", rules })), policyOf(swapped));
    expect(result).toMatchObject({ class: "patch", regions: [], besides: [{ what: "rules" }] });
  });

  test("an overlap of different outcomes under UNIQUE goes to otherwise", () => {
    const rules = ["when: {amount: '< 5'}, then: pay"];
    const result = diff(
      { hit: "UNIQUE", outcomes: invoices.outcomes!, rules },
      { rules: [...rules, "when: {amount: '[3..9]'}, then: hold"] },
    );
    expect(result.regions.map(({ from, to, where }) => [from.outcome, to.outcome, where.amount])).toEqual(
      [
        ["review", "hold", "[5..9]"],
        ["pay", "review", "[3..5)"],
      ].reverse(),
    );
  });
});

describe("derived values", () => {
  const gap: PolicyParts = {
    inputs: "{asked: {type: number}, offered: {type: number}}",
    derived: "{gap: {type: number, feel: abs(offered - asked) / asked}}",
    rules: ['when: {asked: "[5000..10000)", gap: "<= 0.02"}, then: pay'],
  };

  test("get a witness among the inputs", () => {
    const { regions, exact } = diff(gap, { rules: ['when: {asked: "[5000..10000)", gap: "<= 0.03"}, then: pay'] });
    const { asked, offered } = regions[0]!.witness as { asked: number; offered: number };
    expect(Math.abs(offered - asked) / asked).toBeGreaterThan(0.02);
    expect(Math.abs(offered - asked) / asked).toBeLessThanOrEqual(0.03);
    expect(exact).toBe(true);
  });

  test("that have another formula are two columns", () => {
    const { regions } = diff(gap, { derived: "{gap: {type: number, feel: abs(offered - asked) / offered}}" });
    expect(regions.every(({ where }) => "gap" in where && "gap (before)" in where)).toBe(true);
    expect(regions.some(({ witness }) => witness !== null)).toBe(true);
  });
});

test("past its budget, the diff is drawn wider than the change, takes it for the worst, and says so", () => {
  const rules = Array.from(
    { length: 30 },
    (_, i) => `when: {amount: "[${i}..${i + 7})", po_gap: "[${(i * 7) % 11}..20)"}, then: ${["pay", "hold"][i % 2]}`,
  );
  const result = diff({ ...invoices, rules }, { rules: [...rules].reverse() }, { budget: 20 });
  expect(result).toMatchObject({ class: "major", exact: false });
  expect(result.regions.some(({ approximate }) => approximate)).toBe(true);
  expect(result.words).toContain("may stay as they are");
});
