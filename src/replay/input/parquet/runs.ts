/** Whole numbers of a few bits each. */
export type Small = Uint8Array | Uint32Array;

/**
 * Reads numbers that are stored as runs: one number so often, or as many packed bit by bit. hyparquet's own reader believes a
 * run that says it is longer than everything, which one damaged byte is enough for.
 *
 * @param width bits of a number
 * @param count how many there have to be
 * @throws Error where there are fewer
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/ (RLE/bit-packing hybrid)
 */
export function readRuns(bytes: Uint8Array, width: number, count: number): Small {
  if (width > 24) throw new Error(`numbers of ${width} bits, more than 24`);
  const numbers = width > 8 ? new Uint32Array(count) : new Uint8Array(count);
  if (width === 0) return numbers;
  let at = 0;
  for (let seen = 0; seen < count; ) {
    const { value: header, next } = varint(bytes, at);
    at = next;
    const left = count - seen;
    if (header % 2 === 0) {
      const length = Math.min(header / 2, left);
      const size = Math.ceil(width / 8);
      if (length === 0 || at + size > bytes.length) throw new Error("a page ends too early");
      numbers.fill(packed(bytes, at, 0, width), seen, seen + length);
      at += size;
      seen += length;
    } else {
      const length = Math.min(((header - 1) / 2) * 8, left);
      if (length === 0 || at + Math.ceil((length * width) / 8) > bytes.length) throw new Error("a page ends too early");
      for (let i = 0; i < length; i++) numbers[seen + i] = packed(bytes, at, i, width);
      at += ((header - 1) / 2) * width;
      seen += length;
    }
  }
  return numbers;
}

/** The number at a place of those that are packed from a byte on; with its shift it takes no more than 31 bits. */
function packed(bytes: Uint8Array, from: number, place: number, width: number): number {
  const bit = place * width;
  const at = from + (bit >>> 3);
  const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return (word >>> (bit & 7)) & ((1 << width) - 1);
}

/** An unsigned LEB128 number of at most 32 bits. */
export function varint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: from + i + 1 };
  }
  throw new Error("a page ends too early");
}
