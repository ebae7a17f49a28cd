import { parseJsonExact, stringifyJsonExact } from "../../policy/index.ts";
import { skipSpace, skipValue } from "../kernel/scan.ts";
import { whole } from "./whole.ts";

const lineFeed = 0x0a;
const comma = 0x2c;
/** Elements that are handed on at once, since what follows costs less for many lines. */
const together = 1000;

/** The elements of a JSON array, one a line. The array is held in memory; its elements are passed on as they stand. */
export async function* arrayLines(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const text = await whole(name, source);
  // No value of JSON holds a line feed, so that a space in its place changes nothing; and one at the end stops the walk.
  const bytes = Buffer.concat([text, Buffer.of(lineFeed)]);
  for (let at = bytes.indexOf(lineFeed); at >= 0 && at < text.length; at = bytes.indexOf(lineFeed, at + 1))
    bytes[at] = 0x20;
  const elements = elementsOf(bytes);
  if (elements) {
    const end = Buffer.of(lineFeed);
    for (let at = 0; at < elements.length; at += together)
      yield Buffer.concat(elements.slice(at, at + together).flatMap(([from, to]) => [bytes.subarray(from, to), end]));
    return;
  }
  let values: unknown;
  try {
    values = parseJsonExact(text.toString("utf8"));
  } catch (error) {
    throw new Error(`${name}: not a JSON array: ${(error as Error).message}`);
  }
  for (const value of values as unknown[]) yield Buffer.from(`${stringifyJsonExact(value)}\n`);
}

/** Where the elements stand, or undefined when that takes a full parser to say. */
function elementsOf(bytes: Uint8Array): [number, number][] | undefined {
  const elements: [number, number][] = [];
  let pos = skipSpace(bytes, bytes.indexOf(0x5b) + 1);
  if (bytes[pos] === 0x5d) return elements;
  for (;;) {
    const after = skipValue(bytes, pos);
    if (after < 0) return undefined;
    elements.push([pos, after]);
    pos = skipSpace(bytes, after);
    if (bytes[pos] === 0x5d) return skipSpace(bytes, pos + 1) === bytes.length - 1 ? elements : undefined;
    if (bytes[pos] !== comma) return undefined;
    pos = skipSpace(bytes, pos + 1);
  }
}
