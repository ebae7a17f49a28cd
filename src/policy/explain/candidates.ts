import { type Atom, valueAt } from "../analysis/atoms.ts";
import { derivedColumn } from "../analysis/derived-column.ts";
import { invert, mentions } from "../analysis/invert.ts";
import type { Space, SpaceColumn } from "../analysis/space.ts";
import { Decimal, isNum, type Num, simplest, toDecimal } from "../value/decimal.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";

/**
 * Values of one input at which a decision may turn: for every atom of its column the value nearest to the one it has, and for
 * every atom of a derived value that reads it, what would bring the derived value there. Candidates, to be tried.
 */
export function turningValues(space: Space, column: SpaceColumn, input: Readonly<Record<string, Value>>): Value[] {
  const now = input[column.name] ?? null;
  const step = finestStep(column, now);
  const direct = column.atoms.map((atom) => nearestIn(atom, now, step));
  const derived = space.columns.filter((other) => other.kind === "derived");
  const through = derived.flatMap((other) => {
    const { expression, compute, value } = derivedColumn(space, other, input);
    if (!mentions(expression, column.name)) return [];
    const wanted = other.atoms.map((atom) => nearestIn(atom, value, finestStep(other, value)));
    return wanted.flatMap((one) => invert(expression, column.name, one, compute)).flatMap((one) => rounded(one, step));
  });
  return [...direct, ...through];
}

/** The value of an atom that is nearest to a given one: its bound, moved inside by one step. */
function nearestIn(atom: Atom, now: Value, step: Decimal): Value {
  const from = now === null ? undefined : rankOf(now);
  if (atom.kind !== "open" || from === undefined || typeOf(now) !== typeOf(atom.sample)) return atom.sample;
  const [low, high] = [atom.low, atom.high].map((end) => (end === undefined ? undefined : toDecimal(end)));
  const rank = toDecimal(from);
  const whole = atom.which === "whole";
  const inside =
    low !== undefined && rank.lte(low)
      ? (whole ? low.floor() : low).plus(step)
      : high !== undefined && rank.gte(high)
        ? (whole ? high.ceil() : high).minus(step)
        : rank;
  const fits = (low === undefined || inside.gt(low)) && (high === undefined || inside.lt(high));
  return fits ? valueAt(atom.line, simplest(inside)) : atom.sample;
}

/** One in the last place that the value or a bound of the column is written with; whole numbers and days count by one. */
export function finestStep(column: SpaceColumn, now: Value): Decimal {
  const side = column.sides.find((one) => one !== undefined)!.column;
  if (side.type !== "number") return new Decimal(1);
  const written = [now, ...column.atoms.filter(({ kind }) => kind === "value").map(({ sample }) => sample)];
  const places = written.filter(isNum).map((value) => toDecimal(value as Num).decimalPlaces());
  // A ratio is thought of in percent, and its tenths matter; money has its cents.
  const least = side.unit === "ratio" ? 3 : side.unit !== undefined && /^[A-Z]{3}$|^[$€£]$/.test(side.unit) ? 2 : 0;
  return new Decimal(10).pow(-Math.min(12, Math.max(least, ...places)));
}

/** A computed number in whole steps, both ways, and as it is. */
function rounded(value: Value, step: Decimal): Value[] {
  if (!isNum(value)) return [value];
  const steps = toDecimal(value).div(step);
  const whole = [steps.floor(), steps.ceil(), steps.floor().minus(1), steps.ceil().plus(1)];
  return [...whole.map((count) => simplest(count.times(step))), value];
}
