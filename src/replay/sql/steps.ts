import type { Dialect } from "./dialect.ts";

/** The steps of the query, each a common table expression that reads the one before. */
export class Steps {
  readonly #steps: string[] = [];
  readonly #end: string;

  constructor(dialect: Dialect) {
    this.#end = dialect.once;
  }

  get last(): string {
    return `step_${this.#steps.length}`;
  }

  add(select: string): void {
    this.#steps.push(select);
  }

  /** All that there was, and more columns. */
  extend(columns: readonly string[]): void {
    if (columns.length > 0) this.add(`SELECT *,\n    ${columns.join(",\n    ")}\n  FROM ${this.last}`);
  }

  toString(): string {
    return this.#steps.map((select, at) => `step_${at + 1} AS (\n  ${select}${this.#end}\n)`).join(",\n");
  }
}
