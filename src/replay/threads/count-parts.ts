import { createHash } from "node:crypto";
import { blocks } from "../blocks.ts";
import { Counter } from "../counter.ts";
import { type ByteRange, fileBytes, rangeBytes } from "../file-bytes.ts";
import { openLog } from "../input/open-log.ts";
import type { Mapping } from "../input/rows.ts";
import type { Asked } from "../replay-request.ts";
import type { CachePlace } from "../sidecar/cache.ts";
import type { Tally } from "../tally.ts";
import { countPacked } from "./count-packed.ts";
import type { Dealing } from "./dealing.ts";
import { Kept } from "./kept.ts";
import type { Part } from "./parts.ts";

/** What a replay of files is asked, beside its two policies; can be sent to a thread. */
export type FilesRequest = Pick<Asked, "weigh" | "selected" | "stage" | "regions"> & {
  /** What the columns of CSV and Parquet mean. */
  mapping: Mapping;
};

/** The same, and how its parts are read and kept. */
export type PartsRequest = FilesRequest & {
  /** Bytes of a log that are read, and kept, together. */
  partBytes: number;
  /** Where to keep what was read of logs, for the next run. */
  cache?: CachePlace | undefined;
};

/** A part to count. */
export interface Job extends Part {
  /** Bytes that it takes as much work as. */
  work: number;
  /** Whether to look for it among what was kept, and to keep it. */
  cached: boolean;
  /** Of its bytes, where it is known. */
  sha256?: string | undefined;
}

/** What one thread counted. */
export interface Counted {
  /** Lines in it are numbered from the first of their part. */
  tally: Tally;
  /** The parts, in order. */
  parts: CountedPart[];
  /** Why it ended early, if it did, and at which part. */
  failed?: { part: number; error: Error };
  /** Why something could not be kept; a replay does not depend on it. */
  warnings: string[];
}

export interface CountedPart {
  /** Its place among all parts. */
  part: number;
  lines: number;
  /** How many of the tally's places are of this part or of one before. */
  places: number;
  /** Of a part that is cached. */
  sha256: string | undefined;
}

/** Counts the parts of files that fall to this thread. `passed` hears how many bytes of the files have been read. */
export async function countParts(
  jobs: readonly Job[],
  dealing: Dealing,
  policies: Pick<Asked, "base" | "head">,
  { mapping, cache, partBytes, ...asked }: PartsRequest,
  passed: (bytes: number) => void,
): Promise<Counted> {
  const counter = new Counter({ ...asked, ...policies });
  const kept = cache && new Kept(cache, counter.inputs, policies);
  const parts: CountedPart[] = [];
  let failed: Counted["failed"];
  // Parts are read into the same memory, one after another.
  const memory = memoryFor(jobs);
  const memories: Buffer[] = [];
  const count = async (job: Job): Promise<{ lines: number; sha256?: string }> => {
    const { path, size, range } = job;
    const read = (seen: (chunk: Uint8Array) => void) => blocks(linesOf(job, mapping, memories, seen));
    if (job.cached && kept) {
      const found = range
        ? await countPart(path, range, job.sha256, counter, kept, memory)
        : await countPacked({ ...job, mapping, lines: read }, counter, kept, partBytes);
      passed(size);
      return found;
    }
    let lines = 0;
    for await (const block of read(({ length }) => passed(length))) lines += counter.block(path, lines + 1, block);
    return { lines };
  };
  for (let part = dealing.take(); part < jobs.length && !failed; part = dealing.take()) {
    try {
      const { lines, sha256 } = await count(jobs[part]!);
      parts.push({ part, lines, places: counter.places, sha256 });
    } catch (error) {
      dealing.stop();
      failed = { part, error: error as Error };
    }
  }
  return { tally: counter.finish(), parts, ...(failed && { failed }), warnings: [...(kept?.warnings ?? [])] };
}

const memoryFor = (jobs: readonly Job[]): Uint8Array =>
  new Uint8Array(new ArrayBuffer(Math.max(0, ...jobs.map(({ cached, range, size }) => (cached && range ? size : 0)))));

/** Counts a part from what was kept of it, else from its bytes, and keeps it. */
async function countPart(
  path: string,
  range: ByteRange,
  known: string | undefined,
  counter: Counter,
  kept: Kept,
  memory: Uint8Array,
): Promise<{ lines: number; sha256: string }> {
  const remembered = known === undefined ? undefined : kept.read(kept.key(known), memory);
  if (known !== undefined && remembered) return { lines: counter.kept(path, 1, remembered), sha256: known };
  const bytes = await rangeBytes(path, range, memory);
  // Taken of what is counted, whatever was known: the file may have been written to since.
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const key = kept.key(sha256);
  const found = kept.read(key);
  if (found) return { lines: counter.kept(path, 1, found), sha256 };
  const { lines, file } = await counter.gather(path, 1, blocks(inChunks(bytes)));
  await kept.write(key, file);
  return { lines, sha256 };
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const chunk = 1 << 20;
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

function linesOf(
  { path, range }: Part,
  mapping: Mapping,
  memories: Buffer[],
  seen: (chunk: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  async function* bytes() {
    for await (const chunk of fileBytes(path, range, memories)) {
      seen(chunk);
      yield chunk;
    }
  }
  // What a stretch begins with says nothing about the form of its file.
  return range ? bytes() : openLog(path, bytes(), mapping).bytes;
}
