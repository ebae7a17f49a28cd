import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isNode, isScalar, parse, parseDocument, stringify } from "yaml";

/** One change of a YAML file's top level: a key's new value, or undefined to take it away. */
export type KeyChanges = Record<string, unknown>;

/**
 * Sets, adds or takes away top-level keys of a YAML mapping and leaves every other character as it is, comments and layout
 * included, so that the difference in a pull request is what changed and nothing else.
 *
 * @throws Error when the text is not a YAML mapping
 */
export function editKeys(text: string, changes: KeyChanges): string {
  const wanted: Record<string, unknown> = { ...mapping(text) };
  let edited = text;
  for (const [key, value] of Object.entries(changes)) {
    if (isDeepStrictEqual(wanted[key], value)) continue;
    if (value === undefined) delete wanted[key];
    else wanted[key] = value;
    edited = editKey(edited, key, value);
  }
  return checked(edited, wanted, text, (document) => {
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) document.delete(key);
      else document.set(key, value);
    }
  });
}

/**
 * Adds an item at the end of a top-level list, and leaves every other character as it is.
 *
 * @param item its YAML, in block style, without the dash
 * @throws Error when the text is not a YAML mapping
 */
export function appendItem(text: string, key: string, item: string): string {
  const data = mapping(text);
  const list = data[key];
  const wanted = { ...data, [key]: [...(Array.isArray(list) ? list : []), parse(item)] };
  const indent = " ".repeat(Array.isArray(list) ? itemIndent(text, key) : 2);
  const block = `${indent}- ${item.trimEnd().replaceAll("\n", `\n${indent}  `)}\n`;
  const edited =
    Array.isArray(list) && list.length > 0
      ? insertAfter(text, key, block)
      : editKey(text, key, undefined, `${key}:\n${block}`);
  return checked(edited, wanted, text, (document) => document.set(key, wanted[key]));
}

function mapping(text: string): Record<string, unknown> {
  const data: unknown = parse(text, { logLevel: "error" });
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw new Error("this is not a YAML mapping");
  return data as Record<string, unknown>;
}

/** The edit by characters where it says what was meant; where odd layout defeated it, the edit of the whole document. */
function checked(edited: string, wanted: unknown, text: string, change: (document: Document) => void): string {
  try {
    if (isDeepStrictEqual(parse(edited, { logLevel: "error" }), wanted)) return edited;
  } catch {
    // Not YAML any more: the layout was odd.
  }
  const document = parseDocument(text);
  change(document);
  return document.toString({ lineWidth: 0 });
}

/** Where a key's pair begins and ends in the text; `end` is after its line break. */
function pairRange(
  text: string,
  key: string,
): { start: number; valueStart: number; valueEnd: number; end: number } | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents) || contents.flow) return undefined;
  const pair = contents.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (!pair || !isScalar(pair.key) || !pair.key.range) return undefined;
  const start = pair.key.range[0];
  const [valueStart, valueEnd] = (isNode(pair.value) && pair.value.range) || [
    pair.key.range[1] + 1,
    pair.key.range[1] + 1,
  ];
  const newline = text.indexOf("\n", Math.max(valueEnd - 1, start));
  return { start, valueStart, valueEnd, end: newline < 0 ? text.length : newline + 1 };
}

function editKey(
  text: string,
  key: string,
  value: unknown,
  block = value === undefined ? "" : stringify({ [key]: value }),
): string {
  const range = pairRange(text, key);
  if (!range) return block === "" ? text : `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${block}`;
  if (typeof value === "string" && !text.slice(range.valueStart, range.valueEnd).includes("\n")) {
    return text.slice(0, range.valueStart) + stringify(value).trimEnd() + text.slice(range.valueEnd);
  }
  return text.slice(0, range.start) + block + text.slice(range.end);
}

function itemIndent(text: string, key: string): number {
  const range = pairRange(text, key);
  const dash = range && /^( *)- /m.exec(text.slice(range.start, range.end));
  return dash ? dash[1]!.length : 2;
}

function insertAfter(text: string, key: string, block: string): string {
  const end = pairRange(text, key)?.end ?? text.length;
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${block}${text.slice(end)}`;
}
