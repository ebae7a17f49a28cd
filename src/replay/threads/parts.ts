import { type ByteRange, fileBytes } from "../file-bytes.ts";
import { formOf } from "../input/open-log.ts";

/** A log file, or a stretch of whole lines of it. */
export interface Part {
  path: string;
  /** In bytes. */
  size: number;
  range?: ByteRange;
  /** Whether its lines are not those of the file: it is to be unpacked or converted. */
  packed?: true;
}

const lineFeed = 10;
/** Bytes to look for the end of a line in at a time. */
const window = 1 << 16;

/**
 * The parts of a file, in order: a log of newline-delimited JSON is cut at line ends, each part with its range. Anything else
 * stays whole, and so does a log so short that nothing done about it pays: it is read at once.
 *
 * @param bytes that a part has, or a few more; where a log is cut depends on nothing else but its own
 */
export async function partsOf(path: string, size: number, bytes: number): Promise<Part[]> {
  if (size < bytes / 16) return [{ path, size }];
  if (!(await hasLines(path))) return [{ path, size, packed: true }];
  if (size < bytes / 4) return [{ path, size }];
  const parts: Part[] = [];
  let from = 0;
  while (from < size) {
    const place = (Math.floor(from / bytes) + 1) * bytes;
    const to = place >= size ? size : await lineEnd(path, place, size);
    parts.push({ path, size: to - from, range: { from, to } });
    from = to;
  }
  return parts;
}

async function hasLines(path: string): Promise<boolean> {
  for await (const first of fileBytes(path)) return formOf(path, first) === "ndjson";
  return false;
}

/** After the first line feed from a place on; the end of the file where there is none. */
async function lineEnd(path: string, place: number, size: number): Promise<number> {
  for (let from = place; from < size; from += window)
    for await (const chunk of fileBytes(path, { from, to: Math.min(size, from + window) })) {
      const at = chunk.indexOf(lineFeed);
      if (at >= 0) return from + at + 1;
    }
  return size;
}
