/** Everything in one piece, for forms that cannot be read from front to back. Throws past the limit in bytes. */
export async function whole(name: string, source: AsyncIterable<Uint8Array>, limit = 1 << 30): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit)
      throw new Error(
        `${name}: more than ${limit} bytes in a form that has to be held in memory; use newline-delimited JSON.`,
      );
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
