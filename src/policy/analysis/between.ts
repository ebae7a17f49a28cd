import { compareNum, Decimal, type Num, simplest, toDecimal } from "../value/decimal.ts";
import type { TimeKind } from "../value/time.ts";

/** What orders the values of a column: numbers, or one kind of time value by its rank. */
export type Line = "number" | TimeKind;

/** Which numbers of an interval are meant: all, whole ones only, or those that are not whole. */
export type Which = "any" | "whole" | "fraction";

/** Lines whose ranks are whole: days and months. */
export const countsWhole = (line: Line): boolean => line === "date" || line === "years and months duration";

/** Round steps of a line, coarse to fine; numbers use powers of ten. */
const steps: Record<Exclude<Line, "number">, readonly Num[]> = {
  date: [1],
  "years and months duration": [12, 1],
  "date and time": [86_400, 3_600, 60, 1, 1e-3, 1e-9],
  "days and time duration": [86_400, 3_600, 60, 1, 1e-3, 1e-9],
};

/** A usual place on each line, for a column that no test divides: 1, 2024-01-01, a year, a day. */
const usual: Record<Line, number> = {
  number: 1,
  date: 19_723,
  "date and time": 19_723 * 86_400,
  "years and months duration": 12,
  "days and time duration": 86_400,
};

/**
 * A readable number strictly between two bounds (absent: no bound): as round as possible, near the middle, and positive where
 * there is a choice, because amounts mostly are. Undefined when there is none of decimal128's numbers, or none of those meant.
 */
export function between(low: Num | undefined, high: Num | undefined, line: Line, which: Which): Num | undefined {
  if (low === undefined && high === undefined) return which === "fraction" ? 0.5 : usual[line];
  if (line === "number") {
    const rounded = betweenDoubles(low, high, which);
    if (rounded !== undefined) return rounded;
  }
  const [from, to] = bounds(low, high, line, which);
  const middle = from.plus(to).div(2);
  const tries = line === "number" ? powersOfTen(to.minus(from), middle) : steps[line].map((step) => new Decimal(step));
  for (const step of tries) {
    if (which === "whole" && !step.isInteger()) break;
    const nearest = middle.div(step).round().times(step);
    for (const candidate of [nearest, nearest.plus(step), nearest.minus(step)]) {
      if (!candidate.gt(from) || !candidate.lt(to)) continue;
      if (which !== "fraction" || !candidate.isInteger()) return simplest(candidate);
    }
  }
  return undefined;
}

/** The same where the bounds are doubles, a hundred times as fast: the middle, in as few digits as will do. */
function betweenDoubles(low: Num | undefined, high: Num | undefined, which: Which): number | undefined {
  if (typeof low !== "number" || typeof high !== "number") return undefined;
  const middle = low / 2 + high / 2;
  for (let digits = 1; digits <= 15; digits++) {
    const candidate = Number(middle.toPrecision(digits));
    if (candidate > low && candidate < high && fits(candidate, which)) return candidate;
  }
  return undefined;
}

const fits = (candidate: number, which: Which): boolean =>
  which === "any" || Number.isInteger(candidate) === (which === "whole");

/** Both bounds; a missing one is put at a distance that fits the other, on a line of numbers so that a whole one lies between. */
function bounds(low: Num | undefined, high: Num | undefined, line: Line, which: Which): [Decimal, Decimal] {
  if (low !== undefined && high !== undefined) return [toDecimal(low), toDecimal(high)];
  const unit = line === "number" ? 2 : Number(steps[line][0]) * 2;
  if (low !== undefined) {
    const from = toDecimal(low);
    if (line !== "number") return [from, from.plus(unit)];
    if (compareNum(low, 0) < 0) return [Decimal.max(from, 0), new Decimal(unit)];
    return [from, Decimal.max(from.times(3), from.plus(2))];
  }
  const to = toDecimal(high!);
  if (line !== "number") return [to.minus(unit), to];
  const positive = compareNum(high!, which === "whole" ? 1 : 0) > 0;
  if (positive) return [new Decimal(0), to];
  return [Decimal.min(to.times(3), to.minus(2)), to];
}

/** From the width of an interval down to the last of 34 digits. */
function* powersOfTen(width: Decimal, middle: Decimal): Generator<Decimal> {
  const last = Math.min(width.e - 2, middle.e - 33, -1);
  for (let exponent = Math.max(width.e, 0); exponent >= last; exponent--) yield new Decimal(`1e${exponent}`);
}
