import { formatNum, type Num, toDecimal } from "../../policy/value/decimal.ts";
import type { Dialect } from "./dialect.ts";
import { TooWide } from "./not-in-sql.ts";

/** An exact decimal in SQL: its value has at most `int` digits before the point and `scale` after it. */
export interface NumberSql {
  kind: "number";
  sql: string;
  int: number;
  scale: number;
  /** What a constant stands for. */
  constant?: Num;
}

/**
 * A quotient, kept as the two numbers it divides, so that a comparison multiplies out. `den` is above zero; both are null
 * where there is no quotient. `settled` means: the quotient itself, on which nothing but a shift of the point followed.
 */
export interface RatioSql {
  kind: "ratio";
  num: NumberSql;
  den: NumberSql;
  settled: boolean;
}

/** DECIMAL of DuckDB ends here. */
const widest = 38;
/** Sums and products of so many digits are exact in decimal128, and so the same as in the evaluator. */
const exactDigits = 34;
/**
 * A quotient is rounded to 34 digits by the evaluator. If numerator and multiplied-out comparand are whole numbers below
 * 10^32 of one unit, then two different ones lie further apart than that rounding (and one of a sum with a constant, or of
 * another division) can move them: comparing the products is comparing the rounded quotients.
 */
export const ratioDigits = 32;

function checked(number: NumberSql): NumberSql {
  if (number.int + number.scale > exactDigits) throw new TooWide("its exact result has too many digits");
  return number;
}

/** A constant. */
export function constant(dialect: Dialect, value: Num): NumberSql {
  const text = toDecimal(value).toFixed();
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const [int, scale] = [whole.length, fraction.length];
  if (int + scale > widest) throw new TooWide(`${formatNum(value)} has too many digits`);
  return { kind: "number", sql: `CAST('${text}' AS ${dialect.decimal(int, scale)})`, int, scale, constant: value };
}

export function plus(dialect: Dialect, op: "+" | "-", a: NumberSql, b: NumberSql): NumberSql {
  const result = { int: Math.max(a.int, b.int) + 1, scale: Math.max(a.scale, b.scale) };
  return checked({ kind: "number", sql: dialect.calculate(op, a, b, result), ...result });
}

export function times(dialect: Dialect, a: NumberSql, b: NumberSql): NumberSql {
  const result = { int: a.int + b.int, scale: a.scale + b.scale };
  return checked({ kind: "number", sql: dialect.calculate("*", a, b, result), ...result });
}

export const negated = ({ sql, int, scale }: NumberSql): NumberSql => ({
  kind: "number",
  sql: `(- ${sql})`,
  int,
  scale,
});

export const absolute = ({ sql, int, scale }: NumberSql): NumberSql => ({
  kind: "number",
  sql: `abs(${sql})`,
  int,
  scale,
});

/** The quotient of two numbers; null where the divisor is zero. */
export const divided = (a: NumberSql, b: NumberSql): RatioSql => ({
  kind: "ratio",
  num: { ...a, sql: `(CASE WHEN ${b.sql} > 0 THEN ${a.sql} WHEN ${b.sql} < 0 THEN - ${a.sql} END)` },
  den: { ...b, sql: `nullif(abs(${b.sql}), 0)` },
  settled: true,
});

/** Two numbers whose order is that of two quotients, or of a quotient and a number. */
export function sides(dialect: Dialect, a: NumberSql | RatioSql, b: NumberSql | RatioSql): [NumberSql, NumberSql] {
  const limit = a.kind === "ratio" || b.kind === "ratio" ? ratioDigits : widest;
  let [left, right] = [a.kind === "ratio" ? a.num : a, b.kind === "ratio" ? b.num : b];
  if (b.kind === "ratio") left = times(dialect, left, b.den);
  if (a.kind === "ratio") right = times(dialect, right, a.den);
  if (Math.max(left.int, right.int) + Math.max(left.scale, right.scale) > limit)
    throw new TooWide("a comparison needs too many digits");
  return [left, right];
}
