import { isUtf8 } from "node:buffer";

const lineFeed = 0x0a;

/** The same bytes. Throws an Error with the line where they are no UTF-8: letters must not become others unseen. */
export async function* checkedUtf8(source: AsyncIterable<Buffer<ArrayBuffer>>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let lines = 1;
  const checked = (chunk?: Buffer<ArrayBuffer>) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      const line = lines + linesBefore(chunk);
      throw new Error(
        `line ${line} is not UTF-8; save it as "CSV UTF-8", or convert it: iconv -f WINDOWS-1252 -t UTF-8 (if that is what it is)`,
      );
    }
  };
  for await (const chunk of source) {
    checked(chunk);
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines++;
    yield chunk;
  }
  checked();
}

/** How many lines of a chunk end before the first that is not UTF-8; what a character from the chunk before leaves is passed over. */
function linesBefore(chunk = Buffer.of()): number {
  let start = 0;
  while (start < 3 && (chunk[start]! & 0xc0) === 0x80) start++;
  for (let lines = 0; ; lines++) {
    const end = chunk.indexOf(lineFeed, start);
    if (end < 0 || !isUtf8(chunk.subarray(start, end))) return lines;
    start = end + 1;
  }
}
