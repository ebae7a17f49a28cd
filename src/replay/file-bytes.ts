import { open } from "node:fs/promises";

const chunkBytes = 1 << 20;

/** The bytes of a file in chunks that share one memory: a chunk is valid only until the next is asked for. */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const memory = Buffer.allocUnsafeSlow(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
