import { timestampAt } from "../timestamp.ts";
import { type Batch, doubleIn, Kind, textOf, type ValueColumn } from "./batch.ts";
import { Dictionary } from "./dictionary.ts";
import { KeyPath } from "./key-path.ts";
import { plainString, skipNumber, skipSpace, skipValue } from "./scan.ts";
import { SegmentReader } from "./segment-reader.ts";

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const lineFeed = 0x0a;
const topKeys = ["decision_id", "input", "policy", "human_outcome", "masked", "timestamp", "segments", "confidence"];
const powers = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/** Reads from the lines of a log only what a replay needs, straight from their bytes, into the rows of a batch. */
export class LineReader {
  readonly #batch: Batch;
  readonly #segments: SegmentReader;
  readonly #top: KeyPath;
  readonly #inputs: KeyPath;
  readonly #policies: Dictionary;
  #otherPolicy = false;

  /** @param policies ids of the policies whose records become rows */
  constructor(batch: Batch, policies: readonly string[]) {
    this.#batch = batch;
    this.#segments = new SegmentReader(batch);
    this.#policies = new Dictionary(policies);
    const keys = new Dictionary(topKeys);
    const inputs = new Dictionary(batch.inputs.map(({ name }) => name));
    this.#top = new KeyPath((bytes, from, to) => keys.find(bytes, from, to));
    this.#inputs = new KeyPath((bytes, from, to) => inputs.find(bytes, from, to));
  }

  /**
   * Reads the line of UTF-8 that starts here into the next row of the batch, which must have room for it; where its line feed
   * stands, or -1 when it is no record or in any way unusual: the batch is then as before, and the line is to be parsed as a
   * whole. Of keys that stand twice the last counts, as with `JSON.parse`.
   */
  read(bytes: Uint8Array, start: number): number {
    const batch = this.#batch;
    const row = batch.rows;
    this.#clear(row);
    let hasId = false;
    let hasInput = false;
    let pos = skipSpace(bytes, start);
    if (bytes[pos] !== openBrace) return -1;
    pos++;
    for (let place = 0; ; place++) {
      pos = this.#top.next(bytes, skipSpace(bytes, pos), place);
      if (pos < 0) return -1;
      switch (this.#top.field) {
        case -1:
          pos = skipValue(bytes, pos);
          break;
        case 0:
          pos = this.#readId(bytes, pos, row);
          hasId = true;
          break;
        case 1:
          pos = this.#readInput(bytes, pos, row);
          hasInput = true;
          break;
        case 2:
          pos = this.#readPolicy(bytes, pos);
          break;
        case 3:
          pos = this.#readHuman(bytes, pos, row);
          break;
        case 5:
          pos = this.#readTimestamp(bytes, pos, row);
          break;
        case 6:
          pos = this.#segments.read(bytes, pos, row);
          break;
        case 7:
          pos = this.#readConfidence(bytes, pos, row);
          break;
        default:
          // What is masked needs a closer look; null is the one value that says nothing is.
          pos = bytes[pos] === 0x6e ? skipValue(bytes, pos) : -1;
      }
      if (pos < 0) return -1;
      pos = skipSpace(bytes, pos);
      if (bytes[pos] === closeBrace) break;
      if (bytes[pos] !== comma) return -1;
      pos++;
    }
    pos = skipSpace(bytes, pos + 1);
    if (bytes[pos] !== lineFeed || !hasId || !hasInput) return -1;
    if (this.#otherPolicy) batch.others++;
    else batch.rows++;
    return pos;
  }

  /** What holds of a record that says nothing. */
  #clear(row: number): void {
    const { humans, at, confidence } = this.#batch;
    this.#otherPolicy = false;
    humans.codes[row] = -1;
    at[row] = Number.NaN;
    confidence[row] = 0;
    this.#segments.clear(row);
  }

