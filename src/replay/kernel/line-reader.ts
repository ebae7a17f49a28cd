import { KeyTable } from "./key-table.ts";
import { afterColon, plainString, skipNumber, skipSpace, skipValue } from "./scan.ts";

/** What kind of JSON value an input has in the line read last. */
export const Kind = { missing: 0, null: 1, number: 2, text: 3, true: 4, false: 5, other: 6 } as const;

const quote = 0x22;
const openBrace = 0x7b;
const topKeys = ["decision_id", "input", "policy", "human_outcome", "masked"];
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
  /** By input: a {@link Kind}, the nearest double of a number, and where the value's text stands, without quotes. */
  readonly kinds: Uint8Array;
  readonly numbers: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By input: whether a number has so many digits that its double may not stand for it exactly. */
  readonly long: Uint8Array;

  readonly #top = new KeyTable(topKeys);
  readonly #inputs: KeyTable;
  readonly #policies: KeyTable;
  readonly #outcomes: KeyTable;

  constructor(inputs: readonly string[], policies: readonly string[], outcomes: readonly string[]) {
    this.#inputs = new KeyTable(inputs);
    this.#policies = new KeyTable(policies);
    this.#outcomes = new KeyTable(outcomes);
    this.kinds = new Uint8Array(inputs.length);
    this.numbers = new Float64Array(inputs.length);
    this.from = new Int32Array(inputs.length);
    this.to = new Int32Array(inputs.length);
    this.long = new Uint8Array(inputs.length);
  }

  /**
   * Reads a line of UTF-8. False when it is no record or in any way unusual: nothing then holds, and the line is to be
   * parsed as a whole. Of keys that stand twice the last counts, as with `JSON.parse`.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.idFrom = -1;
    this.otherPolicy = false;
    this.human = -1;
    let hasInput = false;
    let pos = skipSpace(bytes, start, end);
    if (pos >= end || bytes[pos] !== openBrace) return false;
    pos = skipSpace(bytes, pos + 1, end);
    for (;;) {
      if (pos >= end || bytes[pos] !== quote) return false;
      const key = pos + 1;
      pos = plainString(bytes, key, end);
      if (pos < 0) return false;
      const found = this.#top.find(bytes, key, pos - 1);
      pos = afterColon(bytes, pos, end);
      if (pos < 0) return false;
      switch (found) {
        case 0:
          pos = this.#readId(bytes, pos, end);
          break;
        case 1:
          pos = this.#readInput(bytes, pos, end);
          hasInput = true;
          break;
        case 2: {
          const at = pos;
          pos = skipText(bytes, pos, end);
          // Anything but a text, and the empty one, names no policy.
          this.otherPolicy = bytes[at] === quote && pos - at > 2 && this.#policies.find(bytes, at + 1, pos - 1) < 0;
          break;
        }
        case 3: {
          const at = pos;
          pos = skipText(bytes, pos, end);
          this.human = -1;
          if (bytes[at] === quote && pos - at > 2) {
            const outcome = this.#outcomes.find(bytes, at + 1, pos - 1);
            this.human = outcome < 0 ? -2 : outcome;
          }
          break;
        }
        case 4:
          if (bytes[pos] !== 0x6e) return false; // null is the one harmless value
          pos = skipValue(bytes, pos, end);
          break;
        default:
          pos = skipValue(bytes, pos, end);
      }
      if (pos < 0) return false;
      pos = skipSpace(bytes, pos, end);
      if (pos >= end) return false;
      if (bytes[pos] === 0x7d) break;
      if (bytes[pos] !== 0x2c) return false;
      pos = skipSpace(bytes, pos + 1, end);
    }
    return skipSpace(bytes, pos + 1, end) === end && this.idFrom >= 0 && hasInput;
  }

  #readId(bytes: Uint8Array, at: number, end: number): number {
    if (bytes[at] !== quote) return -1;
    const after = plainString(bytes, at + 1, end);
    if (after <= at + 2) return -1;
    this.idFrom = at + 1;
    this.idTo = after - 1;
    return after;
  }

  #readInput(bytes: Uint8Array, at: number, end: number): number {
    this.kinds.fill(Kind.missing);
    if (at >= end || bytes[at] !== openBrace) return -1;
    let pos = skipSpace(bytes, at + 1, end);
    if (pos < end && bytes[pos] === 0x7d) return pos + 1;
    for (;;) {
      if (pos >= end || bytes[pos] !== quote) return -1;
      const key = pos + 1;
      pos = plainString(bytes, key, end);
      if (pos < 0) return -1;
      const input = this.#inputs.find(bytes, key, pos - 1);
      pos = afterColon(bytes, pos, end);
      if (pos < 0) return -1;
      pos = input < 0 ? skipValue(bytes, pos, end) : this.#readValue(input, bytes, pos, end);
      if (pos < 0) return -1;
      pos = skipSpace(bytes, pos, end);
      if (pos >= end) return -1;
      if (bytes[pos] === 0x7d) return pos + 1;
      if (bytes[pos] !== 0x2c) return -1;
      pos = skipSpace(bytes, pos + 1, end);
    }
  }

  #readValue(input: number, bytes: Uint8Array, at: number, end: number): number {
    switch (bytes[at]) {
      case quote: {
        const after = plainString(bytes, at + 1, end);
        this.kinds[input] = Kind.text;
        this.from[input] = at + 1;
        this.to[input] = after - 1;
        return after;
      }
      case 0x74:
        this.kinds[input] = Kind.true;
        return skipValue(bytes, at, end);
      case 0x66:
        this.kinds[input] = Kind.false;
        return skipValue(bytes, at, end);
      case 0x6e:
        this.kinds[input] = Kind.null;
        return skipValue(bytes, at, end);
      case openBrace:
      case 0x5b:
        this.kinds[input] = Kind.other;
        return skipValue(bytes, at, end);
      default:
        return this.#readNumber(input, bytes, at, end);
    }
  }

  #readNumber(input: number, bytes: Uint8Array, at: number, end: number): number {
    const after = skipNumber(bytes, at, end);
    if (after < 0) return -1;
    this.kinds[input] = Kind.number;
    this.from[input] = at;
    this.to[input] = after;
    let digits = 0;
    let fraction = -1;
    let value = 0;
    const negative = bytes[at] === 0x2d;
    for (let pos = negative ? at + 1 : at; pos < after; pos++) {
      const c = bytes[pos]!;
      if (c === 0x2e) {
        fraction = digits;
        continue;
      }
      if (c > 0x39 || digits === 15) {
        // An exponent, or more digits than a double is sure to keep.
        this.numbers[input] = Number(textOf(bytes, at, after));
        this.long[input] = 1;
        return after;
      }
      value = value * 10 + (c - 0x30);
      digits++;
    }
    // Both are exact doubles, so that the quotient is the double nearest to the decimal text.
    if (fraction >= 0) value /= powers[digits - fraction]!;
    this.numbers[input] = negative ? 0 - value : value;
    this.long[input] = 0;
    return after;
  }
}

/** After a value: of a text, -1 when it has escapes. */
const skipText = (bytes: Uint8Array, at: number, end: number): number =>
  bytes[at] === quote ? plainString(bytes, at + 1, end) : skipValue(bytes, at, end);

/** The text between two positions. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
