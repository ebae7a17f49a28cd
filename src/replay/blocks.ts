/** The longest line that is read as a record: longer ones are counted as malformed and never held in memory. */
export const maxLineBytes = 16 * 1024 * 1024;

/** Whole lines of a log, each ended by a line feed; or a line that is too long. */
export type Block = { bytes: Uint8Array } | { tooLong: true };

const lineFeed = 10;

/**
 * Cuts a byte stream into blocks of whole lines, so that what follows can walk bytes without thinking of chunk borders.
 * The source may use the same memory for every chunk, and so a block is valid only until the next is asked for.
 * Memory stays at one chunk plus the longest line, at most `limit` bytes (which is to be more than a chunk has).
 */
export async function* blocks(source: AsyncIterable<Uint8Array>, limit = maxLineBytes): AsyncGenerator<Block> {
  let pending: Uint8Array[] = [];
  let size = 0;
  let skipping = false;
  for await (const chunk of source) {
    const first = chunk.indexOf(lineFeed);
    if (first < 0) {
      size += chunk.length;
      skipping ||= size > limit;
      if (skipping) pending = [];
      else pending.push(Buffer.from(chunk));
      continue;
    }
    const last = chunk.lastIndexOf(lineFeed);
    if (skipping || size + first > limit) yield { tooLong: true };
    else if (size > 0) yield { bytes: Buffer.concat([...pending, chunk.subarray(0, first + 1)]) };
    const start = skipping || size > 0 ? first + 1 : 0;
    if (last >= start) yield { bytes: chunk.subarray(start, last + 1) };
    const rest = Buffer.from(chunk.subarray(last + 1));
    pending = rest.length > 0 ? [rest] : [];
    size = rest.length;
    skipping = size > limit;
  }
  if (skipping) yield { tooLong: true };
  else if (size > 0) yield { bytes: Buffer.concat([...pending, Buffer.of(lineFeed)]) };
}

/** Calls `visit(line, start, end)` for each line of a block, numbered from 0, without its line feed; how many there were. */
export function eachLine(bytes: Uint8Array, visit: (line: number, start: number, end: number) => void): number {
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(lineFeed, start);
    visit(line, start, end);
    start = end + 1;
  }
  return line;
}
