import { type Finding, type JsonSchema, type Locate, readYaml } from "../../policy/index.ts";
import type { Loaded } from "./types.ts";

/** What is wrong with one file, found place by place; places are JSON pointers. */
export class Problems {
  readonly findings: Finding[] = [];
  readonly #locate: Locate;
  readonly #file: { file?: string };

  constructor(locate: Locate, file: string | undefined) {
    this.#locate = locate;
    this.#file = file === undefined ? {} : { file };
  }

  error(code: string, message: string, place: string, options: { key?: boolean } = {}): void {
    this.findings.push({ severity: "error", code, message, ...this.#file, ...this.#locate(place, options) });
  }

  warning(code: string, message: string, place: string, options: { key?: boolean } = {}): void {
    this.findings.push({ severity: "warning", code, message, ...this.#file, ...this.#locate(place, options) });
  }

  line(place: string): number {
    return this.#locate(place).line;
  }
}

export interface LoadOptions {
  /** Named in the findings; relative to the repository. */
  file?: string;
}

/**
 * Reads one governed file: YAML, then its schema, then what only a program can see. `make` normalises data that fits the
 * schema and reports the rest; all findings come back together, and a value only where none is an error.
 */
export function load<T>(
  text: string,
  schema: JsonSchema,
  options: LoadOptions,
  make: (data: unknown, problems: Problems) => T,
): Loaded<T> {
  const { data, findings, locate } = readYaml(text, { ...options, schema });
  if (findings.some(({ severity }) => severity === "error")) return { findings };
  const problems = new Problems(locate, options.file);
  const value = make(data, problems);
  const all = [...findings, ...problems.findings];
  return all.some(({ severity }) => severity === "error") ? { findings: all } : { value, findings: all };
}
