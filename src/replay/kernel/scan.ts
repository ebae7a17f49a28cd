/**
 * Walks over JSON (RFC 8259) in bytes without making values of it. Each function takes the position where its piece
 * starts and returns the position after it, or -1 when the bytes are no JSON *or* hold something unusual that a full
 * parser had better look at. So -1 never decides anything: the caller parses that line with `JSON.parse`. What is
 * accepted here, `JSON.parse` accepts too, provided that the bytes are UTF-8.
 *
 * The bytes must end with a line feed: no piece of one line can hold it, so that it stops every walk, and no function
 * has to ask whether it has come to the end.
 */

const quote = 0x22;
const backslash = 0x5c;
/** Objects and arrays inside one another; deeper ones are left to the full parser. */
const maxDepth = 100;
/** Characters of a number; longer ones are left to the full parser. */
const maxNumberLength = 100;

/** After spaces, tabs, carriage returns; a line has no line feed. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let pos = at;
  for (;;) {
    const c = bytes[pos]!;
    if (c !== 0x20 && c !== 0x09 && c !== 0x0d) return pos;
    pos++;
  }
}

/** After the closing quote of a string whose opening quote stands before `at`. */
export function skipString(bytes: Uint8Array, at: number): number {
  for (let pos = at; ; pos++) {
    let c = bytes[pos]!;
    while (c !== quote && c >= 0x20 && c !== backslash) c = bytes[++pos]!;
    if (c === quote) return pos + 1;
    if (c !== backslash) return -1;
    pos = escapeEnd(bytes, pos + 1);
    if (pos < 0) return -1;
  }
}

/** The last byte of the escape whose backslash stands before `at`. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at;
    case 0x75: {
      // u and four hexadecimal digits
      for (let pos = at + 1; pos <= at + 4; pos++) {
        const c = bytes[pos]!;
        const hex = (c >= 0x30 && c <= 0x39) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66);
        if (!hex) return -1;
      }
      return at + 4;
    }
    default:
      return -1;
  }
}

/**
 * After a closing quote whose opening quote stands before `at`, for a string that is wanted: -1 when it has an escape,
 * since its bytes are then not its text.
 */
export function plainString(bytes: Uint8Array, at: number): number {
  let pos = at;
  let c = bytes[pos]!;
  while (c !== quote && c >= 0x20 && c !== backslash) c = bytes[++pos]!;
  return c === quote ? pos + 1 : -1;
}

/**
 * The same for most texts in half the time: four bytes at a time, each of which is a control character or a quote when it is
 * below 0x21 after its second bit was turned over, or a backslash when nothing is left of it after that of a backslash was
 * taken away. Bytes from 0x80 on are neither. The lowest of the bits that say so is always right (H. S. Warren, Hacker's
 * Delight, 6-1, and D. Lemire, "Quickly checking whether a string needs escaping", 2024).
 *
 * @param view the bytes, and at least 4 more behind the line feed
 */
export function textEnd(view: DataView, at: number): number {
  for (let pos = at; ; pos += 4) {
    const word = view.getInt32(pos, true);
    const other = word ^ 0x5c5c5c5c;
    const found = ((((word ^ 0x02020202) - 0x21212121) & ~word) | ((other - 0x01010101) & ~other)) & (0x80808080 | 0);
    if (found !== 0) {
      const end = pos + ((31 - Math.clz32(found & -found)) >> 3);
      return view.getUint8(end) === quote ? end + 1 : -1;
    }
  }
}

const isDigit = (c: number | undefined): boolean => c! >= 0x30 && c! <= 0x39;

/** After a number. */
export function skipNumber(bytes: Uint8Array, at: number): number {
  let pos = at;
  if (bytes[pos] === 0x2d) pos++;
  if (!isDigit(bytes[pos])) return -1;
  if (bytes[pos] === 0x30) pos++;
  else while (isDigit(bytes[pos])) pos++;
  if (bytes[pos] === 0x2e) {
    pos++;
    if (!isDigit(bytes[pos])) return -1;
    while (isDigit(bytes[pos])) pos++;
  }
  if ((bytes[pos]! | 0x20) === 0x65) {
    pos++;
    if (bytes[pos] === 0x2b || bytes[pos] === 0x2d) pos++;
    const digits = pos;
    while (isDigit(bytes[pos])) pos++;
    // Exponents of three digits and more may leave the range of decimal numbers.
    if (pos === digits || pos - digits > 2) return -1;
  }
  return pos - at <= maxNumberLength ? pos : -1;
}

const tail = (word: string) => Uint8Array.from(word.slice(1), (char) => char.charCodeAt(0));
const rue = tail("true");
const alse = tail("false");
const ull = tail("null");

function skipWord(bytes: Uint8Array, at: number, rest: Uint8Array): number {
  for (let i = 0; i < rest.length; i++) if (bytes[at + 1 + i] !== rest[i]) return -1;
  return at + 1 + rest.length;
}

/** After any value. */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  switch (bytes[at]) {
    case quote:
      return skipString(bytes, at + 1);
    case 0x74:
      return skipWord(bytes, at, rue);
    case 0x66:
      return skipWord(bytes, at, alse);
    case 0x6e:
      return skipWord(bytes, at, ull);
    case 0x7b:
      return skipObject(bytes, at + 1, depth + 1);
    case 0x5b:
      return skipArray(bytes, at + 1, depth + 1);
    default:
      return skipNumber(bytes, at);
  }
}

function skipObject(bytes: Uint8Array, at: number, depth: number): number {
  if (depth > maxDepth) return -1;
  let pos = skipSpace(bytes, at);
  if (bytes[pos] === 0x7d) return pos + 1;
  for (;;) {
    if (bytes[pos] !== quote) return -1;
    pos = skipString(bytes, pos + 1);
    if (pos < 0) return -1;
    pos = afterColon(bytes, pos);
    if (pos < 0) return -1;
    pos = skipValue(bytes, pos, depth);
    if (pos < 0) return -1;
    pos = skipSpace(bytes, pos);
    if (bytes[pos] === 0x7d) return pos + 1;
    if (bytes[pos] !== 0x2c) return -1;
    pos = skipSpace(bytes, pos + 1);
  }
}

function skipArray(bytes: Uint8Array, at: number, depth: number): number {
  if (depth > maxDepth) return -1;
  let pos = skipSpace(bytes, at);
  if (bytes[pos] === 0x5d) return pos + 1;
  for (;;) {
    pos = skipValue(bytes, pos, depth);
    if (pos < 0) return -1;
    pos = skipSpace(bytes, pos);
    if (bytes[pos] === 0x5d) return pos + 1;
    if (bytes[pos] !== 0x2c) return -1;
    pos = skipSpace(bytes, pos + 1);
  }
}

/** Where the value starts, from after a key. */
export function afterColon(bytes: Uint8Array, at: number): number {
  const pos = skipSpace(bytes, at);
  return bytes[pos] === 0x3a ? skipSpace(bytes, pos + 1) : -1;
}
