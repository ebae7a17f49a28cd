import { type Num, toDecimal } from "../../policy/value/decimal.ts";
import type { Dialect } from "./dialect.ts";
import { NotInSql } from "./not-in-sql.ts";
import { divided, type NumberSql, negated, plus, type RatioSql, times } from "./number.ts";
import { isNull, isNumeric, nothing, type ValueSql } from "./value.ts";

/** A value, and when it has none: the condition under which the evaluator gives the whole formula up; never null. */
export interface Term {
  value: ValueSql;
  fails?: string;
}

type Operator = "+" | "-" | "*" | "/" | "**";

/** Arithmetic that is exact, or whose rounding cannot change the comparisons that follow; anything else is refused. */
export function arithmetic(dialect: Dialect, op: Operator, a: ValueSql, b: ValueSql): Term {
  if (a.kind === "null" || b.kind === "null") return { value: nothing };
  if (!isNumeric(a) || !isNumeric(b)) throw new NotInSql(`\`${op}\` on texts and times has no exact form in SQL.`);
  if (op === "/") return quotient(dialect, a, b);
  if (a.kind === "number" && b.kind === "number") return { value: ofNumbers(dialect, op, a, b) };
  if (a.kind === "ratio" && b.kind === "ratio") throw notAfterDivision();
  return { value: withRatio(dialect, op, a, b) };
}

function ofNumbers(dialect: Dialect, op: Exclude<Operator, "/">, a: NumberSql, b: NumberSql): NumberSql {
  if (op === "*") return times(dialect, a, b);
  if (op !== "**") return plus(dialect, op, a, b);
  const exponent = Number(b.constant ?? Number.NaN);
  if (!(Number.isInteger(exponent) && exponent > 0 && exponent < 10))
    throw new NotInSql("`**` has an exact form in SQL for the exponents 1 to 9 only.");
  let power = a;
  for (let i = 1; i < exponent; i++) power = times(dialect, power, a);
  return power;
}

/** Quotients are rounded by the evaluator: a sum or a shift of the point keeps a tie a tie, other products may not. */
function withRatio(
  dialect: Dialect,
  op: Exclude<Operator, "/">,
  a: NumberSql | RatioSql,
  b: NumberSql | RatioSql,
): RatioSql {
  const [ratio, number] = a.kind === "ratio" ? [a, b as NumberSql] : [b as RatioSql, a];
  if (op === "*" && number.constant !== undefined && isPowerOfTen(number.constant))
    return { ...ratio, num: times(dialect, ratio.num, number) };
  if ((op !== "+" && op !== "-") || !ratio.settled) throw notAfterDivision();
  const multiplied = times(dialect, number, ratio.den);
  const num =
    a.kind === "ratio"
      ? plus(dialect, op, ratio.num, multiplied)
      : plus(dialect, "+", multiplied, op === "-" ? negated(ratio.num) : ratio.num);
  return { ...ratio, num, settled: false };
}

function quotient(dialect: Dialect, a: NumberSql | RatioSql, b: NumberSql | RatioSql): Term {
  if (b.kind === "ratio" || (a.kind === "ratio" && !a.settled)) throw notAfterDivision();
  const fails = `coalesce(${b.sql} = 0 AND NOT ${isNull(a)}, FALSE)`;
  if (a.kind === "number") return { value: divided(a, b), fails };
  return { value: { ...divided(a.num, times(dialect, a.den, b)), settled: false }, fails };
}

function isPowerOfTen(value: Num): boolean {
  const digits = toDecimal(value).abs().toExponential();
  return /^1e[+-]\d+$/.test(digits) && toDecimal(value).isPositive();
}

const notAfterDivision = () =>
  new NotInSql("it calculates with a quotient in a way whose rounding SQL cannot follow: divide last.");
