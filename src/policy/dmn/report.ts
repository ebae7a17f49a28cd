import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import type { DmnElement } from "./model.ts";

/** Collects what is wrong with, or left out of, one DMN file. Each finding stands at the nearest element with an id. */
export class DmnReport {
  readonly findings: Finding[] = [];
  readonly #file: { file?: string };
  readonly #lines: ReadonlyMap<string, number>;

  constructor(xml: string, file: string | undefined) {
    this.#file = file === undefined ? {} : { file };
    this.#lines = linesOfIds(xml);
  }

  error(code: string, message: string, element?: DmnElement): void {
    this.#add("error", code, message, element);
  }

  warn(code: string, message: string, element?: DmnElement): void {
    this.#add("warning", code, message, element);
  }

  /** In the order of the file; so many and no more, errors first to stay, the last one saying how many are not shown. */
  sorted(): Finding[] {
    const errors = this.findings.filter(({ severity }) => severity === "error");
    const all = [...errors, ...this.findings.filter(({ severity }) => severity === "warning")];
    const shown = all.slice(0, LIMITS.findings).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const left = all.slice(LIMITS.findings);
    if (left.length === 0) return shown;
    const { severity } = left[0]!;
    return [...shown, { severity, code: "more-findings", message: `${left.length} more findings are not shown.` }];
  }

  #add(severity: Finding["severity"], code: string, message: string, element: DmnElement | undefined): void {
    this.findings.push({ severity, code, message, ...this.#file, line: this.#line(element) });
  }

  #line(element: DmnElement | undefined): number {
    for (let at = element; at; at = at.$parent) {
      const line = at.id === undefined ? undefined : this.#lines.get(at.id);
      if (line !== undefined) return line;
    }
    return 1;
  }
}

function linesOfIds(xml: string): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  for (const [token, , id] of xml.matchAll(/\n|(?<=\s)id\s*=\s*(["'])([^"'\n]*)\1/g)) {
    if (token === "\n") line++;
    else if (id !== undefined && !lines.has(id)) lines.set(id, line);
  }
  return lines;
}
