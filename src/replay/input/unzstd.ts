/**
 * What zstd data (RFC 8878, one frame or several) was before it was compressed. Throws where it is broken, ends within a
 * frame, has anything else behind its last frame, or does not hold what its frames say: their size and their checksum, each
 * where a frame has one.
 */
export async function* unzstd(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Loaded only where a log is under zstd.
  const { loadZstd, ZstdStream } = await import("./zstd-decoder.ts");
  const stream = new ZstdStream(await loadZstd());
  try {
    for await (const chunk of source) yield* stream.push(chunk);
    if (stream.isOpen) throw new Error("it ends within a frame");
  } catch (error) {
    throw new Error(`${name}: the zstd data is broken or cut short: ${(error as Error).message}`);
  } finally {
    stream.free();
  }
}
