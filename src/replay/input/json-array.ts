import { parseJsonExact } from "../../policy/index.ts";
import { maxLineBytes } from "../blocks.ts";
import { skipSpace, skipValue } from "../kernel/scan.ts";

const lineFeed = 0x0a;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The elements of a JSON array, one a line, as they stand. Only the one that is being read is held in memory. */
export async function* arrayLines(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const cutter = new ArrayCutter();
  const explained = <T>(cut: () => T): T => {
    try {
      return cut();
    } catch (error) {
      throw new Error(`${name}: not a JSON array: ${(error as Error).message}`);
    }
  };
  for await (const chunk of source) yield explained(() => cutter.cut(chunk));
  explained(() => cutter.end());
}

/** Cuts an array at the commas between its elements, chunk by chunk. */
class ArrayCutter {
  /** What was read of the element that has not ended yet. */
  #begun: Uint8Array[] = [];
  #begunLength = 0;
  #elements = 0;
  /** How many brackets and braces are open; with none the array has not begun, or has ended. */
  #depth = 0;
  #hasEnded = false;
  #inString = false;
  #isEscaped = false;

  /** The elements that end in this chunk, as lines. Throws where it can be no array. */
  cut(chunk: Uint8Array): Uint8Array {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inString) {
        at = this.#throughString(chunk, at);
        continue;
      }
      const c = chunk[at]!;
      if (this.#depth === 0) {
        if (c === openBracket && !this.#hasEnded) {
          this.#depth = 1;
          from = at + 1;
        } else if (this.#hasEnded && !isSpace(c)) throw new Error("something stands behind its end");
      } else if (c === quote) this.#inString = true;
      else if (c === openBracket || c === openBrace) this.#depth++;
      else if (c === closeBracket || c === closeBrace) {
        this.#depth--;
        if (this.#depth > 0) continue;
        if (c === closeBrace) throw new Error("a brace stands where its bracket should close");
        this.#hasEnded = true;
        const last = this.#element(chunk.subarray(from, at), true);
        if (last) lines.push(last);
      } else if (c === comma && this.#depth === 1) {
        lines.push(this.#element(chunk.subarray(from, at), false)!);
        from = at + 1;
      }
    }
    if (this.#depth > 0) this.#begin(chunk.subarray(from));
    return Buffer.concat(lines);
  }

  /** Throws where the array has not ended. */
  end(): void {
    if (!this.#hasEnded) throw new Error(`it ends within element ${this.#elements + 1}`);
  }

  /** To the quote that ends the string, or to the last byte of the chunk. */
  #throughString(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const c = chunk[at]!;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (c === backslash) this.#isEscaped = true;
      else if (c === quote) {
        this.#inString = false;
        return at;
      }
      if (c < space) throw new Error(`a control character in a text of element ${this.#elements + 1}`);
    }
    return at;
  }

  #begin(bytes: Uint8Array): void {
    this.#begunLength += bytes.length;
    if (this.#begunLength > maxLineBytes)
      throw new Error(`element ${this.#elements + 1} is longer than ${maxLineBytes} bytes`);
    // The chunk may be used for other bytes once it was read.
    this.#begun.push(Buffer.from(bytes));
  }

  /** An element as a line; undefined where there is none, which only an array without elements may do. */
  #element(end: Uint8Array, isLast: boolean): Uint8Array | undefined {
    const line = Buffer.concat([...this.#begun, end, Buffer.of(lineFeed)]);
    this.#begun = [];
    this.#begunLength = 0;
    // Outside of texts, where alone there are line feeds, a space in their place changes nothing.
    for (let at = line.indexOf(lineFeed); at < line.length - 1; at = line.indexOf(lineFeed, at + 1)) line[at] = space;
    const start = skipSpace(line, 0);
    if (isLast && this.#elements === 0 && line[start] === lineFeed) return undefined;
    this.#elements++;
    const after = skipValue(line, start);
    if (after < 0 || line[skipSpace(line, after)] !== lineFeed) this.#parse(line);
    return line.subarray(start);
  }

  /** Throws where an element is no JSON. */
  #parse(line: Buffer): void {
    try {
      parseJsonExact(line.toString("utf8"));
    } catch (error) {
      throw new Error(`element ${this.#elements}: ${(error as Error).message}`);
    }
  }
}

const isSpace = (c: number): boolean => c === space || (c >= 0x09 && c <= lineFeed) || c === 0x0d;
