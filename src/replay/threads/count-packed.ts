import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Block } from "../blocks.ts";
import type { Counter } from "../counter.ts";
import { fileBytes } from "../file-bytes.ts";
import type { Mapping } from "../input/rows.ts";
import { changed } from "../sidecar/remembered.ts";
import type { Kept } from "./kept.ts";
import { stretches } from "./stretches.ts";

/** A log that has to be unpacked or converted to get at its lines, and what decides how that is done. */
export interface PackedLog {
  path: string;
  /** Of the file, where it is known. */
  sha256?: string | undefined;
  mapping: Mapping;
  /** Its lines, from the first one on; `seen` hears of the bytes of the file. */
  lines: (seen: (chunk: Uint8Array) => void) => AsyncGenerator<Block>;
}

const lineFeed = 10;

/**
 * Counts a packed log from what was kept of it, and from where that ends by unpacking it. Its lines are kept in parts of about
 * so many bytes; a part without lines follows on the last one.
 *
 * @throws Error where the file was written to meanwhile: nothing is kept then, since it would go by the name of other bytes
 */
export async function countPacked(
  { path, sha256: known, mapping, lines: unpacked }: PackedLog,
  counter: Counter,
  kept: Kept,
  partBytes: number,
): Promise<{ lines: number; sha256: string }> {
  const sha256 = known ?? (await digestOf(path));
  const how = JSON.stringify([basename(path), [...mapping.inputs], [...mapping.columns]]);
  const keyOf = (part: number) => kept.key(`${sha256} ${part} ${how}`);
  let lines = 0;
  let part = 0;
  for (; ; part++) {
    const found = kept.read(keyOf(part));
    if (!found) break;
    if (found.lines === 0) return { lines, sha256 };
    lines += counter.kept(path, lines + 1, found);
  }
  const hash = createHash("sha256");
  const rest = without(
    unpacked((chunk) => hash.update(chunk)),
    lines,
  );
  const next = stretches(rest, partBytes);
  const written: string[] = [];
  let isSame = false;
  try {
    for (let ended = false; !ended; part++) {
      const gathered = await counter.gather(path, lines + 1, next());
      written.push(keyOf(part));
      await kept.write(keyOf(part), gathered.file);
      lines += gathered.lines;
      ended = gathered.lines === 0;
    }
    isSame = hash.digest("hex") === sha256;
    if (!isSame) throw changed(path);
  } finally {
    await rest.return(undefined);
    if (!isSame) await kept.remove(written);
  }
  return { lines, sha256 };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fileBytes(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** A source without its first lines. */
async function* without(source: AsyncIterable<Block>, lines: number): AsyncGenerator<Block> {
  let left = lines;
  for await (const block of source) {
    if (left === 0) yield block;
    else if ("tooLong" in block) left--;
    else {
      let from = 0;
      for (; left > 0 && from < block.bytes.length; left--) from = block.bytes.indexOf(lineFeed, from) + 1;
      if (from < block.bytes.length) yield { bytes: block.bytes.subarray(from) };
    }
  }
}
