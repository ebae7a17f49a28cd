import { compareNum, formatNum, isNum, type Num } from "./decimal.ts";
import { TimeValue } from "./time.ts";

/** What a column or a formula can hold. */
export type Value = Num | string | boolean | TimeValue | null;

/** The types an author can give a column. */
export const TYPES = ["number", "integer", "boolean", "string", "date", "date and time", "duration"] as const;
export type Type = (typeof TYPES)[number];

/** What a value is, for messages and for the type check: the column types, with both kinds of duration told apart. */
export type ValueType =
  | Exclude<Type, "integer" | "duration">
  | "years and months duration"
  | "days and time duration"
  | "null";

export function typeOf(value: Value): ValueType {
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return value instanceof TimeValue ? value.kind : "number";
}

/** Total equality: values of different kinds, null among them, are simply not equal. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  const [x, y] = [rankOf(a), rankOf(b)];
  return x !== undefined && y !== undefined && typeOf(a) === typeOf(b) && compareNum(x, y) === 0;
}

/** Where an ordered value lies on the line of its kind: a number itself, a time value its days, months or seconds. */
export function rankOf(value: Value): Num | undefined {
  if (value instanceof TimeValue) return value.rank;
  return isNum(value) ? value : undefined;
}

/** The value as a FEEL literal, as it would stand in a test: `0.36`, `"invoice"`, `date("2024-02-29")`. */
export function formatValue(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  return value instanceof TimeValue ? value.toFeel() : formatNum(value);
}
