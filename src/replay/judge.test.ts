import { describe, expect, test } from "vitest";
import { policyOf, policyText } from "../../test/support/policy-text.ts";
import { judge, replayFigures } from "./judge.ts";
import { replay } from "./replay.ts";
import { headline } from "./words.ts";

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

describe("what nobody decided", () => {
  // With 5 on the threshold: flips from review to pay.
  const flipping = (count: number, human?: string, first = 0) =>
    Array.from({ length: count }, (_, i) => decided(first + i, 5, human));

  test("may be away from what people would have decided: no gate on such flips passes on it", async () => {
    const report = await judged(flipping(30), { away_from_human: "<= 20", mcnemar_p: ">= 0.05" });
    expect(report.flips).toMatchObject({ count: 30, away_from_human: 0, neither: 30, unreviewed: 30 });
    expect(report.verdict).toBe("inconclusive");
    expect(report.gates.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      [
        "inconclusive",
        "The number of flips away from what people decided is 0 as far as anybody knows; the gate asks for at most 20. Of 30 flips no record says what a person decided.",
      ],
      ["inconclusive", expect.stringContaining("no record says what people decided of a flip")],
    ]);
  });

  test("does not matter where it could not turn a gate", async () => {
    const some = [...flipping(5, "review"), ...flipping(15, undefined, 5)];
    expect(await judged(some, { away_from_human: "<= 20" })).toMatchObject({ verdict: "pass" });
    expect(await judged(some, { away_from_human: "<= 19" })).toMatchObject({ verdict: "inconclusive" });
    expect(await judged(some, { away_from_human: "<= 4" })).toMatchObject({ verdict: "fail" });
    expect(await judged(many(30, 4), { away_from_human: "= 0" })).toMatchObject({ verdict: "pass" });
  });

  test("is said in the first sentence", async () => {
    expect(headline(await judged([...flipping(5, "review"), ...flipping(15, undefined, 5)], {}))).toBe(
      "20 of 20 past decisions flip: 0 toward what people decided, 5 away, 15 that nobody decided",
    );
    expect(headline(await judged([...flipping(5), decided(9, 1, "pay")], {}))).toBe(
      "5 of 6 past decisions flip; no record says what people decided of them",
    );
  });
});

describe("logs that cannot tell", () => {
  test.each([
    [
      "all masked",
      many(40, 5).map((record) => ({ ...record, masked: ["/input/amount"] })),
      "none of them could be replayed",
    ],
    ["all without an input", many(40, 5).map(({ decision_id }) => ({ decision_id })), "none of them could be replayed"],
    ["all of the wrong type", many(40, "5 EUR", "pay"), "Neither version could judge any of the 40 past decisions"],
    ["all without a value", many(40, undefined, "pay"), "Neither version could judge any of the 40 past decisions"],
  ])("%s let nothing pass", async (_, records, reason) => {
    for (const gates of [{}, { flips: "<= 2" }, { cases_failed: "= 0" }] as Record<string, string>[]) {
      const report = await judged(records, gates);
      expect(report.verdict).toBe("inconclusive");
      expect(report.gates.at(-1)!.reason).toContain(reason);
    }
  });

  test("of other policies alone are as if there were none", async () => {
    const others = many(40, 5).map((record) => ({ ...record, policy: "other" }));
    expect(await judged(others, {})).toEqual({
      ...(await judged([], {})),
      decisions: 40,
      not_replayed: { other_policy: 40 },
    });
    expect(await judged(others, {})).toMatchObject({ verdict: "inconclusive", gates: [{ figure: "replayed" }] });
    expect(await judged(others, { replayed: ">= 0" })).toMatchObject({ verdict: "pass" });
    for (const figure of Object.keys(replayFigures(await judged(others, {}))))
      if (figure !== "replayed" && figure !== "compared")
        expect((await judged(others, { [figure]: ">= 0" })).gates[0]).toMatchObject({
          value: null,
          verdict: "inconclusive",
        });
  });
});

test("an attribute in which nobody is favoured today has a ratio of rates under the new version", async () => {
  const group = (desk: string, amount: number, first: number) =>
    Array.from({ length: 40 }, (_, i) => ({ ...decided(first + i, amount), segments: { desk } }));
  const { segments, gates } = await judged([...group("a", 5, 0), ...group("b", 6, 40)], {
    "selection_rate_ratio.min": ">= 0.8",
    "selection_rate_ratio.change": ">= -0.1",
  });
  expect(segments[0]!.selection_rate_ratio).toMatchObject({ base: null, head: 0 });
  expect(gates).toMatchObject([
    { value: 0, verdict: "fail" },
    { value: null, verdict: "inconclusive" },
  ]);
});
