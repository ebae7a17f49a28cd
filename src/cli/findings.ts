import type { Finding } from "../policy/index.ts";
import { plainLine } from "../text/index.ts";
import { colors } from "./colors.ts";

/**
 * A finding as people read it: place, severity and code, the message, and the line it speaks of with a mark below.
 *
 * @param text of the file, when it could be read
 */
export function renderFinding(finding: Finding, text: string | undefined): string {
  const { file = "", line = 1, column = 1, severity, code, message } = finding;
  const mark = severity === "error" ? colors.red("error") : colors.yellow("warning");
  const head = `${colors.bold(`${plainLine(file)}:${line}:${column}`)} ${mark} ${colors.dim(code)}`;
  return [head, `  ${plainLine(message, 2000)}`, ...frame(text, line, column)].join("\n");
}

/** `2 errors and 1 warning`. */
export function countFindings(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  const parts = [plural(errors, "error"), plural(warnings, "warning")].filter((part) => !part.startsWith("0 "));
  return parts.join(" and ") || "no findings";
}

export function plural(count: number, word: string, words = `${word}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? word : words}`;
}

/** The line, cut around the column so that it fits a terminal, and a caret below the column. */
function frame(text: string | undefined, line: number, column: number): string[] {
  const source = text?.split(/\r\n|\n|\r/)[line - 1];
  if (source === undefined || source.trim() === "") return [];
  const start = Math.max(0, column - 60);
  const shown = source.slice(start, start + 100).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "\ufffd");
  const gutter = String(line);
  return [
    colors.dim(`  ${gutter} | ${shown}`),
    colors.dim(`  ${" ".repeat(gutter.length)} | ${" ".repeat(Math.max(0, column - 1 - start))}`) + colors.red("^"),
  ];
}
