import { NoResult } from "../../policy/functions/builtin.ts";
import { FUNCTIONS } from "../../policy/functions/index.ts";
import type { Value } from "../../policy/index.ts";
import type { Dialect } from "./dialect.ts";
import { NotInSql } from "./not-in-sql.ts";
import { absolute, type NumberSql } from "./number.ts";
import { compared, constantOf, isNull, nothing, type ValueSql } from "./value.ts";

const truth = (sql: string): ValueSql => ({ kind: "boolean", sql });
const whole = (dialect: Dialect, sql: string, int: number): NumberSql => ({
  kind: "number",
  sql: `CAST(${sql} AS ${dialect.decimal(int, 0)})`,
  int,
  scale: 0,
});

/** A call of a built-in function; of constants only, it is worked out at once. Null in gives null out. */
export function call(
  dialect: Dialect,
  name: string,
  args: readonly ValueSql[],
  constants: readonly Value[] | undefined,
): ValueSql {
  const [a, b] = args as [ValueSql, ValueSql | undefined];
  if (constants && !constants.includes(null)) return constantOf(dialect, worked(name, constants));
  if (args.some(({ kind }) => kind === "null")) return nothing;
  const text = (value: ValueSql | undefined) => (value as { sql: string }).sql;
  switch (name) {
    case "not":
      return truth(`(NOT ${text(a)})`);
    case "abs":
      if (a.kind === "number") return absolute(a);
      if (a.kind === "ratio") return { ...a, num: absolute(a.num) };
      break;
    case "min":
    case "max":
      return args.reduce((best, value) => extreme(dialect, name === "min" ? "<" : ">", best, value));
    case "floor":
    case "ceiling":
      if (a.kind === "number" && !b)
        return whole(dialect, `${name === "floor" ? "floor" : "ceil"}(${a.sql})`, a.int + 1);
      break;
    case "round half up":
      if (a.kind === "number" && b?.kind === "number") return roundedHalfUp(dialect, a, b);
      break;
    case "string length":
      return whole(dialect, `length(${text(a)})`, 10);
    case "contains":
      return truth(`(strpos(${text(a)}, ${text(b)}) > 0)`);
    case "starts with":
      return truth(dialect.startsWith(text(a), text(b)));
    case "ends with":
      return truth(`(right(${text(a)}, CAST(length(${text(b)}) AS INTEGER)) = ${text(b)})`);
  }
  throw new NotInSql(`\`${name}\` has no exact form in SQL here.`);
}

function worked(name: string, constants: readonly Value[]): Value {
  try {
    return FUNCTIONS.get(name)!.apply(constants);
  } catch (reason) {
    if (reason instanceof NoResult) throw new NotInSql(`\`${name}\` never has a value: ${reason.reason}.`);
    throw reason;
  }
}

function extreme(dialect: Dialect, op: "<" | ">", best: ValueSql, value: ValueSql): ValueSql {
  if (best.kind !== value.kind || best.kind === "ratio" || best.kind === "string")
    throw new NotInSql("the least or greatest of quotients and durations has no exact form in SQL.");
  const sql = `(CASE WHEN ${isNull(best)} OR ${isNull(value)} THEN NULL WHEN ${compared(dialect, op, value, best)} THEN ${(value as { sql: string }).sql} ELSE ${best.sql} END)`;
  if (best.kind !== "number" || value.kind !== "number") return { kind: "date", sql };
  return { kind: "number", sql, int: Math.max(best.int, value.int), scale: Math.max(best.scale, value.scale) };
}

function roundedHalfUp(dialect: Dialect, value: NumberSql, digits: NumberSql): NumberSql {
  const places = Number(digits.constant ?? Number.NaN);
  if (!(Number.isInteger(places) && places >= 0))
    throw new NotInSql("`round half up` needs a constant number of digits, 0 or more, in SQL.");
  if (places >= value.scale) return value;
  const sql = `CAST(round(${value.sql}, ${places}) AS ${dialect.decimal(value.int + 1, places)})`;
  return { kind: "number", sql, int: value.int + 1, scale: places };
}
