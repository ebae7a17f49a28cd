/** Bytes that are decompressed at a time, so that what comes of them stays small too. */
const pieceBytes = 16 * 1024;

/**
 * What zstd data (RFC 8878, one frame or several) was before it was compressed. Throws where it is broken or ends within a
 * frame. The optional checksum of a frame is not looked at: the decoder leaves it out.
 */
export async function* unzstd(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => ready.push(chunk));
  const decoded = (piece: Uint8Array, last: boolean): Uint8Array[] => {
    ready = [];
    try {
      decoder.push(piece, last);
    } catch (error) {
      throw new Error(`${name}: the zstd data is broken or cut short: ${(error as Error).message}`);
    }
    return ready;
  };
  for await (const chunk of source) {
    // Copied, because the decoder keeps what it cannot use yet, and a file reader uses its memory again.
    const own = new Uint8Array(chunk);
    for (let at = 0; at < own.length; at += pieceBytes) yield* decoded(own.subarray(at, at + pieceBytes), false);
  }
  yield* decoded(new Uint8Array(), true);
}
