import { parseJsonExact } from "../../policy/index.ts";
import { maxSegmentValues, type SegmentCell, type Segments, segmentCell, segmentValues } from "../segments.ts";
import { afterColon, plainString, skipSpace, skipValue } from "./scan.ts";

const quote = 0x22;
/** Ways to write the values of one attribute that are remembered; past them a line is parsed as a whole. */
const maxWritten = 2 * maxSegmentValues;

/** One way that a value stands in a log, and its counters once a decision has been counted there. */
interface Written {
  bytes: Uint8Array;
  attribute: string;
  value: string;
  cell: SegmentCell | undefined;
}

interface Attribute {
  name: string;
  key: Uint8Array;
  /** By length and last byte. */
  written: Map<number, Written[]>;
  count: number;
}

/** Reads the `segments` of records without making texts of what it has seen before. */
export class SegmentReader {
  readonly #segments: Segments;
  readonly #attributes: Attribute[] = [];
  readonly #found: Written[] = [];
  #count = 0;

  constructor(segments: Segments) {
    this.#segments = segments;
  }

  /** Forgets the segments of the line before. */
  clear(): void {
    this.#count = 0;
  }

  /** Reads the value of `segments`; where it ends, or -1 for what has to be parsed as a whole. */
  read(bytes: Uint8Array, at: number): number {
    this.#count = 0;
    if (bytes[at] !== 0x7b) return skipValue(bytes, at);
    let pos = skipSpace(bytes, at + 1);
    if (bytes[pos] === 0x7d) return pos + 1;
    for (;;) {
      if (bytes[pos] !== quote) return -1;
      const key = pos + 1;
      pos = plainString(bytes, key);
      if (pos < 0) return -1;
      const attribute = this.#attribute(bytes, key, pos - 1);
      const value = afterColon(bytes, pos);
      if (value < 0) return -1;
      pos = bytes[value] === quote ? plainString(bytes, value + 1) : skipValue(bytes, value);
      if (pos < 0 || !this.#note(attribute, bytes, value, pos)) return -1;
      pos = skipSpace(bytes, pos);
      if (bytes[pos] === 0x7d) return pos + 1;
      if (bytes[pos] !== 0x2c) return -1;
      pos = skipSpace(bytes, pos + 1);
    }
  }

  /** The counters of the segments read last. */
  cells(): SegmentCell[] {
    const cells: SegmentCell[] = [];
    for (let i = 0; i < this.#count; i++) {
      const written = this.#found[i]!;
      // Asked for only now, when the decision is sure to count; and anew once an attribute has too many values.
      if (!written.cell || this.#segments.get(written.attribute) === null)
        written.cell = segmentCell(this.#segments, written.attribute, written.value);
      if (written.cell) cells.push(written.cell);
    }
    return cells;
  }

  #attribute(bytes: Uint8Array, from: number, to: number): Attribute {
    for (const attribute of this.#attributes) if (same(attribute.key, bytes, from, to)) return attribute;
    const key = new Uint8Array(bytes.subarray(from, to));
    const attribute = { name: Buffer.from(key).toString(), key, written: new Map(), count: 0 };
    // Hostile names must not pile up; a name that is not kept is only read more slowly.
    if (this.#attributes.length < 100) this.#attributes.push(attribute);
    return attribute;
  }

  /** Adds a value to those of this line; false for a name that stands twice, of which only the last may count. */
  #note(attribute: Attribute, bytes: Uint8Array, from: number, to: number): boolean {
    for (let i = 0; i < this.#count; i++) if (this.#found[i]!.attribute === attribute.name) return false;
    const first = bytes[from]!;
    if (first === 0x7b || first === 0x5b) return true;
    const hash = (to - from) * 256 + bytes[to - 1 - (first === quote ? 1 : 0)]!;
    const bucket = attribute.written.get(hash);
    if (bucket)
      for (const written of bucket)
        if (same(written.bytes, bytes, from, to)) {
          this.#found[this.#count++] = written;
          return true;
        }
    if (attribute.count >= maxWritten) return false;
    const own = new Uint8Array(bytes.subarray(from, to));
    const [slicing] = segmentValues({ value: parseJsonExact(Buffer.from(own).toString()) });
    if (!slicing) return true;
    const written = { bytes: own, attribute: attribute.name, value: slicing[1], cell: undefined };
    attribute.written.set(hash, [...(bucket ?? []), written]);
    attribute.count++;
    this.#found[this.#count++] = written;
    return true;
  }
}

function same(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
