import type { UnaryTest } from "../feel/ast.ts";
import { compareNum, isInteger, type Num } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";
import { between, countsWhole, type Line, type Which } from "./between.ts";

/**
 * Values of a column that no test tells apart, with one of them as a sample: null, one value, an open interval between two
 * neighbouring constants, or every text that no test names.
 */
export type Atom = { sample: Value } & (
  | { kind: "null" }
  | { kind: "value" }
  | { kind: "text" }
  | { kind: "open"; line: Line; low?: Num; high?: Num; which: Which }
);

/** What kinds of values a column can hold. */
export interface Domain {
  text: boolean;
  boolean: boolean;
  lines: ReadonlyMap<Line, readonly Which[]>;
}

/** Which line a value lies on; undefined for text, booleans and null. */
export const lineOf = (value: Value): Line | undefined =>
  rankOf(value) === undefined ? undefined : (typeOf(value) as Line);

/** The value of a line at a rank. */
export const valueAt = (line: Line, rank: Num): Value => (line === "number" ? rank : new TimeValue(line, rank));

/**
 * All atoms of a column under the constants that its tests name, in a fixed order: null, booleans, texts in the order in
 * which they are first named, then each line from below.
 */
export function atomsOf(domain: Domain, constants: readonly Value[]): Atom[] {
  const atoms: Atom[] = [{ kind: "null", sample: null }];
  if (domain.boolean) for (const sample of [true, false]) atoms.push({ kind: "value", sample });
  if (domain.text) atoms.push(...texts(constants));
  for (const [line, which] of domain.lines) atoms.push(...along(line, which, constants));
  return atoms;
}

function texts(constants: readonly Value[]): Atom[] {
  const named = [...new Set(constants.filter((value) => typeof value === "string"))];
  let sample = "other";
  while (named.includes(sample)) sample += "-";
  return [...named.map((text): Atom => ({ kind: "value", sample: text })), { kind: "text", sample }];
}

function along(line: Line, which: readonly Which[], constants: readonly Value[]): Atom[] {
  const ranks = constants
    .filter((value) => lineOf(value) === line)
    .map((value) => rankOf(value)!)
    .sort(compareNum)
    .filter((rank, i, all) => i === 0 || compareNum(rank, all[i - 1]!) !== 0);
  const atoms: Atom[] = [];
  const open = (low: Num | undefined, high: Num | undefined) => {
    for (const one of which) {
      const rank = between(low, high, line, one);
      if (rank === undefined) continue;
      const ends = { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
      atoms.push({ kind: "open", line, ...ends, which: one, sample: valueAt(line, rank) });
    }
  };
  open(undefined, ranks[0]);
  for (const [i, rank] of ranks.entries()) {
    // A constant that a column of whole numbers cannot hold still divides its line.
    const holds = !(which.length === 1 && which[0] === "whole") || isInteger(rank);
    if (holds) atoms.push({ kind: "value", sample: valueAt(line, rank) });
    open(rank, ranks[i + 1]);
  }
  if (ranks.length === 0) return atoms.slice(0, which.length);
  return atoms;
}

/** The kinds of numbers to tell apart on a line, given whether some side wants whole numbers only, and some does not. */
export function whichOn(line: Line, wholeOnly: boolean, anyNumber: boolean): readonly Which[] {
  if (countsWhole(line)) return ["whole"];
  if (wholeOnly) return anyNumber ? ["whole", "fraction"] : ["whole"];
  return ["any"];
}

/** The constants that a test compares with. */
export function constantsOf(test: UnaryTest): Value[] {
  if (test.kind === "any") return [];
  return test.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]));
}
