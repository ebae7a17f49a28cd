import { compare, type Rational } from "./rational.ts";

/** A value of the reference: numbers are fractions, dates are their day count. */
export type Ref = Rational | string | boolean | { day: number } | null;
export type Truth = boolean | null;

/** Thrown by a reference formula where an operation has no value. */
export const NO_VALUE = Symbol("no value");

/** A piece of the language: its text, and what it means. */
export interface RefFormula {
  text: string;
  value(row: Map<string, Ref>): Ref;
}

export interface RefTest {
  text: string;
  holds(value: Ref): Truth;
}

export interface RefColumn {
  name: string;
  type: "number" | "boolean" | "string" | "date";
  optional: boolean;
  formula?: RefFormula;
}

export interface RefPolicy {
  hit: "FIRST" | "UNIQUE" | "ANY" | "PRIORITY";
  columns: RefColumn[];
  rules: { tests: Map<string, RefTest>; then: string }[];
  outcomes: string[];
  otherwise: string;
}

const isNumber = (value: Ref): value is Rational => typeof value === "object" && value !== null && "n" in value;

export function refEqual(a: Ref, b: Ref): boolean {
  if (isNumber(a) && isNumber(b)) return compare(a, b) === 0;
  if (typeof a === "object" && typeof b === "object" && a && b && "day" in a && "day" in b) return a.day === b.day;
  return a === b;
}

/** Negative, zero or positive; null with null. */
export function refOrder(a: Ref, b: Ref): number | null {
  if (isNumber(a) && isNumber(b)) return compare(a, b);
  if (typeof a === "object" && typeof b === "object" && a && b && "day" in a && "day" in b) return a.day - b.day;
  return null;
}

export const not = (truth: Truth): Truth => (truth === null ? null : !truth);
export const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === null || b === null ? null : true;
export const or = (a: Truth, b: Truth): Truth => not(and(not(a), not(b)));

/** Decides by the words of docs/language.md, one after the other, with no thought of speed. */
export function refDecide(
  policy: RefPolicy,
  input: Map<string, Ref>,
): { outcome: string; rule: string | null; problems: string[] } {
  const row = new Map<string, Ref>();
  const problems: string[] = [];
  for (const { name, optional, formula } of policy.columns) {
    if (formula) continue;
    const value = input.get(name) ?? null;
    if (value === null && !optional) problems.push(`missing-input ${name}`);
    row.set(name, value);
  }
  if (problems.length === 0) {
    for (const { name, optional, formula } of policy.columns) {
      if (!formula) continue;
      const value = computed(formula, row);
      if (value === null && !optional) problems.push(`not-computable ${name}`);
      row.set(name, value);
    }
  }
  const refused = { outcome: policy.otherwise, rule: null };
  if (problems.length > 0) return { ...refused, problems };
  const matching = policy.rules.flatMap(({ tests }, at) =>
    [...tests].every(([name, test]) => test.holds(row.get(name) ?? null) === true) ? [at] : [],
  );
  const outcome = (at: number) => policy.rules[at]!.then;
  if (matching.length === 0) return { ...refused, problems };
  const differ = new Set(matching.map(outcome)).size > 1;
  if (differ && (policy.hit === "UNIQUE" || policy.hit === "ANY"))
    return { ...refused, problems: ["overlap undefined"] };
  const best =
    policy.hit === "PRIORITY"
      ? policy.outcomes.find((name) => matching.some((at) => outcome(at) === name))
      : outcome(matching[0]!);
  const hit = matching.find((at) => outcome(at) === best)!;
  return { outcome: outcome(hit), rule: `r${hit + 1}`, problems };
}

function computed(formula: RefFormula, row: Map<string, Ref>): Ref {
  try {
    return formula.value(row);
  } catch (reason) {
    if (reason === NO_VALUE) return null;
    throw reason;
  }
}
