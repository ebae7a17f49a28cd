import { parseJsonExact } from "../../policy/index.ts";
import { segmentValues } from "../segments.ts";
import { type Batch, textOf } from "./batch.ts";
import { Dictionary } from "./dictionary.ts";
import { KeyPath } from "./key-path.ts";
import { plainString, skipNumber, skipSpace, skipValue } from "./scan.ts";

const quote = 0x22;

/** Reads the `segments` of records into the columns of a batch. */
export class SegmentReader {
  readonly #batch: Batch;
  readonly #keys: KeyPath;

  constructor(batch: Batch) {
    this.#batch = batch;
    const names = new Dictionary();
    this.#keys = new KeyPath((bytes, from, to) => {
      const known = names.find(bytes, from, to);
      if (known >= 0) return known;
      return batch.addSegment(textOf(bytes, from, to)) ? names.code(bytes, from, to) : -1;
    });
  }

  /** Says that the record of a row has no segments. */
  clear(row: number): void {
    const { segments } = this.#batch;
    for (let i = 0; i < segments.length; i++) segments[i]!.codes[row] = -1;
  }

  /** Reads the value of `segments`; where it ends, or -1 for what has to be parsed as a whole. */
  read(bytes: Uint8Array, at: number, row: number): number {
    this.clear(row);
    if (bytes[at] !== 0x7b) return skipValue(bytes, at);
    let pos = skipSpace(bytes, at + 1);
    if (bytes[pos] === 0x7d) return pos + 1;
    for (let place = 0; ; place++) {
      pos = this.#keys.next(bytes, pos, place);
      const attribute = this.#keys.field;
      if (pos < 0 || attribute < 0) return -1;
      pos = this.#readValue(attribute, bytes, pos, row);
      if (pos < 0) return -1;
      pos = skipSpace(bytes, pos);
      if (bytes[pos] === 0x7d) return pos + 1;
      if (bytes[pos] !== 0x2c) return -1;
      pos = skipSpace(bytes, pos + 1);
    }
  }

  #readValue(attribute: number, bytes: Uint8Array, at: number, row: number): number {
    const { codes, dictionary } = this.#batch.segments[attribute]!;
    let after: number;
    switch (bytes[at]) {
      case quote:
        after = plainString(bytes, at + 1);
        if (after > 0) codes[row] = dictionary.code(bytes, at + 1, after - 1);
        return after;
      case 0x74: // true
      case 0x66: // false
        after = skipValue(bytes, at);
        if (after > 0) codes[row] = dictionary.code(bytes, at, after);
        return after;
      case 0x6e: // null
      case 0x7b:
      case 0x5b:
        // Of a name that stands twice the last value counts, and this one slices nothing.
        codes[row] = -1;
        return skipValue(bytes, at);
      default:
        after = skipNumber(bytes, at);
        if (after > 0) codes[row] = numberCode(dictionary, bytes, at, after);
        return after;
    }
  }
}

/** Numbers count under their shortest form: 30 and 30.0 are one value. */
function numberCode(dictionary: Dictionary, bytes: Uint8Array, from: number, to: number): number {
  const [slicing] = segmentValues({ value: parseJsonExact(textOf(bytes, from, to)) });
  return slicing ? dictionary.codeOf(slicing[1]) : -1;
}