  /** Anything but a text, and the empty one, names no policy. */
  #readPolicy(bytes: Uint8Array, at: number): number {
    const after = skipText(bytes, at);
    this.#otherPolicy = bytes[at] === quote && after - at > 2 && this.#policies.find(bytes, at + 1, after - 1) < 0;
    return after;
  }

  #readTimestamp(bytes: Uint8Array, at: number, row: number): number {
    const after = skipText(bytes, at);
    this.#batch.at[row] = bytes[at] === quote && after > 0 ? timestampAt(bytes, at + 1, after - 1) : Number.NaN;
    return after;
  }

  /** Anything but a number says nothing. */
  #readConfidence(bytes: Uint8Array, at: number, row: number): number {
    const after = skipValue(bytes, at);
    const c = bytes[at]!;
    const isNumber = after > 0 && (c === 0x2d || (c >= 0x30 && c <= 0x39));
    this.#batch.confidence[row] = isNumber ? doubleIn(bytes, at, after) : 0;
    return after;
  }

  #readHuman(bytes: Uint8Array, at: number, row: number): number {
    const after = skipText(bytes, at);
    const { codes, dictionary } = this.#batch.humans;
    codes[row] = bytes[at] === quote && after - at > 2 ? dictionary.code(bytes, at + 1, after - 1) : -1;
    return after;
  }

  #readId(bytes: Uint8Array, at: number, row: number): number {
    if (bytes[at] !== quote) return -1;
    const after = plainString(bytes, at + 1);
    if (after <= at + 2) return -1;
    this.#batch.idFrom[row] = at + 1;
    this.#batch.idTo[row] = after - 1;
    return after;
  }

  #readInput(bytes: Uint8Array, at: number, row: number): number {
    const columns = this.#batch.inputs;
    for (let i = 0; i < columns.length; i++) columns[i]!.kinds[row] = Kind.missing;
    if (bytes[at] !== openBrace) return -1;
    let pos = skipSpace(bytes, at + 1);
    if (bytes[pos] === closeBrace) return pos + 1;
    for (let place = 0; ; place++) {
      pos = this.#inputs.next(bytes, pos, place);
      if (pos < 0) return -1;
      const input = this.#inputs.field;
      pos = input < 0 ? skipValue(bytes, pos) : readValue(columns[input]!, bytes, pos, row);
      if (pos < 0) return -1;
      pos = skipSpace(bytes, pos);
      if (bytes[pos] === closeBrace) return pos + 1;
      if (bytes[pos] !== comma) return -1;
      pos = skipSpace(bytes, pos + 1);
    }
  }
}

function readValue(column: ValueColumn, bytes: Uint8Array, at: number, row: number): number {
  switch (bytes[at]) {
    case quote: {
      const after = plainString(bytes, at + 1);
      if (after < 0) return -1;
      column.kinds[row] = Kind.text;
      column.codes[row] = column.dictionary.code(bytes, at + 1, after - 1);
      return after;
    }
    case 0x74:
      column.kinds[row] = Kind.true;
      return skipValue(bytes, at);
    case 0x66:
      column.kinds[row] = Kind.false;
      return skipValue(bytes, at);
    case 0x6e:
      column.kinds[row] = Kind.null;
      return skipValue(bytes, at);
    case openBrace:
    case 0x5b:
      column.kinds[row] = Kind.other;
      return skipValue(bytes, at);
    default:
      return readNumber(column, bytes, at, row);
  }
}

function readNumber(column: ValueColumn, bytes: Uint8Array, at: number, row: number): number {
  const negative = bytes[at] === 0x2d;
  const first = negative ? at + 1 : at;
  let pos = first;
  let value = 0;
  let c = bytes[pos]!;
  for (; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
  const whole = pos;
  if (c === 0x2e) for (c = bytes[++pos]!; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
  const fraction = pos - whole - 1;
  const leadingZero = bytes[first] === 0x30 && whole - first > 1;
  // Exponents, leading zeros, more digits than a double is sure to keep, and what is no number at all.
  if ((c | 0x20) === 0x65 || pos - first > 15 || whole === first || fraction === 0 || leadingZero)
    return readOddNumber(column, bytes, at, row);
  // Both are exact doubles, so that the quotient is the double nearest to the decimal text.
  if (fraction > 0) value /= powers[fraction]!;
  column.kinds[row] = Kind.number;
  column.numbers[row] = (negative ? -value : value) + 0;
  return pos;
}

function readOddNumber(column: ValueColumn, bytes: Uint8Array, at: number, row: number): number {
  const after = skipNumber(bytes, at);
  if (after < 0) return -1;
  const text = textOf(bytes, at, after);
  column.numbers[row] = Number(text) + 0;
  // A text this short without an exponent has at most 15 digits, of which a double keeps every one.
  if (text.length <= 15 && !/e/i.test(text)) {
    column.kinds[row] = Kind.number;
  } else {
    column.kinds[row] = Kind.decimal;
    column.codes[row] = column.dictionary.code(bytes, at, after);
  }
  return after;
}

/** After a value: of a text, -1 when it has escapes. */
const skipText = (bytes: Uint8Array, at: number): number =>
  bytes[at] === quote ? plainString(bytes, at + 1) : skipValue(bytes, at);
