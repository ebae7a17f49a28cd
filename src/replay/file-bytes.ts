import { open } from "node:fs/promises";

const chunkBytes = 1 << 20;
const none = Buffer.alloc(0);

/** A stretch of a file, in bytes: from the first one to before the last. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * The bytes of a file, or of a stretch of it, in chunks that share their memory: a chunk is valid only until the next is asked
 * for. Throws where a stretch is not there to its end.
 *
 * @param memories what another call, that has come to its end, read into: to be used again
 */
export async function* fileBytes(path: string, range?: ByteRange, memories: Buffer[] = []): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  const size = range ? Math.min(chunkBytes, range.to - range.from) : chunkBytes;
  let at = range?.from ?? 0;
  const read = (turn: number) => {
    const wanted = range ? Math.min(size, range.to - at) : size;
    if (wanted === 0) return { bytesRead: 0, buffer: none };
    const known = memories[turn % 2];
    const memory = known && known.length >= size ? known : Buffer.allocUnsafeSlow(size);
    memories[turn % 2] = memory;
    const reading = file.read(memory, 0, wanted, range ? at : null);
    // Whether it failed is looked at later, or never.
    reading.catch(() => {});
    return reading;
  };
  try {
    // While one chunk is made use of, the next one is being read.
    let reading = read(0);
    for (let turn = 1; range === undefined || at < range.to; turn++) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) {
        if (range) throw shorter(path);
        return;
      }
      at += bytesRead;
      reading = read(turn);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** A stretch of a file as a whole, in the beginning of `memory` where that is large enough, else in memory of its own. */
export async function rangeBytes(path: string, { from, to }: ByteRange, memory?: Uint8Array): Promise<Uint8Array> {
  const length = to - from;
  const bytes = memory && memory.length >= length ? memory.subarray(0, length) : Buffer.allocUnsafeSlow(length);
  const file = await open(path);
  try {
    for (let at = 0; at < length; ) {
      const { bytesRead } = await file.read(bytes, at, length - at, from + at);
      if (bytesRead === 0) throw shorter(path);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  return bytes;
}

const shorter = (path: string): Error => new Error(`${path}: the log became shorter while it was read.`);
