import { formatValue, type Order, TimeValue, type Value } from "../../policy/index.ts";
import { civilFromDays } from "../../policy/value/time.ts";
import type { Dialect } from "./dialect.ts";
import { NotInSql } from "./not-in-sql.ts";
import { constant, type NumberSql, type RatioSql, sides } from "./number.ts";
import { literal } from "./quote.ts";

/** A value in SQL. A date is the whole number YYYYMMDD, which orders as dates do. */
export type ValueSql =
  | NumberSql
  | RatioSql
  | { kind: "boolean" | "string" | "date"; sql: string }
  | { kind: "null"; sql: "NULL" };

export const nothing: ValueSql = { kind: "null", sql: "NULL" };

/** A value of the language as a constant. */
export function constantOf(dialect: Dialect, value: Value): ValueSql {
  if (value === null) return nothing;
  if (typeof value === "string") return { kind: "string", sql: literal(value) };
  if (typeof value === "boolean") return { kind: "boolean", sql: value ? "TRUE" : "FALSE" };
  if (!(value instanceof TimeValue)) return constant(dialect, value);
  if (value.kind === "date") {
    const { year, month, day } = civilFromDays(Number(value.rank));
    if (year >= 0 && year <= 9999) return { kind: "date", sql: String(year * 10_000 + month * 100 + day) };
  }
  throw new NotInSql(`${formatValue(value)} has no exact form in SQL.`);
}

export const isNull = (value: ValueSql): string => `(${value.kind === "ratio" ? value.num.sql : value.sql} IS NULL)`;

/** Two values of one kind compared; a comparison of order is null where one of them is, an equality never. */
export function compared(dialect: Dialect, op: "=" | Order, a: ValueSql, b: ValueSql): string {
  if (op === "=") return same(dialect, a, b);
  if (a.kind === "null" || b.kind === "null") return "CAST(NULL AS BOOLEAN)";
  if (!isNumeric(a) || !isNumeric(b)) return `(${sqlOf(a)} ${op} ${sqlOf(b)})`;
  const [left, right] = comparable(dialect, a, b);
  return `(${left.sql} ${op} ${right.sql})`;
}

function same(dialect: Dialect, a: ValueSql, b: ValueSql): string {
  if (a.kind === "null") return isNull(b);
  if (b.kind === "null") return isNull(a);
  if (!isNumeric(a) || !isNumeric(b)) return `(${sqlOf(a)} IS NOT DISTINCT FROM ${sqlOf(b)})`;
  const [left, right] = comparable(dialect, a, b);
  if (a.kind === "number" && b.kind === "number") return `(${left.sql} IS NOT DISTINCT FROM ${right.sql})`;
  const [noA, noB] = [isNull(a), isNull(b)];
  return `(CASE WHEN ${noA} OR ${noB} THEN ${noA} AND ${noB} ELSE ${left.sql} = ${right.sql} END)`;
}

function comparable(dialect: Dialect, a: NumberSql | RatioSql, b: NumberSql | RatioSql): [NumberSql, NumberSql] {
  if (a.kind === "ratio" && b.kind === "ratio" && !(a.settled && b.settled))
    throw new NotInSql("it compares two quotients after calculating with one of them: rounding may decide that.");
  return sides(dialect, a, b);
}

export const isNumeric = (value: ValueSql): value is NumberSql | RatioSql =>
  value.kind === "number" || value.kind === "ratio";

const sqlOf = (value: ValueSql): string => (value as { sql: string }).sql;
