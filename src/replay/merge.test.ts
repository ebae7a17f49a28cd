import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policyOf, policyText } from "../../test/support/policy-text.ts";
import { diffPolicies } from "../policy/index.ts";
import { digested, type LogDigest } from "./digested.ts";
import { judge } from "./judge.ts";
import { measure } from "./measure.ts";
import { mergeTallies } from "./merge.ts";
import { makePart, mergeParts } from "./part.ts";
import type { Log } from "./read-decisions.ts";
import { countReplay, replay } from "./replay.ts";
import type { Tally } from "./tally.ts";

const version = (test: string, confidence: string) =>
  policyOf(
    policyText({
      inputs: "{amount: {type: number}, country: {type: string, optional: true}}",
      rules: [`when: {amount: '${test}'}, then: pay`, `when: {country: '"NL"'}, then: pay`],
      confidence: `{assist: ${confidence}}`,
    }),
  );
const [base, head] = [version("< 5", "0.9"), version("<= 7", "0.8")];
const asked = { base, head, weigh: "amount", stage: "assist" as const, regions: diffPolicies(base, head).regions };

const record = fc.record(
  {
    input: fc.record(
      { amount: fc.constantFrom(1, 5, 5.1, 7, 7.1, 0.1, "5", null, 1e300), country: fc.constantFrom("NL", "BE") },
      { requiredKeys: [] },
    ),
    human_outcome: fc.constantFrom("pay", "review", "else"),
    confidence: fc.constantFrom(0.85, 0.95),
    timestamp: fc.constantFrom("2026-01-01", "2026-03-01T10:00:00Z", "soon"),
    segments: fc.record({ desk: fc.constantFrom("a", "b"), customer: fc.nat(1000) }),
    policy: fc.constantFrom("test", "other"),
    masked: fc.constantFrom([], ["/input/amount"]),
  },
  { requiredKeys: ["input"] },
);
const odd = fc.constantFrom("{", "", "null", '{"decision_id": 7}', '{"input": {}}');
const logTexts = fc.array(
  fc
    .array(fc.oneof({ arbitrary: record, weight: 12 }, { arbitrary: odd, weight: 1 }), { maxLength: 260 })
    .map((lines) =>
      lines
        .map((line, at) => (typeof line === "string" ? line : JSON.stringify({ decision_id: `d${at}`, ...line })))
        .join("\n"),
    ),
  { minLength: 1, maxLength: 3 },
);

const logsOf = (texts: readonly string[]): Log[] =>
  texts.map((text, at) => ({
    name: `log-${at}.ndjson`,
    bytes: (async function* () {
      yield Buffer.from(text);
    })(),
  }));

/** The texts of the parts of all shards. */
async function parts(texts: readonly string[], of: number, kernel = true) {
  const found = [];
  for (let index = 1; index <= of; index++) {
    const logs: LogDigest[] = [];
    const shard = { index, of };
    const read = logsOf(texts).map((log) => digested(log, logs));
    const tally = await countReplay({ ...asked, logs: read, shard, kernel });
    const policies = { base: "b", head: "h" };
    const question = { measuring: asked, gates: {}, cases: null, selected: null, logs, policies, engine: "1.0.0" };
    found.push({ file: `${index}.json`, text: JSON.stringify(makePart(shard, question, tally)) });
  }
  return found;
}

describe("shards", () => {
  test("add up to one run, byte for byte, in whatever order they come", async () => {
    await fc.assert(
      fc.asyncProperty(
        logTexts,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.nat(),
        async (texts, of, kernel, n) => {
          const files = await parts(texts, of, kernel);
          const turned = [...files.slice(n % of), ...files.slice(0, n % of)].reverse();
          const whole = judge(await replay({ ...asked, logs: logsOf(texts) }), {});
          expect(JSON.stringify(mergeParts(turned, "1.0.0"))).toBe(JSON.stringify(whole));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("may be merged in any grouping", async () => {
    const report = (tally: Tally) => JSON.stringify(measure(asked, tally));
    await fc.assert(
      fc.asyncProperty(logTexts, async (texts) => {
        const names = logsOf(texts).map(({ name }) => name);
        const shard = (index: number) => countReplay({ ...asked, logs: logsOf(texts), shard: { index, of: 3 } });
        const [a, b, c] = [await shard(1), await shard(2), await shard(3)];
        const left = report(mergeTallies(mergeTallies(a, b, names), c, names));
        expect(report(mergeTallies(a, mergeTallies(b, c, names), names))).toBe(left);
        expect(report(mergeTallies(mergeTallies(c, a, names), b, names))).toBe(left);
      }),
      { numRuns: 30 },
    );
  });

  test("of another version of Countersign are refused", async () => {
    const files = await parts(["{}"], 2);
    expect(() => mergeParts(files, "1.0.1")).toThrow("1.json is of Countersign 1.0.0, this is 1.0.1");
  });
});
