/**
 * Text in UTF-16, which begins with a byte order mark, in UTF-8: some tools of Windows write it unasked. Throws where it is
 * none.
 */
export async function* fromUtf16(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of source) {
      decoder ??= new TextDecoder(chunk[0] === 0xff ? "utf-16le" : "utf-16be", { fatal: true });
      yield Buffer.from(decoder.decode(chunk, { stream: true }));
    }
    decoder?.decode();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA") throw error;
    throw new Error(`${name}: begins as UTF-16 does, and is not; save it as UTF-8.`);
  }
}
