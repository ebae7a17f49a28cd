import { Decimal, isNum, toDecimal } from "../value/decimal.ts";
import type { Value } from "../value/value.ts";

/**
 * What a formula can give, at most: null or not, and of what is not null either numbers between two bounds (infinite where
 * open), some of the booleans, anything, or nothing at all. Bounds are closed, so that rounding, which keeps order, keeps them.
 */
export type Range = { nullable: boolean } & (
  | { kind: "number"; low: Decimal; high: Decimal }
  | { kind: "boolean"; can: readonly boolean[] }
  | { kind: "any" }
  | { kind: "none" }
);

const INFINITE = new Decimal(Number.POSITIVE_INFINITY);
const ZERO = new Decimal(0);

export const ANYTHING: Range = { nullable: true, kind: "any" };
export const anyNumber = (nullable: boolean): Range => numbers(INFINITE.negated(), INFINITE, nullable);

export function numbers(low: Decimal, high: Decimal, nullable: boolean): Range {
  return low.gt(high) ? { nullable, kind: "none" } : { nullable, kind: "number", low, high };
}

export function ofValue(value: Value): Range {
  if (value === null) return { nullable: true, kind: "none" };
  if (isNum(value)) return numbers(toDecimal(value), toDecimal(value), false);
  return typeof value === "boolean"
    ? { nullable: false, kind: "boolean", can: [value] }
    : { nullable: false, kind: "any" };
}

/** Everything that either range can give. */
export function union(a: Range, b: Range): Range {
  const nullable = a.nullable || b.nullable;
  if (a.kind === "none") return { ...b, nullable };
  if (b.kind === "none") return { ...a, nullable };
  if (a.kind === "number" && b.kind === "number") {
    return numbers(Decimal.min(a.low, b.low), Decimal.max(a.high, b.high), nullable);
  }
  if (a.kind === "boolean" && b.kind === "boolean") {
    return { nullable, kind: "boolean", can: [...new Set([...a.can, ...b.can])] };
  }
  return { nullable, kind: "any" };
}

/** Arithmetic on ranges; null in either operand gives null. */
export function arithmetic(op: "+" | "-" | "*" | "/" | "**", a: Range, b: Range): Range {
  const nullable = a.nullable || b.nullable;
  if (a.kind === "none" || b.kind === "none") return { nullable, kind: "none" };
  if (a.kind !== "number" || b.kind !== "number") return ANYTHING;
  switch (op) {
    case "+":
      return corners([a.low.plus(b.low), a.high.plus(b.high)], nullable);
    case "-":
      return corners([a.low.minus(b.high), a.high.minus(b.low)], nullable);
    case "*":
      return corners(pairs(a, b, times), nullable);
    case "/":
      return quotient(a, b, nullable);
    case "**":
      return anyNumber(true);
  }
}

type Numbers = Extract<Range, { kind: "number" }>;

const pairs = (a: Numbers, b: Numbers, op: (x: Decimal, y: Decimal) => Decimal): Decimal[] =>
  [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => op(x, y)));

/** Zero times no matter how much is zero. */
const times = (x: Decimal, y: Decimal): Decimal => (x.isZero() || y.isZero() ? ZERO : x.times(y));

/** The range around corner values; where one cannot be told (infinity minus infinity), any number. */
function corners(values: readonly Decimal[], nullable: boolean): Range {
  if (values.some((value) => value.isNaN())) return anyNumber(nullable);
  // What grows past decimal128's exponents has no value at all.
  const overflows = values.some((value) => !value.isFinite());
  return numbers(Decimal.min(...values), Decimal.max(...values), nullable || overflows);
}

function quotient(a: Numbers, b: Numbers, nullable: boolean): Range {
  if (b.low.isZero() && b.high.isZero()) return { nullable: true, kind: "none" };
  if (b.low.lt(0) && b.high.gt(0)) return anyNumber(true);
  if (!b.low.isZero() && !b.high.isZero()) return corners(pairs(a, b, over), nullable);
  // The divisor may come as close to zero as it likes, on one side: the quotient grows without bound, its sign does not change.
  const positive = b.low.isZero();
  const [low, high] = positive ? [a.low, a.high] : [a.high.negated(), a.low.negated()];
  const far = positive ? b.high : b.low.negated();
  const end = (value: Decimal) => (value.isZero() ? ZERO : over(value, far));
  return numbers(low.gte(0) ? end(low) : INFINITE.negated(), high.lte(0) ? end(high) : INFINITE, true);
}

const over = (x: Decimal, y: Decimal): Decimal =>
  y.isFinite() ? x.div(y) : x.isFinite() ? ZERO : new Decimal(Number.NaN);

export function absolute(range: Range): Range {
  if (range.kind !== "number") return range;
  const { low, high, nullable } = range;
  if (low.gte(0)) return range;
  return high.lte(0)
    ? numbers(high.negated(), low.negated(), nullable)
    : numbers(ZERO, Decimal.max(low.negated(), high), nullable);
}

/** Which answers a comparison of two ranges can have. */
export function comparison(op: "=" | "!=" | "<" | "<=" | ">" | ">=", a: Range, b: Range): Range {
  const total = op === "=" || op === "!=";
  const nullable = !total && (a.nullable || b.nullable);
  if (!total && (a.kind === "none" || b.kind === "none")) return { nullable: true, kind: "none" };
  const open: Range = { nullable, kind: "boolean", can: [true, false] };
  if (a.kind !== "number" || b.kind !== "number" || total) return open;
  const [x, y] = op === "<" || op === "<=" ? [a, b] : [b, a];
  const strict = op === "<" || op === ">";
  // x below y: always when x ends before y begins, never when x begins after y ends.
  const always = strict ? x.high.lt(y.low) : x.high.lte(y.low);
  const never = strict ? x.low.gte(y.high) : x.low.gt(y.high);
  return { nullable, kind: "boolean", can: always ? [true] : never ? [false] : [true, false] };
}
