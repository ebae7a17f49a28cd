import { FAILED } from "./memory";

// Each of these gives where something ends, or FAILED. What they accept is JSON (RFC 8259); some of it they do not.

export const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;
const OPEN_BRACKET: u32 = 0x5b;
const CLOSE_BRACKET: u32 = 0x5d;
/** Objects and arrays inside one another. */
const MAX_DEPTH: i32 = 60;

/** A text from behind its opening quote, without escapes. */
export function textEnd(at: usize): usize {
  const end = special(at);
  return load<u8>(end) === QUOTE ? end + 1 : FAILED;
}

/** The first quote, backslash or control character; a line feed stands behind every text. */
function special(at: usize): usize {
  let pos = at;
  while (true) {
    const bytes = v128.load(pos);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH))),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    );
    const bits = i8x16.bitmask(found);
    if (bits !== 0) return pos + ctz(bits);
    pos += 16;
  }
}

/** A text from behind its opening quote, with escapes. */
function skipText(at: usize): usize {
  let pos = at;
  while (true) {
    pos = special(pos);
    if (load<u8>(pos) === QUOTE) return pos + 1;
    if (load<u8>(pos) !== BACKSLASH) return FAILED;
    pos = escapeEnd(pos + 1);
    if (pos === FAILED) return FAILED;
  }
}

/** An escape from behind its backslash. */
function escapeEnd(at: usize): usize {
  switch (load<u8>(at)) {
    case 0x22: // "
    case 0x5c:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: {
      for (let pos = at + 1; pos < at + 5; pos++) {
        const c = <u32>load<u8>(pos);
        if (c - 0x30 > 9 && (c | 0x20) - 0x61 > 5) return FAILED;
      }
      return at + 5;
    }
    default:
      return FAILED;
  }
}

/** Any value but objects, arrays. */
export function skipValue(at: usize): usize {
  const first = <u32>load<u8>(at);
  if (first === QUOTE) return skipText(at + 1);
  return first - 0x30 < 10 || first === 0x2d ? skipNumber(at) : skipWord(at);
}

/** The same, a text only without escapes. */
export function skipPlain(at: usize): usize {
  return load<u8>(at) === QUOTE ? textEnd(at + 1) : skipValue(at);
}

/** True, false, null. */
export function skipWord(at: usize): usize {
  const start = load<u32>(at);
  if (start === 0x65757274 || start === 0x6c6c756e) return at + 4;
  return start === 0x736c6166 && load<u8>(at + 4) === 0x65 ? at + 5 : FAILED;
}

export function isNested(at: usize): bool {
  const first = <u32>load<u8>(at);
  return first === OPEN_BRACE || first === OPEN_BRACKET;
}

/** An object or array. */
export function skipNested(at: usize): usize {
  // One bit for each that is open, the innermost lowest: whether it is an object.
  let objects: u64 = 0;
  let depth: i32 = 0;
  let pos = at;
  while (true) {
    // A value is to come.
    if (isNested(pos)) {
      const isObject = <u32>load<u8>(pos) === OPEN_BRACE;
      if (++depth > MAX_DEPTH) return FAILED;
      objects = (objects << 1) | <u64>isObject;
      pos = skipSpace(pos + 1);
      if (<u32>load<u8>(pos) !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        if (isObject) pos = skipKey(pos);
        if (pos === FAILED) return FAILED;
        continue;
      }
    } else {
      pos = skipValue(pos);
      if (pos === FAILED) return FAILED;
      pos = skipSpace(pos);
    }
    // What may be closed is closed.
    while (<u32>load<u8>(pos) === ((objects & 1) !== 0 ? CLOSE_BRACE : CLOSE_BRACKET)) {
      objects >>= 1;
      if (--depth === 0) return pos + 1;
      pos = skipSpace(pos + 1);
    }
    if (load<u8>(pos) !== 0x2c) return FAILED;
    pos = skipSpace(pos + 1);
    if ((objects & 1) !== 0) pos = skipKey(pos);
    if (pos === FAILED) return FAILED;
  }
}

/** A key with its colon, up to the value. */
function skipKey(at: usize): usize {
  const end = load<u8>(at) === QUOTE ? skipText(at + 1) : FAILED;
  if (end === FAILED) return FAILED;
  const colon = skipSpace(end);
  return load<u8>(colon) === 0x3a ? skipSpace(colon + 1) : FAILED;
}

function skipSpace(at: usize): usize {
  let pos = at;
  while (load<u8>(pos) === 0x20 || load<u8>(pos) === 0x09 || load<u8>(pos) === 0x0d) pos++;
  return pos;
}

function skipDigits(at: usize): usize {
  let pos = at;
  while (<u32>load<u8>(pos) - 0x30 < 10) pos++;
  return pos;
}

/** As long, and with as long exponents, as the other reader takes them. */
export function skipNumber(at: usize): usize {
  const first = load<u8>(at) === 0x2d ? at + 1 : at;
  let pos = skipDigits(first);
  if (pos === first || (load<u8>(first) === 0x30 && pos - first > 1)) return FAILED;
  if (load<u8>(pos) === 0x2e) {
    const point = pos;
    pos = skipDigits(point + 1);
    if (pos === point + 1) return FAILED;
  }
  if ((load<u8>(pos) | 0x20) === 0x65) {
    const sign = load<u8>(pos + 1);
    const exponent = sign === 0x2b || sign === 0x2d ? pos + 2 : pos + 1;
    pos = skipDigits(exponent);
    if (pos === exponent || pos - exponent > 2) return FAILED;
  }
  return pos - at <= 100 ? pos : FAILED;
}
