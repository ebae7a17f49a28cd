import { type Compiled, compilePolicy } from "../../policy/compile/policy.ts";
import type { Column, Policy, UnaryTest } from "../../policy/index.ts";
import { type ColumnTest, Partition } from "./partition.ts";

/** A version of a policy, and where its rules stand among the bits of a {@link Partition}. */
export interface Side {
  policy: Policy;
  compiled: Compiled;
  /** 1 for the base, 2 for the head. */
  mask: number;
  firstWord: number;
  endWord: number;
}

export function sidesOf(base: Policy, head: Policy): [Side, Side] {
  const words = (policy: Policy) => Math.ceil(policy.rules.length / 32);
  const end = words(base);
  return [
    { policy: base, compiled: compilePolicy(base), mask: 1, firstWord: 0, endWord: end },
    { policy: head, compiled: compilePolicy(head), mask: 2, firstWord: end, endWord: end + words(head) },
  ];
}

/** The words in which every rule's bit is set. */
export function allRules(sides: readonly Side[]): Int32Array {
  const bits = new Int32Array(sides.at(-1)!.endWord);
  for (const { policy, firstWord } of sides)
    for (let rule = 0; rule < policy.rules.length; rule++) bits[firstWord + (rule >> 5)]! |= 1 << (rule & 31);
  return bits;
}

/** What makes two columns the same: their values are read alike. */
export const columnKey = ({ name, type, duration }: Column): string => JSON.stringify([name, type, duration ?? null]);

/** A column where a version has it: its place in policy.columns. */
export interface Holder {
  side: Side;
  at: number;
}

/** Cuts the values of a column into slots, for the versions that have it. */
export function partitionOf(holders: readonly Holder[], all: Int32Array): Partition {
  const tests = new Map<string, ColumnTest>();
  const known = (text: string, test: UnaryTest): ColumnTest => {
    const found = tests.get(text) ?? { test, rules: [], demands: 0 };
    tests.set(text, found);
    return found;
  };
  let required = 0;
  for (const { side, at } of holders) {
    const column = side.policy.columns[at]!;
    if (!column.optional) required |= side.mask;
    if (column.kind === "input" && column.values) known(column.values.text, column.values.test).demands |= side.mask;
    for (const [rule, written] of side.policy.rules.entries())
      for (const { column: tested, text, test } of written.tests)
        if (tested === at) known(text, test).rules.push(side.firstWord * 32 + rule);
  }
  // What the values of an input must be says nothing about a rule with the same test, and the other way round.
  const split = [...tests.values()].flatMap(({ test, rules, demands }) => [
    { test, rules, demands: 0 },
    ...(demands === 0 ? [] : [{ test, rules: [], demands }]),
  ]);
  return new Partition(
    split,
    all,
    holders.reduce((mask, { side }) => mask | side.mask, 0),
    required,
  );
}
