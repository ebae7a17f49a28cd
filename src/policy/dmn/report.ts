import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import type { Place } from "../yaml/locate.ts";
import type { DmnElement } from "./model.ts";

/** Collects what is wrong with, or left out of, one DMN file. Each finding stands at the nearest element with an id. */
export class DmnReport {
  readonly findings: Finding[] = [];
  readonly #file: { file?: string };
  readonly #places: ReadonlyMap<string, Place>;

  constructor(xml: string, file: string | undefined) {
    this.#file = file === undefined ? {} : { file };
    this.#places = placesOfIds(xml);
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
    this.findings.push({ severity, code, message, ...this.#file, ...this.#place(element) });
  }

  #place(element: DmnElement | undefined): Place {
    for (let at = element; at; at = at.$parent) {
      const place = at.id === undefined ? undefined : this.#places.get(at.id);
      if (place !== undefined) return place;
    }
    return { line: 1, column: 1 };
  }
}

function placesOfIds(xml: string): Map<string, Place> {
  const places = new Map<string, Place>();
  let line = 1;
  let start = 0;
  for (const match of xml.matchAll(/\n|(?<=\s)id\s*=\s*(["'])([^"'\n]*)\1/g)) {
    const [token, , id] = match;
    if (token === "\n") {
      line++;
      start = match.index + 1;
    } else if (id !== undefined && !places.has(id)) places.set(id, { line, column: match.index - start + 1 });
  }
  return places;
}
