import { crc32 } from "node:zlib";

/** One of the parts that a log is split into; `index` counts from 1. */
export interface Shard {
  index: number;
  of: number;
}

/** Lines that stay together: a stretch is decided at once, which costs less than line by line. */
export const stretchLines = 16;
const most = 10_000;

/** `3/16`; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
  const [, index = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  return index >= 1 && index <= of && of <= most ? { index, of } : undefined;
}

/** Whether a shard has a line of a log; `line` counts from 1. */
export type OwnsLine = (line: number) => boolean;

/**
 * Which lines of a log belong to a shard: stretches of 16 lines in turn. Lines, not ids, because every line has a number
 * without being read, a malformed one too, so that every line is counted by exactly one shard. Each log is split by itself,
 * so that the others, and their order, make no difference; its name decides where the turn begins, so that many short logs
 * do not all fall to the first shard.
 */
export function linesOf(log: string, shard: Shard | undefined): OwnsLine {
  if (!shard) return () => true;
  const { index, of } = shard;
  const first = crc32(log) % of;
  return (line) => (Math.floor((line - 1) / stretchLines) + first) % of === index - 1;
}

const lineFeed = 10;

/**
 * Calls `visit` with where the stretches of a block of whole lines that a shard has start and end, and with the number of
 * each one's first line; how many lines the block has.
 *
 * @param first the number of the block's first line, from 1
 */
export function eachStretch(
  bytes: Uint8Array,
  first: number,
  owns: OwnsLine,
  visit: (start: number, end: number, line: number) => void,
): number {
  let line = first;
  for (let start = 0; start < bytes.length; ) {
    const from = line;
    let end = start;
    do {
      end = bytes.indexOf(lineFeed, end) + 1;
      line++;
    } while (end < bytes.length && (line - 1) % stretchLines !== 0);
    if (owns(from)) visit(start, end, from);
    start = end;
  }
  return line - first;
}
