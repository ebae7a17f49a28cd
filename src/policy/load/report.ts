import type { FeelProblem } from "../feel/ast.ts";
import type { Finding } from "../finding.ts";
import type { Locate } from "../yaml/locate.ts";

/** Collects what is wrong with one file; places are given as JSON pointers. */
export class Report {
  readonly findings: Finding[];
  readonly #locate: Locate;
  readonly #file: { file?: string };

  constructor(findings: Finding[], locate: Locate, file: string | undefined) {
    this.findings = findings;
    this.#locate = locate;
    this.#file = file === undefined ? {} : { file };
  }

  error(code: string, message: string, pointer: string, options: { key?: boolean; inside?: number } = {}): void {
    this.findings.push({ severity: "error", code, message, ...this.#file, ...this.#locate(pointer, options) });
  }

  /** Problems of a test or formula, at the token they speak of. `subject` begins the message: which rule, which column. */
  feel(problems: readonly FeelProblem[], subject: string, pointer: string): void {
    for (const { code, message, from } of problems) {
      this.error(code, `${subject}: ${message}`, pointer, { inside: from });
    }
  }
}

/** The value as a mapping; an empty one where the file has something else, which the schema has reported already. */
export function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** `{key: value}` where the value is of the type, `{}` where it is absent: for optional properties. */
export function optionalText<K extends string>(key: K, value: unknown): { [P in K]?: string } {
  return typeof value === "string" ? ({ [key]: value } as { [P in K]: string }) : {};
}
