import fc from "fast-check";
import { expect, test } from "vitest";
import { policyOf } from "../../../test/support/policy-text.ts";
import { inputAt, points, randomVersions } from "../../../test/support/random-policies.ts";
import { hasBit } from "../analysis/bits.ts";
import { type Space, spaceOf } from "../analysis/space.ts";
import { compileTest } from "../compile/test.ts";
import { decide } from "../decide.ts";
import { parseTest } from "../feel/parse-test.ts";
import type { Policy } from "../policy.ts";
import { diffPolicies, type Region } from "./diff.ts";

const runs = Number(process.env.COUNTERSIGN_PROPERTY_RUNS ?? 200);

const passes = ({ where }: Region): ((input: Record<string, unknown>) => boolean) => {
  const tests = Object.entries(where).map(([name, text]) => [name, compileTest(parseTest(text).test!)] as const);
  return (input) => tests.every(([name, passing]) => passing(input[name] as never) === true);
};

const kindsOf = ({ inputs }: Policy): string => String(inputs.term?.duration);

const judgedBySome = ({ columns }: Space, point: readonly number[]): boolean =>
  columns.every(({ relevant }, i) => hasBit(relevant, point[i]!));

test(`a case gets another outcome exactly where a region's tests pass, the one that the region says (${runs} random pairs)`, () => {
  fc.assert(
    fc.property(randomVersions(), (texts) => {
      const [base, head] = texts.map(policyOf) as [Policy, Policy];
      const { regions, exact } = diffPolicies(base, head);
      // Which kind of duration a column holds follows from its tests; a change of that is no test's business.
      fc.pre(kindsOf(base) === kindsOf(head));
      expect(exact).toBe(true);
      const boxes = regions.map((region) => ({ region, inside: passes(region) }));
      const space = spaceOf([base, head]);
      for (const point of points(space, 100)) {
        if (!judgedBySome(space, point)) continue;
        const input = inputAt(space, point);
        const [from, to] = [base, head].map((policy) => decide(policy, input, { trace: false }));
        const found = boxes.filter(({ inside }) => inside(input)).map(({ region }) => region);
        if (from!.outcome === to!.outcome) expect(found).toEqual([]);
        else expect(found.length).toBeGreaterThan(0);
        for (const region of found) {
          expect(region.from).toEqual({ rule: from!.rule, outcome: from!.outcome });
          expect(region.to).toEqual({ rule: to!.rule, outcome: to!.outcome });
        }
      }
      for (const { witness, from, to } of regions) {
        expect(decide(base, witness!, { trace: false })).toMatchObject(from);
        expect(decide(head, witness!, { trace: false })).toMatchObject(to);
      }
    }),
    { numRuns: runs },
  );
}, 120_000);
