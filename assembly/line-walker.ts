/**
 * Walks over the lines of a log as LineReader (src/replay/kernel/line-reader.ts) does, for lines whose every seam has been
 * learnt there, and puts down their values column by column. Whatever is not usual it leaves: a value that it cannot tell it
 * lists, to be read from where it stands; a line that it cannot walk over ends the walk. What it accepts is JSON, as there.
 *
 * AssemblyScript (https://www.assemblyscript.org), built into src/replay/kernel/line-walker-wasm.ts by
 * scripts/build-wasm.mjs. All memory is laid out by the caller, src/replay/kernel/line-walker.ts.
 */

// What the caller says and hears, as words from address 0 on.
const ROWS: usize = 0;
const OTHERS: usize = 4;
const LISTED: usize = 8;
const INPUTS: usize = 12;
const SEGMENTS: usize = 16;
const SEAMS: usize = 20;
const COLUMNS: usize = 24;
const TEXTS: usize = 28;
const POLICIES: usize = 32;
const SEEN: usize = 36;
const LIST: usize = 40;
const LINE: usize = 44;
const BLOCK: usize = 112;
// The day read last: its text, and when it began.
const DAY: usize = 48;
const DAY_BEGAN: usize = 64;
/** 16 bytes of ones, 16 of zeros. */
const MASKS: usize = 128;
/** Powers of ten. */
const POWERS: usize = 160;

const MAX_ROWS: i32 = 2048;
const MAX_LISTED: i32 = 1 << 14;
/** Bytes of an input's column (numbers, codes, kinds) and of a column of codes. */
const INPUT_BYTES: usize = 2048 * 13;
const CODE_BYTES: usize = 2048 * 4;
/** Texts that are known of a column, how many of one hash, and the bytes of each: the text, its length and one, its code. */
const KNOWN: usize = 256;
const WAYS: usize = 4;
const KNOWN_BYTES: usize = 32;

// As in seams.ts and seam.ts.
const SEAM_FOLLOWING: usize = 0;
const SEAM_LENGTH: usize = 4;
const SEAM_ACTION: usize = 8;
const SEAM_COLUMN: usize = 12;
const SEAM_EFFECTS: usize = 16;
const SEAM_WORDS: usize = 20;
const SEAM_MASKS: usize = 24;
const SEAM_TEXT: usize = 32;
const SEAM_NEXT: usize = SEAM_TEXT + 256 + 8;

const NUMBER: u8 = 2;
const TEXT: u8 = 3;

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

/** What a text's code is where it is not known, and what a value is that cannot be walked over. */
const UNKNOWN: i32 = -2;
const FAILED: usize = 0;

function word(at: usize): i32 {
  return load<i32>(at);
}

/** Walks over lines from `start` on, at most so many bytes and rows; the address of the first line left. */
export function walk(start: usize, end: usize, rows: i32): usize {
  store<i32>(ROWS, 0);
  store<i32>(OTHERS, 0);
  store<i32>(LISTED, 0);
  let line = start;
  while (line < end && word(ROWS) < rows) {
    const listed = word(LISTED);
    store<i32>(LINE, word(LINE) + 1);
    const row = word(ROWS);
    const next = walkLine(line, row);
    // What was listed of a line that became no row is for nobody.
    if (word(ROWS) === row) store<i32>(LISTED, listed);
    if (next === FAILED) break;
    line = next;
  }
  return line;
}

