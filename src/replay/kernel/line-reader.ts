import { Decimal, numberFromText } from "../../policy/index.ts";
import { timestampAt } from "../timestamp.ts";
import { KeyPath } from "./key-path.ts";
import { KeyTable } from "./key-table.ts";
import { plainString, skipNumber, skipSpace, skipValue } from "./scan.ts";
import type { SegmentReader } from "./segment-reader.ts";

/** What kind of JSON value an input has in the line read last. */
export const Kind = { missing: 0, null: 1, number: 2, text: 3, true: 4, false: 5, other: 6 } as const;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const lineFeed = 0x0a;
const topKeys = ["decision_id", "input", "policy", "human_outcome", "masked", "timestamp", "segments", "confidence"];
const powers = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * Reads from one line of a log only what a replay needs, straight from its bytes. The fields hold the line that was read
 * last; positions are those of its bytes.
 */
export class LineReader {
  /** Where the text of decision_id stands. */
  idFrom = -1;
  idTo = -1;
  /** Whether the record is about a policy other than those given. */
  otherPolicy = false;
  /** Index of the outcome that a person decided, -1 for none, -2 for one that is not among those given. */
  human = -1;
  /** When it was decided, in milliseconds since 1970; NaN where it does not say. */
  at = Number.NaN;
  /** How sure the AI was; 0 where it does not say. */
  confidence = 0;
  readonly segments: SegmentReader;
  /** By input: a {@link Kind}, the nearest double of a number, and where the value's text stands, without quotes. */
  readonly kinds: Uint8Array;
  readonly numbers: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By input: whether a number has so many digits that its double may not stand for it exactly. */
  readonly long: Uint8Array;

  readonly #top = new KeyPath(topKeys);
  readonly #inputs: KeyPath;
  readonly #policies: KeyTable;
  readonly #outcomes: KeyTable;

  constructor(
    inputs: readonly string[],
    policies: readonly string[],
    outcomes: readonly string[],
    segments: SegmentReader,
  ) {
    this.segments = segments;
    this.#inputs = new KeyPath(inputs);
    this.#policies = new KeyTable(policies);
    this.#outcomes = new KeyTable(outcomes);
    this.kinds = new Uint8Array(inputs.length);
    this.numbers = new Float64Array(inputs.length);
    this.from = new Int32Array(inputs.length);
    this.to = new Int32Array(inputs.length);
    this.long = new Uint8Array(inputs.length);
  }

  /**
   * Reads the line of UTF-8 that starts here; where its line feed stands, or -1 when it is no record or in any way
   * unusual: nothing then holds, and the line is to be parsed as a whole. Of keys that stand twice the last counts, as
   * with `JSON.parse`.
   */
  read(bytes: Uint8Array, start: number): number {
    this.idFrom = -1;
    this.otherPolicy = false;
    this.human = -1;
    this.at = Number.NaN;
    this.confidence = 0;
    this.segments.clear();
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
          pos = this.#readId(bytes, pos);
          break;
        case 1:
          pos = this.#readInput(bytes, pos);
          hasInput = true;
          break;
        case 2:
          pos = this.#readPolicy(bytes, pos);
          break;
        case 3:
          pos = this.#readHuman(bytes, pos);
          break;
        case 5:
          pos = this.#readTimestamp(bytes, pos);
          break;
        case 6:
          pos = this.segments.read(bytes, pos);
          break;
        case 7:
          pos = this.#readConfidence(bytes, pos);
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
    return bytes[pos] === lineFeed && this.idFrom >= 0 && hasInput ? pos : -1;
  }

