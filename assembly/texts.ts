import { LINE, MASKS, TEXTS, word } from "./memory";

// Texts whose codes are known, by column: that of people's outcomes, then inputs, then segments.

/** How many of a column, how many of one hash, and the bytes of each: the text, its length and one, its code. */
const KNOWN: usize = 256;
const WAYS: usize = 4;
const KNOWN_BYTES: usize = 32;

/** What the code is of a text that is not known. */
export const UNKNOWN: i32 = -2;

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
export function codeOf(column: i32, from: usize, to: usize): i32 {
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
