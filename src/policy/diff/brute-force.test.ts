import fc from "fast-check";
import { expect, test } from "vitest";
import { type Case, everyCase, valuesOf } from "../../../test/support/every-case.ts";
import { policyOf } from "../../../test/support/policy-text.ts";
import { randomVersions } from "../../../test/support/random-policies.ts";
import { hasBit } from "../analysis/bits.ts";
import { lookUp } from "../analysis/diagram.ts";
import { inSet } from "../analysis/in-set.ts";
import { type Space, spaceOf } from "../analysis/space.ts";
import { tableOf, wholeBox } from "../analysis/table.ts";
import { compileTest } from "../compile/test.ts";
import { type Decision, decide } from "../decide.ts";
import { parseTest } from "../feel/parse-test.ts";
import type { Policy } from "../policy.ts";
import type { Value } from "../value/value.ts";
import { highest } from "./class.ts";
import { compareTables } from "./compare.ts";
import { diffPolicies, type Region } from "./diff.ts";

/** `BRUTE_FORCE_RUNS=100000 npx vitest run brute-force` for a long run. */
const runs = Number(process.env.BRUTE_FORCE_RUNS ?? 2000);

/** Whether the tests of a region pass, given the values of the columns by name. */
function passing({ where }: Region): (values: ReadonlyMap<string, Value>) => boolean {
  const tests = Object.entries(where).map(([name, text]) => [name, compileTest(parseTest(text).test!)] as const);
  return (values) => tests.every(([name, passes]) => passes(values.get(name)!) === true);
}

/** The values of the columns of both versions for a case, under the names that regions use. */
function columnValues({ columns, policies }: Space, given: Case): Map<string, Value> {
  const rows = policies.map((policy) => valuesOf(policy, given));
  return new Map(
    columns.map(({ name, sides }) => {
      const side = sides.findLastIndex((one) => one !== undefined);
      return [name, rows[side]![sides[side]!.at]!];
    }),
  );
}

const same = ({ rule, outcome }: Decision, side: Region["from"]): boolean =>
  rule === side.rule && outcome === side.outcome;
const judges = (policy: Policy, given: Case): boolean =>
  decide(policy, given, { trace: false }).problems.every(({ code }) => code === "overlap");
const kindsOf = ({ inputs }: Policy): string => String(inputs.term?.duration);

test(`regions hold exactly the cases whose outcome changes, with what both versions decide (${runs} random pairs, every case)`, () => {
  const seen = { pairs: 0, cases: 0, changed: 0, "changed, derived": 0, regions: 0, unreachable: 0 };

  function check(texts: readonly string[]): void {
    const [base, head] = texts.map(policyOf) as [Policy, Policy];
    // Which kind of duration a column holds follows from its tests; a change of that is no test's business.
    fc.pre(kindsOf(base) === kindsOf(head));
    const diff = diffPolicies(base, head);
    const space = spaceOf([base, head]);
    const derived = space.columns.some(({ kind }) => kind === "derived");
    // Then a region may hold too much, and the diff says that it is not exact.
    const demand = Object.entries(base.derived).some(
      ([name, { optional }]) => name in head.derived && head.derived[name]!.optional !== optional,
    );
    const boxes = diff.regions.map((region) => ({ region, inside: passing(region), cases: 0 }));
    const byOutcome = compareTables(tableOf(space, 0), tableOf(space, 1), wholeBox(space), {
      budget: 1e6,
      acts: () => true,
      detail: "outcomes",
    });
    const gravest = new Set<"minor" | "major">();
    for (const given of everyCase([base, head])) {
      const from = decide(base, given, { trace: false });
      const to = decide(head, given, { trace: false });
      seen.cases++;
      const changes = from.outcome !== to.outcome;
      const values = columnValues(space, given);
      const found = boxes.filter(({ inside }) => inside(values));
      const atoms = space.columns.map((column) => atomOf(column, values.get(column.name)!));
      if (changes) gravest.add(head.outcomes[to.outcome]!.acts ? "major" : "minor");
      const fail = (what: string): never => {
        throw new Error(
          `${texts.join("\n")}\n${JSON.stringify(given)}: ${from.rule} ${from.outcome} -> ${to.rule} ${to.outcome}: ${what}, in ${JSON.stringify(found.map(({ region }) => region))}`,
        );
      };
      if (!derived && atoms.every((atom) => atom >= 0)) {
        const change = lookUp(byOutcome, atoms);
        if (changes ? change?.from.outcome !== from.outcome || change.to.outcome !== to.outcome : change)
          fail(`by outcomes only, it is ${JSON.stringify(change)}`);
      }
      const right = found.filter(({ region }) => same(from, region.from) && same(to, region.to));
      if (changes && right.length === 0) fail("no region has the change");
      for (const one of right) one.cases++;
      // A column that a region does not name stands for values that some version with this column judges.
      const plain = !demand && space.columns.every(({ relevant }, i) => atoms[i]! >= 0 && hasBit(relevant, atoms[i]!));
      if (plain && found.length > right.length) fail("a region is wrong about it");
      if (plain && !changes && found.length > 0) fail("a region holds it, and nothing changes");
      if (changes) seen[derived ? "changed, derived" : "changed"]++;
    }
    for (const { region, cases } of boxes) {
      seen.regions++;
      if (region.possibly_unreachable) seen.unreachable++;
      else {
        expect(decide(base, region.witness!, { trace: false })).toMatchObject(region.from);
        expect(decide(head, region.witness!, { trace: false })).toMatchObject(region.to);
        if (cases === 0 && [base, head].some((one) => judges(one, region.witness!)))
          throw new Error(`${texts.join("\n")}\nno case lies in ${JSON.stringify(region)}`);
      }
      expect(region.approximate).toBeUndefined();
    }
    expect(diff.exact).toBe(!demand && diff.regions.every(({ possibly_unreachable: perhaps }) => !perhaps));
    if (diff.exact) expect(diff.class).toBe(highest([...gravest, ...diff.besides.map((one) => one.class)]));
    seen.pairs++;
  }

  fc.assert(fc.property(randomVersions(), check), { numRuns: runs });
  console.log(`diff against brute force: ${JSON.stringify(seen)}`);
  // Generators that seldom make a change would prove little.
  expect(Math.min(seen.changed, seen["changed, derived"])).toBeGreaterThan(runs / 2);
  expect(seen.unreachable).toBeLessThan(seen.regions / 10);
}, 600_000);

type SpaceColumn = Space["columns"][number];

const places = new WeakMap<SpaceColumn, Map<Value, number>>();

/** The place of the atom that a value lies in; -1 for a value of the wrong type. */
function atomOf(column: SpaceColumn, value: Value): number {
  const known = places.get(column) ?? new Map<Value, number>();
  places.set(column, known);
  const at = known.get(value) ?? column.atoms.findIndex((_, i) => inSet(column, 1n << BigInt(i), value));
  known.set(value, at);
  return at;
}
