import type { Cell } from "../policy/compile/approximate.ts";
import { compilePolicy } from "../policy/compile/policy.ts";
import { compileTest } from "../policy/compile/test.ts";
import { parseTest } from "../policy/feel/parse-test.ts";
import type { Policy, Region } from "../policy/index.ts";
import { type Problem, readCase } from "../policy/read-case.ts";

/** What the diff of two versions calls a column of the base whose name means something else in the head. */
const before = " (before)";

interface Condition {
  side: "base" | "head";
  at: number;
  holds: (cell: Cell) => boolean;
}

/**
 * Finds, for a decision that flips, the region of the semantic diff that it lies in: its place in the list, or -1 where it
 * lies in none, because a version cannot judge it or the regions are only drawn around the change.
 */
export function regionFinder(base: Policy, head: Policy, regions: readonly Region[]) {
  const policies = { base, head };
  const conditions = regions.map(({ where }) =>
    Object.entries(where).map(([name, text]): Condition => conditionOf(policies, name, text)),
  );
  return (input: Record<string, unknown>, from: string, to: string): number => {
    // Most conditions are on the head's columns, and then there is no need for the base's.
    const rows = { base: once(() => rowOf(base, input)), head: once(() => rowOf(head, input)) };
    return regions.findIndex(
      (region, i) =>
        region.from.outcome === from &&
        region.to.outcome === to &&
        conditions[i]!.every(({ side, at, holds }) => {
          const row = rows[side]();
          return row !== undefined && holds(row[at]!);
        }),
    );
  };
}

function conditionOf(policies: { base: Policy; head: Policy }, name: string, text: string): Condition {
  const place = (policy: Policy, wanted: string) => policy.columns.findIndex((column) => column.name === wanted);
  const inHead = place(policies.head, name);
  const inBase = place(policies.base, name.endsWith(before) ? name.slice(0, -before.length) : name);
  const { test } = parseTest(text);
  if (!test || (inHead < 0 && inBase < 0))
    throw new Error(`The diff names ${name} ${text}, which neither version has.`);
  const passes = compileTest(test);
  return {
    ...(inHead >= 0 ? { side: "head", at: inHead } : { side: "base", at: inBase }),
    holds: (cell) => passes(cell) === true,
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The values of all columns, or undefined where the version cannot judge the case. */
function rowOf(policy: Policy, input: Record<string, unknown>): Cell[] | undefined {
  const problems: Problem[] = [];
  const row = readCase(compilePolicy(policy), input, problems);
  return problems.length > 0 ? undefined : row;
}