/** Walks over one line into a row; where the next line starts, or FAILED. */
function walkLine(start: usize, row: i32): usize {
  clear(row);
  const seams = <usize>word(SEAMS);
  let pos = start;
  let before: i32 = 0;
  let effects: i32 = 0;
  let other = false;
  while (true) {
    let seam = word(seams + ((<usize>before) << 2) + SEAM_FOLLOWING);
    if (seam === 0) return FAILED;
    let at = seams + ((<usize>seam) << 2);
    if (!stands(at, pos)) {
      seam = following(seams, before, pos);
      if (seam === 0) return FAILED;
      at = seams + ((<usize>seam) << 2);
    }
    before = seam;
    pos += <usize>word(at + SEAM_LENGTH);
    const effect = word(at + SEAM_EFFECTS);
    // What stands twice is left to those who know which of the two counts.
    if ((effects & effect) !== 0) return FAILED;
    effects |= effect;
    const column = word(at + SEAM_COLUMN);
    const action = word(at + SEAM_ACTION);
    switch (action) {
      case 0:
        pos = skipValue(pos);
        break;
      case 1:
        // An id and an input.
        if ((effects & 3) !== 3) return FAILED;
        if (other) store<i32>(OTHERS, word(OTHERS) + 1);
        else store<i32>(ROWS, row + 1);
        return pos;
      case 2:
        pos = readId(pos, row);
        break;
      case 3:
        if (twice(0)) return FAILED;
        other = isOtherPolicy(pos);
        pos = skipPlain(pos);
        break;
      case 4:
        if (twice(1)) return FAILED;
        pos = readHuman(pos, row, seam);
        break;
      case 5:
        pos = load<u8>(pos) === 0x6e ? skipWord(pos) : FAILED;
        break;
      case 6:
        if (twice(2)) return FAILED;
        pos = readTimestamp(pos, row, seam);
        break;
      case 7:
        if (twice(3)) return FAILED;
        pos = readConfidence(pos, row, seam);
        break;
      case 8:
        if (twice(4 + column)) return FAILED;
        pos = readInput(pos, row, seam, column);
        break;
      default:
        if (twice(4 + word(INPUTS) + column)) return FAILED;
        pos = readSegment(pos, row, seam, column);
    }
    if (pos === FAILED) return FAILED;
  }
}

/** Whether a seam's bytes stand here. */
function stands(seam: usize, at: usize): bool {
  let text = seam + SEAM_TEXT;
  let pos = at;
  for (const end = text + ((<usize>word(seam + SEAM_WORDS)) << 2); text < end; text += 8, pos += 8)
    if (load<u64>(pos) !== load<u64>(text)) return false;
  return (load<u64>(pos) & load<u64>(seam + SEAM_MASKS)) === load<u64>(text);
}

/** Another of the seams that have followed one, or 0. */
function following(seams: usize, before: i32, pos: usize): i32 {
  const list = seams + ((<usize>before) << 2) + SEAM_NEXT;
  for (let i: usize = 0; i < 8; i++) {
    const seam = word(list + (i << 2));
    if (seam === 0 || stands(seams + ((<usize>seam) << 2), pos)) return seam;
  }
  return 0;
}

/** Whether the line has had this already. */
function twice(what: i32): bool {
  const at = <usize>word(SEEN) + ((<usize>what) << 2);
  if (word(at) === word(LINE)) return true;
  store<i32>(at, word(LINE));
  return false;
}

/** Lists a value that is to be read by others. */
function list(row: i32, seam: i32, at: usize, after: usize): usize {
  const listed = word(LISTED);
  if (listed === MAX_LISTED || after === FAILED) return FAILED;
  const entry = <usize>word(LIST) + <usize>listed * 12;
  store<i32>(entry, row);
  store<i32>(entry, seam, 4);
  store<i32>(entry, <i32>at - word(BLOCK), 8);
  store<i32>(LISTED, listed + 1);
  return after;
}

// Columns: first those of every record, then inputs, then segments.

function rowOfCodes(column: usize, row: i32): usize {
  return column + ((<usize>row) << 2);
}
function moments(): usize {
  return <usize>word(COLUMNS);
}
function confidences(): usize {
  return moments() + MAX_ROWS * 8;
}
function idsFrom(): usize {
  return confidences() + MAX_ROWS * 8;
}
function idsTo(): usize {
  return idsFrom() + CODE_BYTES;
}
function humans(): usize {
  return idsTo() + CODE_BYTES;
}
function input(column: i32): usize {
  return humans() + CODE_BYTES + <usize>column * INPUT_BYTES;
}
function codesOf(inputColumn: usize): usize {
  return inputColumn + MAX_ROWS * 8;
}
function kindsOf(inputColumn: usize): usize {
  return inputColumn + MAX_ROWS * 12;
}
function segment(column: i32): usize {
  return input(word(INPUTS)) + <usize>column * CODE_BYTES;
}

