import { codesOf, confidences, humans, idsFrom, idsTo, input, kindsOf, list, rowOfCodes, segment } from "./columns";
import { BLOCK, FAILED, INPUTS, POLICIES, POWERS, word } from "./memory";
import { isNested, QUOTE, skipNested, skipNumber, skipPlain, skipWord, textEnd } from "./skip";
import { codeOf, UNKNOWN } from "./texts";

// Each of these reads a value into a row; where it ends, or FAILED.

// As Kind of src/replay/kernel/batch.ts.
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const OTHER: u8 = 6;

export function readId(at: usize, row: i32): usize {
  const after = load<u8>(at) === QUOTE ? textEnd(at + 1) : FAILED;
  if (after === FAILED || after === at + 2) return FAILED;
  store<i32>(rowOfCodes(idsFrom(), row), <i32>(at + 1) - word(BLOCK));
  store<i32>(rowOfCodes(idsTo(), row), <i32>(after - 1) - word(BLOCK));
  return after;
}

/** Whether a text stands here that is none of the policies'; ends of texts are looked for afterwards. */
export function isOtherPolicy(at: usize): bool {
  if (load<u8>(at) !== QUOTE || load<u8>(at + 1) === QUOTE) return false;
  let policy = <usize>word(POLICIES);
  for (let length = <usize>word(policy); length > 0; length = <usize>word(policy)) {
    policy += 4;
    let same: usize = 0;
    while (same < length && load<u8>(policy + same) === load<u8>(at + 1 + same)) same++;
    if (same === length && load<u8>(at + 1 + length) === QUOTE) return false;
    policy += length;
  }
  return true;
}

export function readHuman(at: usize, row: i32, seam: i32): usize {
  if (load<u8>(at) !== QUOTE) return skipPlain(at);
  const after = textEnd(at + 1);
  if (after === FAILED || after === at + 2) return after;
  const code = codeOf(0, at + 1, after - 1);
  if (code === UNKNOWN) return list(row, seam, at, after);
  store<i32>(rowOfCodes(humans(), row), code);
  return after;
}

export function readSegment(at: usize, row: i32, seam: i32, column: i32): usize {
  if (isNested(at)) return skipNested(at);
  const after = skipPlain(at);
  if (after === FAILED || load<u8>(at) === 0x6e) return after;
  const code = codeOf(1 + word(INPUTS) + column, at, after);
  if (code === UNKNOWN) return list(row, seam, at, after);
  store<i32>(rowOfCodes(segment(column), row), code);
  return after;
}

export function readInput(at: usize, row: i32, seam: i32, column: i32): usize {
  const place = input(column);
  const kind = kindsOf(place) + row;
  const first = load<u8>(at);
  if (first === QUOTE) {
    const after = textEnd(at + 1);
    if (after === FAILED) return FAILED;
    const code = codeOf(1 + column, at + 1, after - 1);
    if (code === UNKNOWN) return list(row, seam, at, after);
    store<u8>(kind, TEXT);
    store<i32>(rowOfCodes(codesOf(place), row), code);
    return after;
  }
  if (isNested(at)) {
    store<u8>(kind, OTHER);
    return skipNested(at);
  }
  if (first === 0x74 || first === 0x66 || first === 0x6e) {
    // Null, true, false.
    store<u8>(kind, first === 0x6e ? 1 : first === 0x74 ? 4 : 5);
    return skipWord(at);
  }
  const after = readNumber(place + ((<usize>row) << 3), at);
  if (after === FAILED) return list(row, seam, at, skipNumber(at));
  store<u8>(kind, NUMBER);
  return after;
}

export function readConfidence(at: usize, row: i32, seam: i32): usize {
  const place = confidences() + ((<usize>row) << 3);
  const after = readNumber(place, at);
  return after === FAILED ? list(row, seam, at, skipPlain(at)) : after;
}

/** Only a number of at most 15 digits without an exponent, of which the double nearest to it says all. */
function readNumber(to: usize, at: usize): usize {
  const negative = load<u8>(at) === 0x2d;
  const first = negative ? at + 1 : at;
  let pos = first;
  let value: u64 = 0;
  let digit = <u32>load<u8>(pos) - 0x30;
  for (; digit < 10; digit = <u32>load<u8>(++pos) - 0x30) value = value * 10 + digit;
  const whole = pos - first;
  let fraction: usize = 0;
  if (load<u8>(pos) === 0x2e) {
    digit = <u32>load<u8>(++pos) - 0x30;
    for (; digit < 10; digit = <u32>load<u8>(++pos) - 0x30) value = value * 10 + digit;
    fraction = pos - first - whole - 1;
    if (fraction === 0) return FAILED;
  }
  const leadingZero = whole > 1 && load<u8>(first) === 0x30;
  if (whole === 0 || leadingZero || pos - first > 15 || (load<u8>(pos) | 0x20) === 0x65) return FAILED;
  const double = <f64>value / load<f64>(POWERS + (fraction << 3));
  store<f64>(to, negative && value !== 0 ? -double : double);
  return pos;
}
