import { type Document, Lexer, LineCounter, type Node, parseDocument } from "yaml";
import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import { convert } from "./convert.ts";
import { type Locate, locator } from "./locate.ts";
import { schemaFindings } from "./schema-findings.ts";
import type { JsonSchema } from "./validator.ts";

export interface YamlFile {
  /** Plain objects, arrays, strings, booleans, null; numbers as JavaScript numbers, or Decimals where a double loses digits. Undefined when the text is not YAML. */
  data: unknown;
  findings: Finding[];
  /** Where a JSON pointer (`/rules/0/then`) stands in the text; the nearest existing parent when it does not. */
  locate: Locate;
}

/**
 * Reads one governed file: YAML 1.2 core schema, one document, bounded in size, depth and aliases, checked against a JSON
 * Schema 2020-12 when one is given. Never throws on bad text: what is wrong comes back as findings with line and column.
 */
export function readYaml(text: string, options: { file?: string; schema?: JsonSchema } = {}): YamlFile {
  const file = options.file === undefined ? {} : { file: options.file };
  const refused = (code: string, message: string, line = 1, column = 1): YamlFile => ({
    data: undefined,
    findings: [{ severity: "error", code, message, ...file, line, column }],
    locate: () => ({ line, column }),
  });
  if (text.length > LIMITS.fileLength) {
    return refused(
      "file-too-large",
      `This file has ${text.length} characters; at most ${LIMITS.fileLength} are read. Split it.`,
    );
  }
  const tooDeep = deepBrackets(text);
  if (tooDeep !== undefined) {
    return refused("nested-too-deep", `At most ${LIMITS.nesting} levels inside one another are read.`, tooDeep);
  }
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  let document: Document<Node, boolean>;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      version: "1.2",
      schema: "core",
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "error",
    });
  } catch (error) {
    return refused("yaml-syntax", `This cannot be read as YAML: ${(error as Error).message}.`);
  }
  const findings: Finding[] = document.errors.slice(0, LIMITS.findings).map((error) => ({
    severity: "error",
    code: "yaml-syntax",
    message: `This is not valid YAML: ${error.message}${intervalHint(text, error.pos[0])}`,
    ...file,
    ...place(error.pos[0]),
  }));
  const locate = locator(document, text, place);
  if (findings.length > 0) return { data: undefined, findings, locate };

  const converted = convert(document);
  for (const problem of converted.problems) {
    findings.push({
      severity: "error",
      code: problem.code,
      message: problem.message,
      ...file,
      ...place(problem.offset),
    });
  }
  if (converted.refused) return { data: undefined, findings, locate };
  if (options.schema) {
    const plain = converted.lossless ? converted.data : convert(document, { doubles: true }).data;
    findings.push(...schemaFindings(options.schema, plain, locate).map((finding) => ({ ...finding, ...file })));
  }
  return { data: converted.data, findings, locate };
}

/**
 * The line where brackets nest past the limit. The parser takes seconds for a file of nothing but brackets; the lexer does
 * not, and is asked only where there are more brackets open than closed, as half-open intervals in tests make them too.
 */
function deepBrackets(text: string): number | undefined {
  const open = text.match(/[[{]/g)?.length ?? 0;
  if (open <= LIMITS.nesting || open - (text.match(/[\]}]/g)?.length ?? 0) <= LIMITS.nesting) return undefined;
  let depth = 0;
  let line = 1;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") depth++;
    else if ((token === "]" || token === "}") && depth > 0) depth--;
    if (depth > LIMITS.nesting) return line;
    if (token.includes("\n")) line += token.split("\n").length - 1;
  }
  return undefined;
}

/** YAML takes the bracket of a bare `[1..5)` for its own. */
function intervalHint(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, text.indexOf("\n", offset) >>> 0);
  return /[:,{\s][[(\]][^"']*\.\./.test(line) ? ". Put a test such as [1..5) in double quotes." : "";
}
