import type { Decimal as Base } from "decimal.js";
import { compareNum, Decimal, isInteger, type Num, toDecimal } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import type { Value } from "../value/value.ts";
import { type Builtin, builtin, NoResult, type Overload, type StaticType } from "./builtin.ts";

const n = (value: Value | undefined) => value as Num;

/** A Decimal as a number of the language; past decimal128's range there is none. */
export function finite(value: Decimal): Num {
  if (value.isFinite()) return value;
  throw new NoResult(value.isNaN() ? "it has no value" : "it is outside the range of numbers");
}

const MAX_SCALE = 6176;

/** `f(n)` and `f(n, scale)`: rounding to `scale` digits after the point, in one of decimal.js's modes. */
function rounding(mode: Base.Rounding, scaleRequired: boolean): Builtin {
  const overloads: Overload[] = [{ params: ["number", "number"], result: "number" }];
  if (!scaleRequired) overloads.push({ params: ["number"], result: "number" });
  return { overloads, apply: ([value, scale]) => round(n(value), scale === undefined ? 0 : n(scale), mode) };
}

function round(value: Num, scale: Num, mode: Base.Rounding): Num {
  if (!isInteger(scale) || compareNum(toDecimal(scale).abs(), MAX_SCALE) > 0) {
    throw new NoResult("its scale is not a whole number of digits");
  }
  if (typeof value === "number" && Number.isSafeInteger(value) && compareNum(scale, 0) >= 0) return value;
  const digits = Number(scale);
  if (digits >= 0) return finite(toDecimal(value).toDecimalPlaces(digits, mode));
  const unit = new Decimal(10).pow(-digits);
  return finite(toDecimal(value).div(unit).toDecimalPlaces(0, mode).times(unit));
}

/** Integer powers only, computed with spare digits and rounded once: other exponents have no exact meaning in decimals. */
const Wide = Decimal.clone({ precision: 120 });
export function power(base: Num, exponent: Num): Num {
  if (!isInteger(exponent) || compareNum(toDecimal(exponent).abs(), 1000) > 0) {
    throw new NoResult("an exponent must be a whole number from -1000 to 1000");
  }
  if (compareNum(base, 0) === 0 && compareNum(exponent, 0) < 0) throw new NoResult("it divides by zero");
  return finite(new Decimal(new Wide(toDecimal(base)).pow(Number(exponent)).toSignificantDigits(34).toString()));
}

/** The remainder with the sign of the divisor: `modulo(-10, 3)` is 2. */
function modulo(a: Num, b: Num): Num {
  if (compareNum(b, 0) === 0) throw new NoResult("it divides by zero");
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b))
    return ((((a as number) % (b as number)) + (b as number)) % (b as number)) + 0;
  const rest = toDecimal(a).mod(toDecimal(b));
  return finite(rest.isZero() || rest.isNegative() === toDecimal(b).isNegative() ? rest : rest.plus(toDecimal(b)));
}

const comparable: StaticType[] = [
  "number",
  "date",
  "date and time",
  "years and months duration",
  "days and time duration",
];

/** The least or greatest of its arguments, all of one ordered type. */
function extreme(sign: 1 | -1): Builtin {
  const rank = (value: Value) => (value instanceof TimeValue ? value.rank : n(value));
  return {
    overloads: comparable.map((type) => ({ params: [type], variadic: true, result: type })),
    apply: (args) => args.reduce((best, value) => (compareNum(rank(value), rank(best)) * sign > 0 ? value : best)),
  };
}

const abs: Builtin = {
  overloads: (["number", "years and months duration", "days and time duration"] as const).map((type) => ({
    params: [type],
    result: type,
  })),
  apply: ([value]) =>
    value instanceof TimeValue ? new TimeValue(value.kind, absolute(value.rank)) : absolute(n(value)),
};
const absolute = (value: Num): Num => (typeof value === "number" ? Math.abs(value) : value.abs());

export const numberFunctions: Record<string, Builtin> = {
  abs,
  min: extreme(-1),
  max: extreme(1),
  floor: rounding(Decimal.ROUND_FLOOR, false),
  ceiling: rounding(Decimal.ROUND_CEIL, false),
  decimal: rounding(Decimal.ROUND_HALF_EVEN, true),
  "round half even": rounding(Decimal.ROUND_HALF_EVEN, true),
  "round half up": rounding(Decimal.ROUND_HALF_UP, true),
  "round half down": rounding(Decimal.ROUND_HALF_DOWN, true),
  "round up": rounding(Decimal.ROUND_UP, true),
  "round down": rounding(Decimal.ROUND_DOWN, true),
  modulo: builtin(["number", "number"], "number", ([a, b]) => modulo(n(a), n(b))),
  sqrt: builtin(["number"], "number", ([value]) => {
    if (compareNum(n(value), 0) < 0) throw new NoResult("it takes the root of a negative number");
    return finite(toDecimal(n(value)).sqrt());
  }),
  even: builtin(["number"], "boolean", ([value]) => isInteger(n(value)) && toDecimal(n(value)).mod(2).isZero()),
  odd: builtin(["number"], "boolean", ([value]) => isInteger(n(value)) && !toDecimal(n(value)).mod(2).isZero()),
};
