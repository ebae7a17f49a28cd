import { lineOf, valueAt } from "../analysis/atoms.ts";
import { type Space, spaceOf } from "../analysis/space.ts";
import { inputReader } from "../compile/input.ts";
import { type DecideOptions, type Decision, decide } from "../decide.ts";
import type { Policy } from "../policy.ts";
import { Decimal, simplest, toDecimal } from "../value/decimal.ts";
import { rankOf, sameValue, type Value } from "../value/value.ts";
import { finestStep, turningValues } from "./candidates.ts";
import { changeWords, decisionWords } from "./words.ts";

/** A change of a single input that alters the outcome. */
export interface NearestChange {
  column: string;
  from: Value;
  to: Value;
  outcome: string;
  rule: string | null;
  words: string;
}

/** A decision with its reasons in sentences, and what would have altered it. */
export interface Explanation extends Decision {
  words: string;
  /** The nearest change of a single input that gives another outcome, null if no single input can. */
  nearest: NearestChange | null;
  /** The nearest change of each input that can alter the outcome, nearest first. */
  changes: NearestChange[];
}

/**
 * Why a case gets its outcome, and the nearest change of a single input that would alter it. Every change has been through
 * the evaluator. Nearest: the smallest part of the value; other texts, booleans and missing values come after numbers.
 */
export function explain(
  policy: Policy,
  input: Readonly<Record<string, unknown>>,
  options: DecideOptions = {},
): Explanation {
  const decision = decide(policy, input, { ...options, trace: true });
  const space = spaceOf([policy]);
  const given = readInputs(policy, input);
  const changes = space.columns
    .filter(({ kind }) => kind === "input")
    .flatMap((column) => nearestOf(policy, space, column.name, input, given, decision.outcome) ?? [])
    .sort((a, b) => distance(a.from, a.to) - distance(b.from, b.to));
  return { ...decision, words: decisionWords(policy, decision), nearest: changes[0] ?? null, changes };
}

/** The inputs as values of the language; what is of the wrong type counts as missing. */
function readInputs(policy: Policy, input: Readonly<Record<string, unknown>>): Record<string, Value> {
  const read = Object.entries(policy.inputs).map(([name, column]): [string, Value] => [
    name,
    inputReader(column)(Object.hasOwn(input, name) ? input[name] : null) ?? null,
  ]);
  return Object.fromEntries(read);
}

function nearestOf(
  policy: Policy,
  space: Space,
  name: string,
  input: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, Value>>,
  outcome: string,
): NearestChange | undefined {
  const column = space.columns.find((one) => one.kind === "input" && one.name === name)!;
  const from = given[name] ?? null;
  const other = (to: Value): Decision | undefined => {
    const decision = decide(policy, { ...input, [name]: to }, { trace: false });
    return decision.outcome !== outcome && !unjudged(decision) ? decision : undefined;
  };
  const turning = turningValues(space, column, given).filter((to) => !sameValue(from, to) && other(to) !== undefined);
  const [first] = turning.sort((a, b) => distance(from, a) - distance(from, b));
  if (first === undefined) return undefined;
  const to = nearer(from, first, finestStep(column, from), (value) => other(value) !== undefined);
  const { outcome: now, rule } = other(to)!;
  const change = { column: name, from, to, outcome: now, rule };
  return { ...change, words: changeWords(policy, change) };
}

/** Halves the way back to where the value is, in whole steps: a formula that names an input twice is undone only roughly. */
function nearer(from: Value, to: Value, step: Decimal, alters: (value: Value) => boolean): Value {
  const [start, end] = [from, to].map((value) => (value === null ? undefined : rankOf(value)));
  const line = lineOf(to);
  if (start === undefined || end === undefined || line === undefined || line !== lineOf(from)) return to;
  let best = to;
  let [near, far] = [new Decimal(0), toDecimal(end).minus(toDecimal(start)).div(step)];
  for (let tries = 0; tries < 60 && far.minus(near).abs().gt(1); tries++) {
    const middle = near.plus(far).div(2).trunc();
    if (middle.eq(near)) break;
    const value = valueAt(line, simplest(toDecimal(start).plus(middle.times(step))));
    if (alters(value)) [best, far] = [value, middle];
    else near = middle;
  }
  return best;
}

/** A value that only keeps the case from being judged explains nothing. */
const unjudged = ({ problems }: Decision): boolean => problems.some(({ code }) => code !== "overlap");

/** How far two values are apart: as a share of the larger one, 1 for values without an order, 2 where one is missing. */
function distance(from: Value, to: Value): number {
  if (from === null || to === null) return 2;
  const [a, b] = [rankOf(from), rankOf(to)];
  if (a === undefined || b === undefined) return 1;
  const [x, y] = [toDecimal(a), toDecimal(b)];
  const larger = Number(x.abs().gt(y.abs()) ? x.abs() : y.abs());
  return larger === 0 ? 0 : Number(x.minus(y).abs()) / larger;
}
