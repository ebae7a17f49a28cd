import { DmnModdle } from "dmn-moddle";
import { LIMITS } from "../limits.ts";
import type { Definitions } from "./model.ts";
import { toDmn13 } from "./namespaces.ts";
import { DmnReport } from "./report.ts";

/** Elements inside one another: a decision table needs 8, structured types a few more. */
const NESTING = 64;

/**
 * Reads DMN 1.1 to 1.5. XML that declares a document type or uses entities of its own is refused: nothing is ever fetched
 * or expanded. What cannot be read comes back as findings, each with its line.
 */
export async function readDmn(
  xml: string,
  options: { file?: string } = {},
): Promise<{ definitions?: Definitions; report: DmnReport }> {
  const refused = refusal(xml);
  const report = new DmnReport(refused ? "" : xml, options.file);
  const file = options.file === undefined ? {} : { file: options.file };
  if (refused) {
    report.findings.push({ severity: "error", ...refused, ...file });
    return { report };
  }
  try {
    const { rootElement, warnings } = await new DmnModdle().fromXML(toDmn13(xml));
    for (const { message } of warnings) {
      // Drawings of early Camunda Modelers, which decide nothing.
      if (message.startsWith("unparsable content <biodi:")) continue;
      const { what, line } = explained(message);
      report.findings.push({ severity: "warning", code: "dmn-not-carried", message: what, ...file, line });
    }
    return { definitions: rootElement, report };
  } catch (error) {
    const { message, warnings } = error as Error & { warnings?: { message: string }[] };
    const { what, line } = explained(message.startsWith("failed to parse document") ? foreignRoot(warnings) : message);
    report.findings.push({ severity: "error", code: "dmn-xml", message: what, ...file, line });
    return { report };
  }
}

interface Refusal {
  code: string;
  message: string;
  line: number;
}

function refusal(xml: string): Refusal | undefined {
  if (xml.length > LIMITS.fileLength) {
    const message = `This file has ${xml.length} characters; at most ${LIMITS.fileLength} are read. Export one decision at a time.`;
    return { code: "file-too-large", message, line: 1 };
  }
  const markup = withoutText(xml);
  const at = (index: number) => markup.slice(0, index).split("\n").length;
  const declared = /<!DOCTYPE|<!ENTITY/i.exec(markup);
  if (declared) {
    const message = "A document type or entity declaration is not read: DMN needs none. Remove it.";
    return { code: "dmn-doctype", message, line: at(declared.index) };
  }
  const entity = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][\da-fA-F]{1,6});)[^\s;<&]{0,40};?/.exec(markup);
  if (entity) {
    const message = `\`${entity[0]}\` is no character of XML: write & as &amp;.`;
    return { code: "dmn-xml", message, line: at(entity.index) };
  }
  const encoding = /^\ufeff?<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']/.exec(xml)?.[1];
  if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding)) {
    return { code: "dmn-encoding", message: `This file says it is in ${encoding}: save it as UTF-8.`, line: 1 };
  }
  const deep = tooDeep(markup);
  if (deep === undefined) return undefined;
  return {
    code: "nested-too-deep",
    message: `At most ${NESTING} elements inside one another are read.`,
    line: at(deep),
  };
}

/** Comments and CDATA hold text, not markup: blanked, so that the places of the rest stay. */
function withoutText(xml: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (;;) {
    const [comment, data] = [xml.indexOf("<!--", from), xml.indexOf("<![CDATA[", from)];
    const isData = comment < 0 || (data >= 0 && data < comment);
    const start = isData ? data : comment;
    const end = start < 0 ? -1 : xml.indexOf(isData ? "]]>" : "-->", start + 4);
    if (end < 0) break;
    pieces.push(xml.slice(from, start), xml.slice(start, end + 3).replace(/[^\n]/g, " "));
    from = end + 3;
  }
  return pieces.join("") + xml.slice(from);
}

/** Where elements nest past the limit. An attribute cannot hold `<`, so every `<` outside of one begins a tag. */
function tooDeep(markup: string): number | undefined {
  let depth = 0;
  for (let at = markup.indexOf("<"); at >= 0; at = markup.indexOf("<", at + 1)) {
    const next = markup[at + 1] ?? "";
    if (next === "/") depth--;
    else if (/[\p{L}_]/u.test(next) && !selfClosing(markup, at)) depth++;
    if (depth > NESTING) return at;
  }
  return undefined;
}

function selfClosing(markup: string, from: number): boolean {
  let quote = "";
  for (let at = from + 1; at < markup.length; at++) {
    const char = markup[at]!;
    if (char === "<") return false;
    if (quote) quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return markup[at - 1] === "/";
  }
  return false;
}

/** dmn-moddle's message, which counts lines from 0, as a sentence with a line from 1. */
function explained(message: string): { what: string; line: number } {
  const line = Number(/\tline: (\d+)/.exec(message)?.[1] ?? 0) + 1;
  const content = /^unparsable content (.+) detected/.exec(message)?.[1];
  const nested = /nested error: (.+)/.exec(message)?.[1] ?? message.split("\n")[0]!;
  if (/unknown type/.test(nested)) {
    return { what: `${content ?? "An element"} is not part of DMN 1.3 decision tables and is not carried.`, line };
  }
  if (/required args/.test(nested) || /handleEnd/.test(nested)) {
    return { what: "An element stands where only text can stand.", line };
  }
  return { what: `This is not well-formed DMN${content ? ` at ${content}` : ""}: ${nested}.`, line };
}

function foreignRoot(warnings: readonly { message: string }[] = []): string {
  const { line } = explained(warnings[0]?.message ?? "");
  const what = "the root is no <definitions> in a namespace of DMN 1.1 to 1.5";
  return `unparsable content\n\tline: ${line - 1}\n\tnested error: ${what}`;
}
