import { beginning } from "../text/index.ts";
import type { Cell } from "./compile/approximate.ts";
import type { Compiled } from "./compile/policy.ts";
import { NoResult } from "./functions/builtin.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./policy.ts";
import type { Type } from "./value/value.ts";

/** Why a case was not judged by the rules. */
export interface Problem {
  code: "missing-input" | "wrong-type" | "not-allowed" | "not-computable" | "overlap";
  /** A sentence for the person who gets the case. */
  message: string;
  /** The input or derived value it is about. */
  column?: string;
}

/** The values of all columns, in order; cut short, with the problems named, where the case cannot be judged. */
export function readCase(compiled: Compiled, input: Readonly<Record<string, unknown>>, problems: Problem[]): Cell[] {
  const row: Cell[] = [];
  const given = typeof input === "object" && input !== null ? input : {};
  for (const { column, read, allowed } of compiled.inputs) {
    const { name } = column;
    const raw = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = read(raw);
    if (value === undefined) {
      problems.push({
        code: "wrong-type",
        message: `${name} must be ${expected(column)}, not ${shown(raw)}.`,
        column: name,
      });
    } else if (value === null) {
      if (!column.optional)
        problems.push({ code: "missing-input", message: missing(name, given, compiled), column: name });
    } else if (allowed && allowed(value) !== true) {
      const message = `${name} is ${shown(raw)}, which is none of its values ${column.values?.text}.`;
      problems.push({ code: "not-allowed", message, column: name });
    }
    row.push(value ?? null);
  }
  if (problems.length > 0) return row;
  for (const { column, derive } of compiled.derived) {
    const value = derive(row);
    if ((value instanceof NoResult || value === null) && !column.optional) {
      const reason = value instanceof NoResult ? value.reason : "a value it needs is null";
      problems.push({
        code: "not-computable",
        message: `${column.name} cannot be computed: ${reason}.`,
        column: column.name,
      });
    }
    row.push(value instanceof NoResult ? null : value);
  }
  return row;
}

/** What a value must be, with an example where the form is not obvious. */
function expected({ type, duration }: Column): string {
  const words: Record<Type, string> = {
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
    string: "text",
    date: 'a date such as "2024-02-29"',
    "date and time": 'a date and time such as "2024-02-29T10:00:00Z"',
    duration: 'a duration such as "P2DT3H" or "P1Y6M"',
  };
  if (duration === "days and time duration") return 'a duration in days and hours such as "P2DT3H"';
  return duration === undefined ? words[type] : 'a duration in years and months such as "P1Y6M"';
}

function missing(name: string, given: Readonly<Record<string, unknown>>, compiled: Compiled): string {
  const known = new Set(compiled.inputs.map(({ column }) => column.name));
  const near = nearest(
    name,
    Object.keys(given)
      .slice(0, 1000)
      .filter((key) => !known.has(key)),
  );
  return `${name} is missing.${near === undefined ? "" : ` Was "${near}" meant to be it?`}`;
}

function shown(value: unknown): string {
  if (value !== null && typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return beginning(typeof value === "string" ? JSON.stringify(value) : String(value));
}
