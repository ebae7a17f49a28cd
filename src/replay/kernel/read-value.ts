import { parseJsonExact } from "../../policy/index.ts";
import { segmentValues } from "../segments.ts";
import { doubleIn, Kind, type TextColumn, textOf, type ValueColumn } from "./batch.ts";
import type { Dictionary } from "./dictionary.ts";
import { skipNumber, skipValue, textEnd } from "./scan.ts";

const quote = 0x22;
const powers = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * Each function reads the value that starts at `at` into a row of a column; where the value ends, or -1 when it is not as
 * JSON has it, or in any way unusual. `view` shows the same bytes, and at least 8 more.
 */
export function readInput(column: ValueColumn, row: number, bytes: Uint8Array, view: DataView, at: number): number {
  switch (bytes[at]) {
    case quote: {
      const after = textEnd(view, at + 1);
      if (after < 0) return -1;
      column.kinds[row] = Kind.text;
      column.codes[row] = column.dictionary.code(view, at + 1, after - 1);
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
    case 0x7b:
    case 0x5b:
      column.kinds[row] = Kind.other;
      return skipValue(bytes, at);
    default: {
      const after = readPlainNumber(column.numbers, row, bytes, at);
      if (after < 0) return readOddNumber(column, row, bytes, view, at);
      column.kinds[row] = Kind.number;
      return after;
    }
  }
}

/** Only a number of at most 15 digits without an exponent: the double that is nearest to it stands for it exactly. */
function readPlainNumber(numbers: Float64Array, row: number, bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === 0x2d;
  const first = negative ? at + 1 : at;
  let pos = first;
  let value = 0;
  let c = bytes[pos]!;
  for (; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
  const whole = pos;
  if (c === 0x2e) for (c = bytes[++pos]!; c >= 0x30 && c <= 0x39; c = bytes[++pos]!) value = value * 10 + (c - 0x30);
  const fraction = pos - whole - 1;
  const leadingZero = whole - first > 1 && bytes[first] === 0x30;
  if ((c | 0x20) === 0x65 || pos - first > 15 || whole === first || fraction === 0 || leadingZero) return -1;
  // Both are exact doubles, so that the quotient is the double nearest to the decimal text.
  if (fraction > 0) value /= powers[fraction]!;
  numbers[row] = (negative ? -value : value) + 0;
  return pos;
}

function readOddNumber(column: ValueColumn, row: number, bytes: Uint8Array, view: DataView, at: number): number {
  const after = skipNumber(bytes, at);
  if (after < 0) return -1;
  column.kinds[row] = Kind.decimal;
  column.numbers[row] = Number(textOf(bytes, at, after)) + 0;
  column.codes[row] = column.dictionary.code(view, at, after);
  return after;
}

/** Anything but a number says nothing, and is 0. */
export function readConfidence(numbers: Float64Array, row: number, bytes: Uint8Array, at: number): number {
  const plain = readPlainNumber(numbers, row, bytes, at);
  if (plain >= 0) return plain;
  const after = skipValue(bytes, at);
  const c = bytes[at]!;
  numbers[row] = after > 0 && (c === 0x2d || (c >= 0x30 && c <= 0x39)) ? doubleIn(bytes, at, after) : 0;
  return after;
}

/** Anything but a text, and the empty one, is none. */
export function readText(column: TextColumn, row: number, bytes: Uint8Array, view: DataView, at: number): number {
  column.codes[row] = -1;
  if (bytes[at] !== quote) return skipValue(bytes, at);
  const after = textEnd(view, at + 1);
  if (after - at > 2) column.codes[row] = column.dictionary.code(view, at + 1, after - 1);
  return after;
}

/** Texts, numbers and truth values; anything else slices nothing. */
export function readSegment(column: TextColumn, row: number, bytes: Uint8Array, view: DataView, at: number): number {
  const { codes, dictionary } = column;
  // Of a name that stands twice the last value counts.
  codes[row] = -1;
  const first = bytes[at]!;
  const after = first === quote ? textEnd(view, at + 1) : skipValue(bytes, at);
  if (after < 0) return -1;
  if (first === quote) codes[row] = dictionary.code(view, at + 1, after - 1);
  else if (first === 0x74 || first === 0x66) codes[row] = dictionary.code(view, at, after);
  else if (first !== 0x6e && first !== 0x7b && first !== 0x5b)
    codes[row] = numberCode(dictionary, bytes, view, at, after);
  return after;
}

/** Numbers count under their shortest form: 30 and 30.0 are one value. */
function numberCode(dictionary: Dictionary, bytes: Uint8Array, view: DataView, from: number, to: number): number {
  const isWhole = to - from <= 15 && (bytes[from]! > 0x30 || to - from === 1);
  if (isWhole && !bytes.subarray(from, to).some((c) => c < 0x30 || c > 0x39)) return dictionary.code(view, from, to);
  const [slicing] = segmentValues({ value: parseJsonExact(textOf(bytes, from, to)) });
  return slicing ? dictionary.codeOf(slicing[1]) : -1;
}
