import type { Type } from "../../policy/index.ts";
import { formatNum, numberFromText } from "../../policy/index.ts";
import { plainLine } from "../../text/index.ts";
import type { LineChunks } from "./line-chunks.ts";

/** What the columns of a table of decisions mean. */
export interface Mapping {
  /** The inputs of the policies, with their types: a column with an input's name is that input. */
  inputs: ReadonlyMap<string, Type>;
  /** Column → where it goes in a record: `decision_id`, `human_outcome`, `input.amount`, `segments.region`. */
  columns: ReadonlyMap<string, string>;
}

const values = ["decision_id", "timestamp", "policy", "outcome", "rule", "human_outcome", "confidence", "masked"];
const fields = [...values, "input", "segments"];

/** What a column can be said to be, as a regular expression. */
export const targetPattern = `^(${values.join("|")}|(input|segments)\\..+)$`;

/** Where a column goes: as mapped, else by its own name; undefined for what no replay reads. */
export function targetOf(column: string, { inputs, columns }: Mapping): string | undefined {
  const mapped = columns.get(column);
  if (mapped !== undefined) return mapped;
  if (fields.includes(column) || /^(input|segments)\./.test(column)) return column;
  return inputs.has(column) ? `input.${column}` : undefined;
}

const mostListed = 20;

/** The names of columns for a message, the first ones of many. */
export function listed(columns: readonly string[]): string {
  const more = columns.length - mostListed;
  const names = columns.slice(0, mostListed).map((column) => plainLine(column, 60));
  return names.join(", ") + (more > 0 ? `, and ${more} more` : "");
}

/** Two columns of a table that go to the same place, of which a record could hold only one; undefined where there are none. */
export function clash(columns: readonly string[], mapping: Mapping): string | undefined {
  const taken = new Map<string, string>();
  for (const column of columns) {
    const target = targetOf(column, mapping);
    if (target === undefined) continue;
    const other = taken.get(target);
    if (other !== undefined) return `the columns ${other} and ${column} are both ${target}; rename one of them.`;
    taken.set(target, column);
  }
  for (const whole of ["input", "segments"]) {
    const part = [...taken.keys()].find((target) => target.startsWith(`${whole}.`));
    const [all, one] = [taken.get(whole), part && taken.get(part)];
    if (all !== undefined && one !== undefined)
      return `the column ${all} is the whole of ${whole}, and the column ${one} a part of it; rename one of them.`;
  }
  return undefined;
}

/** Where a cell goes: in which object of the record, and under which key, as JSON. */
export type Target = { group: "top" | "input" | "segments"; key: string } | undefined;

/** The same as of {@link targetOf}, taken apart. */
export function placeOf(target: string | undefined): Target {
  if (target === undefined) return undefined;
  const [, group, name] = /^(input|segments)\.(.+)$/s.exec(target) ?? [];
  if (name === undefined) return { group: "top", key: JSON.stringify(target) };
  return { group: group as "input" | "segments", key: JSON.stringify(name) };
}

/** A cell of the row that is being written. */
export interface RowCell {
  /** Whether there is nothing in it, so that the record does not have it. */
  readonly empty: boolean;
  /** Writes its value as JSON. */
  write(lines: LineChunks): void;
}

/** Writes rows as records, one a line: each cell under its key, in the group of the record that it belongs to. */
export class RecordLines {
  readonly #lines: LineChunks;
  readonly #groups: Record<NonNullable<Target>["group"], { key: string; cell: RowCell }[]> = {
    top: [],
    input: [],
    segments: [],
  };
  readonly #isInputOneCell: boolean;

  /** @param cells the cells of every row and where they go; those without a target are left out */
  constructor(lines: LineChunks, cells: readonly { target: Target; cell: RowCell }[]) {
    this.#lines = lines;
    for (const { target, cell } of cells) if (target) this.#groups[target.group].push({ key: `${target.key}:`, cell });
    this.#isInputOneCell = cells.some(({ target }) => target?.group === "top" && target.key === '"input"');
  }

  /** Writes what the cells hold now; the chunk that is full with it, if one is. */
  write(): Uint8Array | undefined {
    const lines = this.#lines;
    const { top, input, segments } = this.#groups;
    lines.add("{");
    let comma = this.#fields(top, "") ? "," : "";
    if (!this.#isInputOneCell) {
      lines.add(`${comma}"input":{`);
      this.#fields(input, "");
      lines.add("}");
      comma = ",";
    }
    if (this.#fields(segments, `${comma}"segments":{`)) lines.add("}");
    lines.add("}");
    return lines.end();
  }

  /** Whether there was any field; if so, `before` stands before the first. */
  #fields(fields: readonly { key: string; cell: RowCell }[], before: string): boolean {
    let isFirst = true;
    for (const { key, cell } of fields) {
      if (cell.empty) continue;
      this.#lines.add(isFirst ? before : ",");
      this.#lines.add(key);
      cell.write(this.#lines);
      isFirst = false;
    }
    return !isFirst;
  }
}

/** Most numbers are JSON as they stand. */
const plainNumber = /^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?$/;

/** A cell of text as the JSON value its column calls for; what is none stays a text, and the policy says that it is wrong. */
export function textCell(text: string, target: string, { inputs }: Mapping): string | undefined {
  if (text === "") return undefined;
  const type = target.startsWith("input.") ? inputs.get(target.slice("input.".length)) : undefined;
  if (type === "number" || type === "integer" || target === "confidence") {
    if (plainNumber.test(text)) return text;
    const number = numberFromText(text.trim());
    if (number !== undefined) return formatNum(number);
  }
  if (type === "boolean" && /^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase();
  if (target === "masked") return JSON.stringify(text.split(/[\s,;]+/));
  return JSON.stringify(text);
}