/** What holds of a record that says nothing. */
function clear(row: i32): void {
  store<f64>(moments() + ((<usize>row) << 3), NaN);
  store<f64>(confidences() + ((<usize>row) << 3), 0);
  store<i32>(rowOfCodes(humans(), row), -1);
  for (let i = 0; i < word(INPUTS); i++) store<u8>(kindsOf(input(i)) + row, 0);
  for (let i = 0; i < word(SEGMENTS); i++) store<i32>(rowOfCodes(segment(i), row), -1);
}

/** Where the entries begin among which that of a text in what is known of a column is, or would be. */
function known(column: i32, text: v128): usize {
  const words = i64x2.extract_lane(text, 0) ^ (i64x2.extract_lane(text, 1) * 0x2545f4914f6cd);
  const hash = <usize>((words * 0x9e3779b97f4a7) >>> 40);
  return <usize>word(TEXTS) + (<usize>column * KNOWN + (hash & (KNOWN - WAYS))) * KNOWN_BYTES;
}

/** The first bytes of a text of at most 16. */
function textAt(at: usize, length: u32): v128 {
  return v128.and(v128.load(at), v128.load(MASKS + 16 - length));
}

/** The code of a text in a column, or UNKNOWN. */
function codeOf(column: i32, from: usize, to: usize): i32 {
  const length = <u32>(to - from);
  if (length > 16) return UNKNOWN;
  const text = textAt(from, length);
  let entry = known(column, text);
  for (const end = entry + WAYS * KNOWN_BYTES; entry < end; entry += KNOWN_BYTES)
    if (load<u32>(entry, 16) === length + 1 && !v128.any_true(v128.xor(v128.load(entry), text)))
      return load<i32>(entry, 20);
  return UNKNOWN;
}

/** Says what the code of a text in a column is. */
export function learn(column: i32, from: usize, to: usize, code: i32): void {
  const length = <u32>(to - from);
  if (length > 16 || codeOf(column, from, to) !== UNKNOWN) return;
  const text = textAt(from, length);
  const first = known(column, text);
  // A free entry, else that of any other text.
  let way: usize = 0;
  while (way < WAYS && load<u32>(first + way * KNOWN_BYTES, 16) !== 0) way++;
  if (way === WAYS) way = <usize>word(LINE) & (WAYS - 1);
  const entry = first + way * KNOWN_BYTES;
  v128.store(entry, text);
  store<u32>(entry, length + 1, 16);
  store<i32>(entry, code, 20);
}

/** Forgets all codes of a column. */
export function forget(column: i32): void {
  memory.fill(<usize>word(TEXTS) + <usize>column * KNOWN * KNOWN_BYTES, 0, KNOWN * KNOWN_BYTES);
}

function readId(at: usize, row: i32): usize {
  const after = load<u8>(at) === QUOTE ? textEnd(at + 1) : FAILED;
  if (after === FAILED || after === at + 2) return FAILED;
  store<i32>(rowOfCodes(idsFrom(), row), <i32>(at + 1) - word(BLOCK));
  store<i32>(rowOfCodes(idsTo(), row), <i32>(after - 1) - word(BLOCK));
  return after;
}

