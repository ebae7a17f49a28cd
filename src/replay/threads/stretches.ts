import type { Block } from "../blocks.ts";

const lineFeed = 10;

/**
 * Gives the lines of a source in stretches: each call the next ones, up to the first line end at or beyond so many bytes, and
 * nothing at the source's end. Where a stretch ends depends on the lines alone and not on the blocks in which they came: two
 * runs that keep the stretches of one log at the same time must mean the same by the third of them, wherever each began.
 */
export function stretches(source: AsyncGenerator<Block>, bytes: number): () => AsyncGenerator<Block> {
  let rest: Uint8Array | undefined;
  return async function* next() {
    for (let room = bytes; room > 0; ) {
      const block = rest ? { bytes: rest } : await taken(source);
      rest = undefined;
      if (!block) return;
      if ("tooLong" in block) yield block;
      else {
        const end = block.bytes.length > room ? block.bytes.indexOf(lineFeed, room - 1) + 1 : block.bytes.length;
        if (end < block.bytes.length) rest = block.bytes.subarray(end);
        room -= end;
        yield { bytes: block.bytes.subarray(0, end) };
      }
    }
  };
}

async function taken(source: AsyncGenerator<Block>): Promise<Block | undefined> {
  const { value, done } = await source.next();
  return done ? undefined : value;
}
