import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, loadPolicy, parseJsonExact } from "../src/policy/index.ts";
import { randomCase, refDecide } from "./policy-reference/generate.ts";
import { Random } from "./policy-reference/random.ts";
import { compare, over, rational } from "./policy-reference/rational.ts";

const CASES = 50;
/** How many (policy, case) pairs; `REFERENCE_PAIRS=1000000 npx vitest run test/policy-reference` for a long run. */
const pairs = Number(process.env.REFERENCE_PAIRS ?? 100_000);

test("the reference rounds as decimal128 does", () => {
  expect(compare(over(rational("2"), rational("3")), rational("0.6666666666666666666666666666666667"))).toBe(0);
  expect(compare(over(rational("-1"), rational("3e-40")), rational("-3.333333333333333333333333333333333e39"))).toBe(0);
});

describe("the evaluator against a slow reference on exact fractions", () => {
  test(`${pairs} random policies and cases`, { timeout: 600_000 }, () => {
    const seen = { judged: 0, refused: 0, matched: 0, overlap: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { policy: model, text, inputs } = randomCase(new Random(seed), CASES);
        const { policy, findings } = loadPolicy(text);
        if (!policy) throw new Error(`${text}\n${JSON.stringify(findings, null, 1)}`);
        for (const { values, json } of inputs) {
          const wanted = refDecide(model, values);
          const given = decide(policy, parseJsonExact(json) as Record<string, unknown>, { trace: false });
          const got = {
            outcome: given.outcome,
            rule: given.rule,
            problems: given.problems.map(({ code, column }) => `${code} ${column}`),
          };
          if (JSON.stringify(got) !== JSON.stringify(wanted)) {
            throw new Error(
              `${text}\n${json}\ngot ${JSON.stringify(got)}, the reference has ${JSON.stringify(wanted)}`,
            );
          }
          seen[wanted.problems.length === 0 ? "judged" : "refused"]++;
          if (wanted.rule !== null) seen.matched++;
          if (wanted.problems.includes("overlap undefined")) seen.overlap++;
        }
      }),
      { numRuns: Math.ceil(pairs / CASES) },
    );
    // A generator that only ever made one kind of case would prove little.
    for (const [kind, count] of Object.entries(seen)) expect([kind, count > pairs / 50]).toEqual([kind, true]);
  });
});
