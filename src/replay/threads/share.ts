import { type ByteRange, fileBytes } from "../file-bytes.ts";
import { formOf } from "../input/open-log.ts";

/** A log file, or a stretch of whole lines of it. */
export interface Span {
  path: string;
  range?: ByteRange;
}

const lineFeed = 10;

/**
 * Deals files out in shares of about as many bytes each, for one thread each: files in their order, each in one share or,
 * where it is newline-delimited JSON, cut at line ends. Shares can be fewer than asked for, since other forms are not cut.
 *
 * @param files with their sizes in bytes
 */
export async function sharesOf(files: readonly { path: string; size: number }[], threads: number): Promise<Span[][]> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const ends = Array.from({ length: threads - 1 }, (_, i) => Math.floor((total * (i + 1)) / threads));
  const shares: Span[][] = [[]];
  let before = 0;
  for (const { path, size } of files) {
    const inside = ends.map((end) => end - before).filter((end) => end >= 0 && end < size);
    before += size;
    const cuts = inside.length === 0 ? [] : await cutsOf(path, size, inside);
    if (cuts.length === 0) {
      shares.at(-1)!.push({ path });
      // One that cannot be cut fills up the share that should have ended in it.
      if (inside.length > 0) shares.push([]);
      continue;
    }
    let from = 0;
    for (const to of cuts) {
      shares.at(-1)!.push({ path, range: { from, to } });
      shares.push([]);
      from = to;
    }
    shares.at(-1)!.push({ path, range: { from, to: size } });
  }
  return shares.filter((share) => share.length > 0);
}

/** Where lines end next after each of some places, within the file; none where lines are not records. */
async function cutsOf(path: string, size: number, places: number[]): Promise<number[]> {
  if (!(await hasLines(path))) return [];
  const cuts: number[] = [];
  for (const place of places) {
    const cut = await lineEnd(path, { from: place, to: size });
    if (cut < size && cut !== cuts.at(-1)) cuts.push(cut);
  }
  return cuts;
}

async function hasLines(path: string): Promise<boolean> {
  for await (const first of fileBytes(path)) return formOf(path, first) === "ndjson";
  return false;
}

/** After the first line feed of a stretch; its end where it has none. */
async function lineEnd(path: string, range: ByteRange): Promise<number> {
  let before = range.from;
  for await (const chunk of fileBytes(path, range)) {
    const at = chunk.indexOf(lineFeed);
    if (at >= 0) return before + at + 1;
    before += chunk.length;
  }
  return range.to;
}
