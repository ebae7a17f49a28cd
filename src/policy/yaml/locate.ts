import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { keyText } from "./convert.ts";

export interface Place {
  /** Both count from 1. */
  line: number;
  column: number;
}

/**
 * The place of a JSON pointer's value; with `key`, of the key that names it; with `inside`, of the character at that offset
 * of the text value (of the value itself where quoting or folding hides the character).
 */
export type Locate = (pointer: string, options?: { key?: boolean; inside?: number }) => Place;

/** JSON pointer (RFC 6901) of a path. */
export const pointer = (...path: (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const pointerParts = (text: string): string[] =>
  text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** How to find places in one document; `place` turns an offset into line and column. */
export function locator(document: Document<Node, boolean>, text: string, place: (offset: number) => Place): Locate {
  const resolve = (node: unknown): Node | undefined => {
    const target = isAlias(node) ? node.resolve(document) : node;
    return isNode(target) ? target : undefined;
  };
  return (path, options = {}) => {
    let node = resolve(document.contents);
    let offset = node?.range?.[0] ?? 0;
    for (const part of pointerParts(path)) {
      const child = step(node, part);
      if (!child) return place(offset);
      const value = resolve(child.value);
      const keyOffset = child.key?.range?.[0];
      offset = options.key && keyOffset !== undefined ? keyOffset : (value?.range?.[0] ?? keyOffset ?? offset);
      node = value;
    }
    if (options.inside !== undefined && isScalar(node)) offset += insideOffset(node, text, options.inside);
    return place(offset);
  };
}

function step(node: Node | undefined, part: string): { key?: Scalar; value: unknown } | undefined {
  if (isSeq(node))
    return /^\d+$/.test(part) && node.items[Number(part)] ? { value: node.items[Number(part)] } : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && keyText(key) === part);
  return pair && { key: pair.key as Scalar, value: pair.value };
}

/** How far into the source the character at `index` of a scalar's value stands, from the scalar's first character. */
function insideOffset(node: Scalar, text: string, index: number): number {
  const [start, end] = node.range ?? [0, 0];
  const source = text.slice(start, end);
  if (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL") return insideBlock(source, index);
  if (source.includes("\n")) return 0;
  if (node.type === "PLAIN") return Math.min(index, source.length);
  if (node.type !== "QUOTE_DOUBLE" && node.type !== "QUOTE_SINGLE") return 0;
  let at = 1;
  for (let seen = 0; seen < index && at < source.length - 1; seen++) at += escapeLength(node.type, source, at);
  return at;
}

/** In a block each line loses its indentation, and its end counts as one character, as a line break or folded to a space. */
function insideBlock(source: string, index: number): number {
  const [header = "", ...lines] = source.split("\n");
  const indent = /^ */.exec(lines.find((line) => line.trim() !== "") ?? "")![0].length;
  let offset = header.length + 1;
  let left = index;
  for (const line of lines) {
    const length = Math.max(line.length - indent, 0);
    if (left <= length) return offset + Math.min(indent, line.length) + left;
    left -= length + 1;
    offset += line.length + 1;
  }
  return 0;
}

function escapeLength(type: "QUOTE_DOUBLE" | "QUOTE_SINGLE", source: string, at: number): number {
  if (type === "QUOTE_SINGLE") return source.startsWith("''", at) ? 2 : 1;
  if (source[at] !== "\\") return 1;
  return { x: 4, u: 6, U: 10 }[source[at + 1] ?? ""] ?? 2;
}