  /** Anything but a text, and the empty one, names no policy. */
  #readPolicy(bytes: Uint8Array, at: number): number {
    const after = skipText(bytes, at);
    this.otherPolicy = bytes[at] === quote && after - at > 2 && this.#policies.find(bytes, at + 1, after - 1) < 0;
    return after;
  }

  #readTimestamp(bytes: Uint8Array, at: number): number {
    const after = skipText(bytes, at);
    this.at = bytes[at] === quote && after > 0 ? timestampAt(bytes, at + 1, after - 1) : Number.NaN;
    return after;
  }

  /** Anything but a number says nothing. */
  #readConfidence(bytes: Uint8Array, at: number): number {
    const after = skipValue(bytes, at);
    const c = bytes[at]!;
    if (after > 0) this.confidence = c === 0x2d || (c >= 0x30 && c <= 0x39) ? numberIn(bytes, at, after) : 0;
    return after;
  }

  #readHuman(bytes: Uint8Array, at: number): number {
    const after = skipText(bytes, at);
    this.human = -1;
    if (bytes[at] === quote && after - at > 2) {
      const outcome = this.#outcomes.find(bytes, at + 1, after - 1);
      this.human = outcome < 0 ? -2 : outcome;
    }
    return after;
  }

  #readId(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== quote) return -1;
    const after = plainString(bytes, at + 1);
    if (after <= at + 2) return -1;
    this.idFrom = at + 1;
    this.idTo = after - 1;
    return after;
  }

  #readInput(bytes: Uint8Array, at: number): number {
    this.kinds.fill(Kind.missing);
    if (bytes[at] !== openBrace) return -1;
    let pos = skipSpace(bytes, at + 1);
    if (bytes[pos] === closeBrace) return pos + 1;
    for (let place = 0; ; place++) {
      pos = this.#inputs.next(bytes, pos, place);
      if (pos < 0) return -1;
      const input = this.#inputs.field;
      pos = input < 0 ? skipValue(bytes, pos) : this.#readValue(input, bytes, pos);
      if (pos < 0) return -1;
      pos = skipSpace(bytes, pos);
      if (bytes[pos] === closeBrace) return pos + 1;
      if (bytes[pos] !== comma) return -1;
      pos = skipSpace(bytes, pos + 1);
    }
  }

  #readValue(input: number, bytes: Uint8Array, at: number): number {
    switch (bytes[at]) {
      case quote: {
        const after = plainString(bytes, at + 1);
        this.kinds[input] = Kind.text;
        this.from[input] = at + 1;
        this.to[input] = after - 1;
        return after;
      }
      case 0x74:
        this.kinds[input] = Kind.true;
        return skipValue(bytes, at);
      case 0x66:
        this.kinds[input] = Kind.false;
        return skipValue(bytes, at);
      case 0x6e:
        this.kinds[input] = Kind.null;
        return skipValue(bytes, at);
      case openBrace:
      case 0x5b:
        this.kinds[input] = Kind.other;
        return skipValue(bytes, at);
      default:
        return this.#readNumber(input, bytes, at);
    }
  }

  #readNumber(input: number, bytes: Uint8Array, at: number): number {
    this.kinds[input] = Kind.number;
    this.from[input] = at;
    const negative = bytes[at] === 0x2d;
    const first = negative ? at + 1 : at;
    let pos = first;
    let value = 0;
    let c = bytes[pos]!;
    for (; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
    const whole = pos;
    if (c === 0x2e) for (c = bytes[++pos]!; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
    const fraction = pos - whole - 1;
    // Exponents, leading zeros, more digits than a double is sure to keep, and what is no number at all.
    if ((c | 0x20) === 0x65 || pos - first > 15 || whole === first || fraction === 0)
      return this.#readOddNumber(input, bytes, at);
    // Both are exact doubles, so that the quotient is the double nearest to the decimal text.
    if (fraction > 0) value /= powers[fraction]!;
    this.numbers[input] = negative ? -value : value;
    this.long[input] = 0;
    this.to[input] = pos;
    return pos;
  }

  #readOddNumber(input: number, bytes: Uint8Array, at: number): number {
    const after = skipNumber(bytes, at);
    if (after < 0) return -1;
    this.to[input] = after;
    // A text this short without an exponent has at most 15 digits, of which a double keeps every one.
    const text = textOf(bytes, at, after);
    this.numbers[input] = Number(text) + 0;
    this.long[input] = text.length <= 15 && !/e/i.test(text) ? 0 : 1;
    return after;
  }
}

/** After a value: of a text, -1 when it has escapes. */
const skipText = (bytes: Uint8Array, at: number): number =>
  bytes[at] === quote ? plainString(bytes, at + 1) : skipValue(bytes, at);

/** The text between two positions. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");

/** The double nearest to a number of the log, as the evaluator's reading has it. */
function numberIn(bytes: Uint8Array, from: number, to: number): number {
  const number = numberFromText(textOf(bytes, from, to));
  return number instanceof Decimal ? number.toNumber() : (number ?? 0);
}
