import { type Compiled, compilePolicy } from "../../policy/compile/policy.ts";
import { type CellTest, compileTest } from "../../policy/compile/test.ts";
import type { Column, Policy, UnaryTest, Value } from "../../policy/index.ts";
import { type Judged, Partition } from "./partition.ts";

/** A version of a policy, and where its rules stand in the words of a {@link Partition}. */
export interface Side {
  policy: Policy;
  compiled: Compiled;
  /** Its bit in {@link Judged.bad}. */
  mask: number;
  firstWord: number;
  endWord: number;
  /** By place in policy.columns: the rules that test it. */
  tests: { rule: number; test: CellTest; unary: UnaryTest }[][];
}

export function sidesOf(base: Policy, head: Policy): [Side, Side] {
  const before = sideOf(base, 1, 0);
  return [before, sideOf(head, 2, before.endWord)];
}

function sideOf(policy: Policy, mask: number, firstWord: number): Side {
  const tests: Side["tests"] = policy.columns.map(() => []);
  for (const [rule, { tests: written }] of policy.rules.entries())
    for (const { column, test } of written) tests[column]!.push({ rule, test: compileTest(test), unary: test });
  const endWord = firstWord + Math.ceil(policy.rules.length / 32);
  return { policy, compiled: compilePolicy(policy), mask, firstWord, endWord, tests };
}

/** What makes two columns the same: their values are read alike. */
export const columnKey = ({ name, type, duration }: Column): string => JSON.stringify([name, type, duration ?? null]);

/**
 * Cuts a column's values into slots for the versions that have it.
 *
 * @param holders the versions, each with the column's place in its policy
 */
export function partition(sides: readonly Side[], holders: { side: Side; at: number }[]): Partition {
  const words = sides.at(-1)!.endWord;
  const judges = holders.map(({ side, at }) => judgeOf(side, at));
  const unary = holders.flatMap(({ side, at }) => [
    ...side.tests[at]!.map((test) => test.unary),
    ...allowedValues(side.policy.columns[at]!),
  ]);
  return new Partition(unary, (value) => {
    const judged: Judged = { bits: allRules(sides, words), bad: 0 };
    for (const judge of judges) judge(value, judged);
    return judged;
  });
}

function allowedValues(column: Column): UnaryTest[] {
  return column.kind === "input" && column.values ? [column.values.test] : [];
}

/** The words in which every rule's bit is set. */
export function allRules(sides: readonly Side[], words: number): Int32Array {
  const bits = new Int32Array(words);
  for (const { policy, firstWord } of sides)
    for (let rule = 0; rule < policy.rules.length; rule++) bits[firstWord + (rule >> 5)]! |= 1 << (rule & 31);
  return bits;
}

/** Asks the evaluator's tests about one value of a column, as `decide` would. */
function judgeOf(side: Side, at: number) {
  const column = side.policy.columns[at]!;
  const allowed = allowedValues(column).map(compileTest);
  return (value: Value | undefined, judged: Judged): void => {
    const refused = value === undefined || (value === null && !column.optional);
    if (refused || (value !== null && allowed.some((test) => test(value) !== true))) judged.bad |= side.mask;
    for (const { rule, test } of side.tests[at]!)
      if (value === undefined || test(value) !== true)
        judged.bits[side.firstWord + (rule >> 5)]! &= ~(1 << (rule & 31));
  };
}
