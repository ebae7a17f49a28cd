import { duckdb } from "./duckdb.ts";
import { postgres } from "./postgres.ts";

/** What a value in the JSON of an input can be. */
export type JsonKind = "number" | "string" | "boolean";

/** At most how many digits a number has before and after the point. */
export interface Digits {
  int: number;
  scale: number;
}

export type Sized = Digits & { sql: string };

/** Where two databases differ. All arguments and results are SQL, but for names. */
export interface Dialect {
  /** The type JSON is read as. */
  json: string;
  /** A type of numbers with so many digits before and after the point. */
  decimal(int: number, scale: number): string;
  /** `a op b` of numbers, in a type that holds the result. */
  calculate(op: "+" | "-" | "*", a: Sized, b: Sized, result: Digits): string;
  /** The number in a text that looks like one; null where it is not of that many digits. */
  number(text: string, int: number, scale: number): string;
  /** What kind of value the object `input` has under a name: compare with {@link isKind} and {@link isNull}. */
  kindOf(name: string): string;
  isKind(kind: string, wanted: JsonKind): string;
  isNull(kind: string): string;
  isObject(json: string): string;
  /** The value under a name as text. */
  textOf(name: string): string;
  /** The digits of the number under a name, none lost; null where they cannot be had. */
  digitsOf(name: string): string;
  /** Whether the object `input` has one of the names twice, where the database would not read the last one, as JSON does. */
  doubled(names: readonly string[]): string | undefined;
  matches(text: string, pattern: string): string;
  /** Whether one of the texts in a JSON array matches. */
  anyMatches(json: string, pattern: string): string;
  /** Ends a step so that its columns are computed once, not put into every place that reads them; nothing is stored. */
  once: string;
  /** An order of texts that does not depend on the machine. */
  ordered(text: string): string;
  startsWith(text: string, part: string): string;
  object(entries: Record<string, string>): string;
  /** Aggregates. */
  objectOf(key: string, value: string): string;
  arrayOf(value: string, order: string): string;
  toJson(value: string): string;
}

export const dialects = { duckdb, postgres } satisfies Record<string, Dialect>;
export type DialectName = keyof typeof dialects;
