import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * What gzip data (RFC 1952, one member or several) was before it was compressed. Throws where it is broken, is cut short, or
 * has anything else behind its last member than zeros, with which tapes are filled up. The lengths and checksums of the
 * members are looked at by zlib.
 */
export async function* gunzip(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const broken = (why: string) => new Error(`${name}: the gzip data is broken or cut short: ${why}`);
  let size = 0;
  /** After the last byte that is not zero. */
  let end = 0;
  // Copied, because a stream keeps chunks for a while, and a file reader uses its memory again.
  async function* copies() {
    for await (const chunk of source) {
      const copy = Buffer.from(chunk);
      const last = copy.findLastIndex((byte) => byte !== 0);
      if (last >= 0) end = size + last + 1;
      size += copy.length;
      yield copy;
    }
  }
  const packed = copies();
  // What is left of the source is to be seen to its end, even where zlib has read enough.
  const from = Readable.from(unending(packed));
  const gunzipped = from.pipe(createGunzip());
  from.on("error", (error) => gunzipped.destroy(error));
  try {
    yield* gunzipped;
    for await (const _ of packed);
  } catch (error) {
    throw broken((error as Error).message);
  } finally {
    // Not waited for: where the data is broken, more of it may be long in coming.
    packed.return().catch(() => {});
  }
  // zlib takes a zero for the end of everything, and so would leave out a member that stands behind some.
  if (end > gunzipped.bytesWritten) throw broken("something else follows on zeros at its end");
}

/** The same chunks; not to go on asking for them does not end their source. */
async function* unending(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}
