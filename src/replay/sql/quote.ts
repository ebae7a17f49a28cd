import { NotInSql } from "./not-in-sql.ts";

/**
 * A text as an SQL literal. A backslash gets the `E''` form, which means the same to Postgres whatever
 * standard_conforming_strings says.
 */
export function literal(text: string): string {
  if (/[\0\p{Cs}]/u.test(text))
    throw new NotInSql(`${JSON.stringify(text)} holds a character that a text in SQL cannot hold.`);
  const quoted = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  if (name === "" || name.includes("\0")) throw new Error(`${JSON.stringify(name)} is no name of a table.`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table as a user names it: `decisions`, `lending.decisions`, `"odd.name"."more"`. Throws an Error for anything else. */
export function tableName(text: string): string {
  const parts = text.match(/"(?:[^"]|"")*"|[^".]+|\./g) ?? [];
  const names = parts.filter((_, at) => at % 2 === 0);
  const dots = parts.filter((_, at) => at % 2 === 1);
  if (parts.join("") !== text || parts.length % 2 === 0 || names.includes(".") || dots.some((dot) => dot !== "."))
    throw new Error(`${JSON.stringify(text)} is no name of a table: write table, schema.table or "odd name".`);
  return names
    .map((name) => identifier(name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
    .join(".");
}

/** A regular expression for decimal numbers of at most so many digits before and after the point; zeros after it are none. */
export const decimalPattern = (int: number, scale: number): string =>
  `-?[0-9]{1,${int}}(\\.${scale === 0 ? "0{1,20}" : `[0-9]{1,${scale}}`})?`;
