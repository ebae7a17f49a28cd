import type { Column, Policy } from "../../policy/index.ts";
import type { Dialect, Digits } from "./dialect.ts";
import { NotInSql } from "./not-in-sql.ts";
import type { NumberSql } from "./number.ts";
import type { ValueSql } from "./value.ts";

/** Digits before and after the point of numbers that tests look at; DuckDB's widest DECIMAL. */
const wide = { int: 18, scale: 20 };

/** One input as one of the versions declares it. */
export interface TypedInput {
  name: string;
  type: Column["type"];
  /** Formulas calculate with it. */
  calculates: boolean;
  /** Its value for tests, and for formulas. */
  cell: ValueSql;
  operand: ValueSql;
  /** Whether it is there but not of its type; whether SQL cannot tell its value exactly. Columns, never null. */
  wrong: string;
  unsure: string;
}

/** The inputs of both versions, each kind of reading once; `digits` of those that formulas calculate with. */
export function typedInputs(
  versions: readonly Policy[],
  calculated: ReadonlySet<string>,
  digits: Digits,
): TypedInput[] {
  const found = new Map<string, TypedInput>();
  for (const policy of versions) {
    for (const [name, { type }] of Object.entries(policy.inputs)) {
      const key = JSON.stringify([name, type]);
      if (!found.has(key)) found.set(key, typed(name, type, found.size, calculated.has(name), digits));
    }
  }
  return [...found.values()];
}

function typed(name: string, type: Column["type"], at: number, calculates: boolean, digits: Digits): TypedInput {
  const flags = { name, type, calculates, wrong: `w${at}`, unsure: `u${at}` };
  const sql = `v${at}`;
  switch (type) {
    case "number":
    case "integer": {
      const scale = type === "integer" ? 0 : digits.scale;
      return {
        ...flags,
        cell: { kind: "number", sql, ...wide },
        operand: { kind: "number", sql: `n${at}`, int: digits.int, scale },
      };
    }
    case "boolean":
    case "string":
    case "date":
      return { ...flags, cell: { kind: type, sql }, operand: { kind: type, sql } };
    default:
      throw new NotInSql(`${name} is of type ${type}, which has no exact form in SQL.`);
  }
}

/** Columns that read the raw values of an input: its kind, its text, and the digits of its number. */
export const rawColumns = (dialect: Dialect, name: string, isNumber: boolean, at: number): string[] => [
  `${dialect.kindOf(name)} AS k${at}`,
  `${dialect.textOf(name)} AS t${at}`,
  ...(isNumber ? [`${dialect.digitsOf(name)} AS d${at}`] : []),
];

/** The column of the typed value; `raw` is the place of the input among the raw ones. */
export function valueColumn(dialect: Dialect, { type, cell }: TypedInput, raw: number): string {
  return `${readValue(dialect, type, `k${raw}`, `t${raw}`, `d${raw}`)} AS ${(cell as { sql: string }).sql}`;
}

function readValue(dialect: Dialect, type: TypedInput["type"], kind: string, text: string, digits: string): string {
  switch (type) {
    case "boolean":
      return `CASE WHEN ${dialect.isKind(kind, "boolean")} THEN ${text} = 'true' END`;
    case "string":
      return `CASE WHEN ${dialect.isKind(kind, "string")} THEN ${text} END`;
    case "date":
      return `CASE WHEN ${isDate(dialect, kind, text)} THEN CAST(replace(${text}, '-', '') AS INTEGER) END`;
    default:
      return `CASE WHEN ${dialect.isKind(kind, "number")} THEN ${dialect.number(digits, wide.int, wide.scale)} END`;
  }
}

/** The columns that say whether the value is of the wrong type or unsure, and what formulas calculate with. */
export function flagColumns(dialect: Dialect, input: TypedInput, raw: number): string[] {
  const [kind, text] = [`k${raw}`, `t${raw}`];
  const { type, cell, operand, wrong, unsure } = input;
  const flags = (is: string, odd: string) => [
    `coalesce(NOT ${dialect.isNull(kind)} AND NOT (${is}), FALSE) AS ${wrong}`,
    `coalesce(${odd}, FALSE) AS ${unsure}`,
  ];
  if (type === "boolean" || type === "string") return flags(dialect.isKind(kind, type), "FALSE");
  if (type === "date") {
    // Years below 0 or of more than four digits are dates too, but not in this form: they are left to the evaluator.
    const other = `(${dialect.isKind(kind, "string")} AND NOT ${dialect.matches(text, plainDate)} AND ${dialect.matches(text, anyDate)})`;
    return flags(`${isDate(dialect, kind, text)} OR ${other}`, other);
  }
  const { sql: value } = cell as { sql: string };
  const { sql, int, scale } = operand as NumberSql;
  const isNumber = dialect.isKind(kind, "number");
  const fraction = type === "integer" ? `coalesce(${value} <> floor(${value}), FALSE)` : "FALSE";
  const narrow = dialect.number(`d${raw}`, int, scale);
  const unfit = input.calculates ? `${narrow} IS NULL AND NOT ${fraction}` : `${value} IS NULL`;
  return [
    ...flags(`${isNumber} AND NOT ${fraction}`, `${isNumber} AND ${unfit}`),
    ...(input.calculates ? [`${narrow} AS ${sql}`] : []),
  ];
}

const plainDate = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const anyDate = "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$";

/** Whether a text is a day of the calendar; never null. */
function isDate(dialect: Dialect, kind: string, text: string): string {
  const part = (from: number, length: number) => `CAST(substr(${text}, ${from}, ${length}) AS INTEGER)`;
  const [year, month, day] = [part(1, 4), part(6, 2), part(9, 2)];
  const leap = `(${year} % 4 = 0 AND (${year} % 100 <> 0 OR ${year} % 400 = 0))`;
  const last = `CASE ${month} WHEN 2 THEN CASE WHEN ${leap} THEN 29 ELSE 28 END WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END`;
  return `(CASE WHEN ${dialect.isKind(kind, "string")} AND ${dialect.matches(text, plainDate)} THEN ${month} BETWEEN 1 AND 12 AND ${day} BETWEEN 1 AND ${last} ELSE FALSE END)`;
}
