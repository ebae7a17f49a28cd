import { describe, expect, test } from "vitest";
import { policyOf, policyText } from "../../test/support/policy-text.ts";
import { diffPolicies } from "../policy/index.ts";
import { judge } from "./judge.ts";
import { replay } from "./replay.ts";
import { renderSummary, type SummaryOptions } from "./summary.ts";

interface Invoice {
  amount: number;
  human?: string;
  country?: string;
  day?: number;
}

/** A policy that pays up to a limit, and one with another limit. */
const paying = (limit: number) => policyOf(policyText({ rules: [`when: {amount: "<= ${limit}"}, then: pay`] }));

/** What a policy owner reads when the limit is moved, in view of these invoices. */
async function summary(limits: [from: number, to: number], invoices: Invoice[], options?: SummaryOptions) {
  const lines = invoices.map(({ amount, human, country, day }, n) =>
    JSON.stringify({
      decision_id: `inv-${n + 1}`,
      input: { amount },
      ...(human ? { human_outcome: human } : {}),
      ...(country ? { segments: { country } } : {}),
      ...(day ? { timestamp: `2026-03-${String(day).padStart(2, "0")}T10:00:00Z` } : {}),
    }),
  );
  async function* bytes() {
    yield Buffer.from(lines.join("\n"));
  }
  const [base, head] = [paying(limits[0]), paying(limits[1])];
  const measured = await replay({
    base,
    head,
    logs: [{ name: "invoices.ndjson", bytes: bytes() }],
    weigh: "amount",
    regions: diffPolicies(base, head).regions,
  });
  return renderSummary(judge(measured, {}), options);
}

const many = (count: number, invoice: Invoice): Invoice[] => Array.from({ length: count }, () => invoice);

describe("a raised limit, at a glance", () => {
  const invoices = [
    ...many(38, { amount: 150, human: "pay", country: "NL", day: 2 }),
    ...many(2, { amount: 200.5, human: "review", country: "NL", day: 9 }),
    ...many(200, { amount: 50, human: "pay", country: "DE", day: 5 }),
  ];

  test("says how many change and when, from what to what, which way, for how much, and whom it hits", async () => {
    const text = await summary([100, 250], invoices, { unit: "EUR" });
    expect(
      text.split("\n\n").slice(0, 2).join("\n"),
    ).toBe(`### ✅ test: 40 of 240 past decisions flip: 38 toward what people decided, 2 away
- **How many**: 40 of 240 past decisions (16.7%), decided from 2026-03-02 to 2026-03-09
- **What changes**: 40 review → **pay** (now by \`r1\`)
- **Toward or away**: 38 toward what people decided, 2 away. The flips move toward people more than chance would (exact McNemar test, p < 0.001)
- **Agreement with people**: 84.2% today, **99.2%** with this change (238 of 240; 95% interval 97.0 to 99.9%)
- **Worth**: amount of the flips: EUR 6,101 in all, 5,700 toward people, 401 away
- **Hit hardest**: country NL, where 40 of 40 flip (100.0%, 16.7% overall)
- ⚖️ **Fairness**: By country, the lowest rate of favourable outcomes over the highest rises from 0.00 to 1.00; below 0.80 is a disparity by the four-fifths rule`);
  });

  test("draws the flips as bars without any text of the policy or the log", async () => {
    const [, chart] = /```mermaid\n([\s\S]*?)```/.exec(await summary([100, 250], invoices))!;
    expect(chart).toMatch(
      /^%%\{init: \{.*\}%%\nxychart-beta horizontal\n {2}x-axis \["toward people: 38", "away: 2"\]\n {2}y-axis 0 --> 38\n {2}bar \[38, 2\]\n$/,
    );
  });

  test("warns of the unknown where no decision of that kind is on record", async () => {
    const text = await summary([1000, 2000], invoices);
    expect(text).toContain("- 🔍 **No history**: 1 of 1 changed kinds of case never came up");
    expect(text).toMatch(/\| \*\*no history\*\* \| Cases with amount over 1,000 up to 2,000/);
    expect(text).toContain("- **How many**: none of 240 past decisions, decided");
    expect(text).not.toContain("mermaid");
  });
});

test("a split that could be chance is said to be", async () => {
  const text = await summary(
    [100, 250],
    [...many(3, { amount: 150, human: "pay" }), ...many(2, { amount: 150, human: "review" })],
  );
  expect(text).toContain("3 toward what people decided, 2 away. So uneven a split could be chance");
  expect(text).toContain("no record says when they were made");
});

test("without anything that people decided nothing is called toward or away", async () => {
  const text = await summary([100, 250], many(3, { amount: 150 }));
  expect(text).toContain("- **Agreement with people**: no record says what people decided");
  expect(text).not.toMatch(/Toward or away|mermaid/);
});

test("a new policy has nothing to flip, only what it would decide", async () => {
  const text = await summary([100, 100], many(4, { amount: 50, human: "pay", day: 1 }), { isNew: true });
  expect(text).toContain(
    "### ✅ test: a new policy, tried on 4 past decisions\n\n- **How many**: 4 past decisions tried,",
  );
  expect(text).toContain("| pay | 4 | 100.0% |");
  expect(text).not.toContain("flip");
});
