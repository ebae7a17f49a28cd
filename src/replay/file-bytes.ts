import { open } from "node:fs/promises";

const chunkBytes = 1 << 20;

/** A stretch of a file, in bytes: from the first one to before the last. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * The bytes of a file, or of a stretch of it, in chunks that share one memory: a chunk is valid only until the next is asked
 * for. Throws where a stretch is not there to its end.
 */
export async function* fileBytes(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const memory = Buffer.allocUnsafeSlow(chunkBytes);
    for (let at = range?.from ?? 0; range === undefined || at < range.to; ) {
      const wanted = range ? Math.min(chunkBytes, range.to - at) : chunkBytes;
      const { bytesRead } = await file.read(memory, 0, wanted, range ? at : null);
      if (bytesRead === 0) {
        if (range) throw shorter(path);
        return;
      }
      yield memory.subarray(0, bytesRead);
      at += bytesRead;
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
