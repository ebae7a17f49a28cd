import { Decimal as Base } from "decimal.js";

/**
 * Decimal128 arithmetic as DMN 1.3 (10.3.1.1, "number") asks for: 34 significant digits, half-even, exponents of IEEE 754-2008.
 * Operations round; so does {@link numberFromText}. What grows past the exponents becomes infinite, which callers refuse.
 */
export const Decimal = Base.clone({
  precision: 34,
  rounding: Base.ROUND_HALF_EVEN,
  maxE: 6144,
  minE: -6176,
  toExpPos: 34,
  toExpNeg: -20,
});
export type Decimal = Base;

/**
 * A number of the policy language. A JavaScript number stands for its shortest decimal text (so `0.1` is one tenth, not the
 * double next to it); whatever a double cannot stand for in that sense is a Decimal. Doubles order as their shortest texts
 * do, so two JavaScript numbers compare directly, and exactly.
 */
export type Num = number | Decimal;

export const isDecimal = (value: unknown): value is Decimal => value instanceof Decimal;

/** A finite number or Decimal. */
export const isNum = (value: unknown): value is Num =>
  typeof value === "number" ? Number.isFinite(value) : value instanceof Decimal;

/**
 * The number a decimal text stands for: a JavaScript number where that loses nothing, else a Decimal of 34 digits.
 * Undefined when it is no decimal number, or one outside decimal128's range.
 */
export function numberFromText(text: string): Num | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,9})?$/.test(text)) return undefined;
  const double = Number(text);
  // Up to 15 digits every decimal comes back from its double unchanged (IEEE 754, DBL_DIG), exponents near the ends aside.
  if (text.length <= 15 && !/[eE]/.test(text)) return double === 0 ? 0 : double;
  const exact = new Decimal(text).toSignificantDigits(34);
  if (!exact.isFinite()) return undefined;
  if (Number.isFinite(double) && new Decimal(double).eq(exact)) return double === 0 ? 0 : double;
  return exact;
}

export const toDecimal = (value: Num): Decimal => (typeof value === "number" ? new Decimal(value) : value);

/** Negative, zero or positive as `a` is below, equal to or above `b`. Exact. */
export function compareNum(a: Num, b: Num): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  return toDecimal(a).comparedTo(toDecimal(b));
}

export const isInteger = (value: Num): boolean =>
  typeof value === "number" ? Number.isInteger(value) : value.isInteger();

/** The number as FEEL and JSON write it; reading it back gives the same number. */
export const formatNum = (value: Num): string => (typeof value === "number" ? new Decimal(value) : value).toString();

/** The same number, as a JavaScript number where that stands for it exactly. */
export function simplest(value: Num): Num {
  if (typeof value === "number") return value;
  const double = value.toNumber();
  return Number.isFinite(double) && new Decimal(double).eq(value) ? double + 0 : value;
}
