import fc from "fast-check";
import { test } from "vitest";
import { policyOf } from "../../../test/support/policy-text.ts";
import { inputAt, points, randomVersions } from "../../../test/support/random-policies.ts";
import { lookUp } from "../analysis/diagram.ts";
import { spaceOf } from "../analysis/space.ts";
import { tableOf, wholeBox } from "../analysis/table.ts";
import { type Decision, decide } from "../decide.ts";
import { compareTables } from "./compare.ts";

const runs = Number(process.env.COUNTERSIGN_PROPERTY_RUNS ?? 2000);

test(`the diagram of two versions says at every point what the evaluator says (${runs} random pairs)`, () => {
  fc.assert(
    fc.property(randomVersions(), (texts) => {
      const [base, head] = texts.map(policyOf) as [ReturnType<typeof policyOf>, ReturnType<typeof policyOf>];
      const space = spaceOf([base, head]);
      const options = { budget: 1e6, acts: () => true };
      const tables = [tableOf(space, 0), tableOf(space, 1)] as const;
      const byOutcome = compareTables(...tables, wholeBox(space), { ...options, detail: "outcomes" });
      const byRule = compareTables(...tables, wholeBox(space), { ...options, detail: "rules" });
      for (const point of points(space, 40)) {
        const input = inputAt(space, point);
        const [from, to] = [base, head].map((policy) => decide(policy, input, { trace: false })) as [
          Decision,
          Decision,
        ];
        const [outcomes, rules] = [lookUp(byOutcome, point), lookUp(byRule, point)];
        const expected =
          from.outcome === to.outcome ? undefined : [from.outcome, from.rule, to.outcome, to.rule].join();
        const found = rules && [rules.from.outcome, rules.from.rule, rules.to.outcome, rules.to.rule].join();
        if (
          found !== expected ||
          outcomes?.from.outcome !== rules?.from.outcome ||
          outcomes?.to.outcome !== rules?.to.outcome
        )
          throw new Error(`${JSON.stringify(input)}: found ${found}, the evaluator says ${expected}`);
      }
    }),
    { numRuns: runs },
  );
}, 120_000);