/** Whether a text stands here that is none of the policies'; ends of texts are looked for afterwards. */
function isOtherPolicy(at: usize): bool {
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

function readHuman(at: usize, row: i32, seam: i32): usize {
  if (load<u8>(at) !== QUOTE) return skipPlain(at);
  const after = textEnd(at + 1);
  if (after === FAILED || after === at + 2) return after;
  const code = codeOf(0, at + 1, after - 1);
  if (code === UNKNOWN) return list(row, seam, at, after);
  store<i32>(rowOfCodes(humans(), row), code);
  return after;
}

function readSegment(at: usize, row: i32, seam: i32, column: i32): usize {
  const after = skipPlain(at);
  if (after === FAILED || load<u8>(at) === 0x6e) return after;
  const code = codeOf(1 + word(INPUTS) + column, at, after);
  if (code === UNKNOWN) return list(row, seam, at, after);
  store<i32>(rowOfCodes(segment(column), row), code);
  return after;
}

function readInput(at: usize, row: i32, seam: i32, column: i32): usize {
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

function readConfidence(at: usize, row: i32, seam: i32): usize {
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

/** `2026-03-01T10:00:00Z`, with or without milliseconds. */
function readTimestamp(at: usize, row: i32, seam: i32): usize {
  const after = skipPlain(at);
  if (after === FAILED || load<u8>(at) !== QUOTE) return after;
  const from = at + 1;
  const length = after - 1 - from;
  const ms = length === 24 ? thousandth(from + 19) : 0;
  const hour = digits(from + 11);
  const minute = digits(from + 14);
  const second = digits(from + 17);
  const usual =
    (length === 20 || length === 24) &&
    load<u8>(from + 10) === 0x54 &&
    load<u8>(from + 13) === 0x3a &&
    load<u8>(from + 16) === 0x3a &&
    load<u8>(after - 2) === 0x5a;
  if (!usual || hour > 23 || minute > 59 || second > 60 || ms > 999 || !isDay(from)) return list(row, seam, at, after);
  const time = hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
  store<f64>(moments() + ((<usize>row) << 3), load<f64>(DAY_BEGAN) + <f64>time);
  return after;
}

/** Whether `2026-03-01` stands here, or another day, which is then the day read last. */
function isDay(at: usize): bool {
  if (load<u64>(at) === load<u64>(DAY) && load<u16>(at + 8) === load<u16>(DAY + 8)) return true;
  const century = digits(at);
  const years = digits(at + 2);
  const month = digits(at + 5);
  const day = digits(at + 8);
  if (load<u8>(at + 4) !== 0x2d || load<u8>(at + 7) !== 0x2d) return false;
  if (century > 99 || years > 99 || month < 1 || month > 12 || day < 1) return false;
  // The 29th of February is left to the other reader. From August on the long months are the even ones.
  if (day > (month === 2 ? 28 : 30 + ((month + (month >>> 3)) & 1))) return false;
  // H. Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil.
  const year = <i32>(century * 100 + years) + 400 - (month <= 2 ? 1 : 0);
  const dayOfYear = <i32>((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1);
  const days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468 - 146_097;
  store<u64>(DAY, load<u64>(at));
  store<u16>(DAY + 8, load<u16>(at + 8));
  store<f64>(DAY_BEGAN, <f64>days * 86_400_000);
  return true;
}

/** Two digits as a number; more than 1000 for anything else. */
function digits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at + 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 10_000;
}

/** A point and three digits as milliseconds; more than 1000 for anything else. */
function thousandth(at: usize): u32 {
  const hundreds = <u32>load<u8>(at + 1) - 0x30;
  return load<u8>(at) === 0x2e && hundreds < 10 ? hundreds * 100 + digits(at + 2) : 10_000;
}

// Each of these gives where a value ends, or FAILED.

/** A text from behind its opening quote, without escapes. */
function textEnd(at: usize): usize {
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
function skipValue(at: usize): usize {
  const first = <u32>load<u8>(at);
  if (first === QUOTE) return skipText(at + 1);
  return first - 0x30 < 10 || first === 0x2d ? skipNumber(at) : skipWord(at);
}

/** The same, a text only without escapes. */
function skipPlain(at: usize): usize {
  return load<u8>(at) === QUOTE ? textEnd(at + 1) : skipValue(at);
}

/** True, false, null. */
function skipWord(at: usize): usize {
  const start = load<u32>(at);
  if (start === 0x65757274 || start === 0x6c6c756e) return at + 4;
  return start === 0x736c6166 && load<u8>(at + 4) === 0x65 ? at + 5 : FAILED;
}

function skipDigits(at: usize): usize {
  let pos = at;
  while (<u32>load<u8>(pos) - 0x30 < 10) pos++;
  return pos;
}

/** As long, and with as long exponents, as the other reader takes them. */
function skipNumber(at: usize): usize {
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
