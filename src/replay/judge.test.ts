import { describe, expect, test } from "vitest";
import { policyOf, policyText } from "../../test/support/policy-text.ts";
import { judge } from "./judge.ts";
import { replay } from "./replay.ts";

const version = (test: string) =>
  policyOf(policyText({ inputs: "{amount: {type: number}}", rules: [`when: {amount: '${test}'}, then: pay`] }));
const [base, head] = [version("< 5"), version("<= 5")];

/** The report of some records, judged by some gates. */
async function judged(records: readonly object[], gates: Record<string, string>) {
  const text = records.map((record) => JSON.stringify(record)).join("\n");
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  return judge(await replay({ base, head, logs: [{ name: "log", bytes }] }), gates);
}

const decided = (id: number, amount: unknown, human?: string) => ({
  decision_id: `d${id}`,
  input: { amount },
  ...(human === undefined ? {} : { human_outcome: human }),
});
const many = (count: number, amount: unknown, human?: string) =>
  Array.from({ length: count }, (_, i) => decided(i, amount, human));

describe("a log that holds its records twice", () => {
  const gates = { agreement_lower95: ">= 0.9", away_from_human: "= 0" };
  const records = many(30, 4, "pay");

  test("does not pass on intervals that are too narrow for what was seen", async () => {
    expect(await judged(records, gates)).toMatchObject({ verdict: "inconclusive", repeated: { count: 0 } });
    const report = await judged([...records, ...records], gates);
    // Sixty agreeing decisions would do, and thirty do not.
    expect(report.gates[0]).toMatchObject({ figure: "agreement_lower95", verdict: "pass" });
    expect(report).toMatchObject({
      verdict: "inconclusive",
      repeated: { count: 30, share: 0.5, exact: true, examples: ["d0", "d1", "d2", "d3", "d4"] },
    });
    expect(report.gates.at(-1)).toMatchObject({ figure: "repeated_share", value: 0.5, verdict: "inconclusive" });
  });

  test("passes where a gate says that repeats are fine, and fails where it says that they are not", async () => {
    const twice = [...records, ...records];
    expect(await judged(twice, { ...gates, repeated_share: "<= 0.5" })).toMatchObject({ verdict: "pass" });
    expect(await judged(twice, { ...gates, repeated_share: "= 0" })).toMatchObject({ verdict: "fail" });
  });

  test("and one repeat in many are still what they seem", async () => {
    const report = await judged([...many(200, 4, "pay"), decided(7, 4, "pay")], gates);
    expect(report).toMatchObject({ verdict: "pass", repeated: { count: 1, exact: true, examples: ["d7"] } });
    expect(report.gates).toHaveLength(2);
  });
});
