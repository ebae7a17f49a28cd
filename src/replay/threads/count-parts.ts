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
import { Kept } from "./kept.ts";
import type { Part } from "./parts.ts";

/** What a replay of files is asked, beside its two policies; can be sent to a thread. */
export type FilesRequest = Pick<Asked, "weigh" | "selected" | "stage" | "regions"> & {
  /** What the columns of CSV and Parquet mean. */
  mapping: Mapping;
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
  tally: Tally;
  /** How many lines it read of each file. */
  lines: [path: string, lines: number][];
  /** Digests of the parts that are cached. */
  digests: { path: string; from: number; to: number; sha256: string }[];
  /** Why something could not be kept; a replay does not depend on it. */
  warnings: string[];
}

/** Counts some parts of files, one after another. `passed` hears how many bytes of the files have been read. */
export async function countParts(
  jobs: readonly Job[],
  policies: Pick<Asked, "base" | "head">,
  { mapping, cache, partBytes, ...asked }: FilesRequest & { partBytes: number },
  passed: (bytes: number) => void,
): Promise<Counted> {
  const counter = new Counter({ ...asked, ...policies });
  const kept = cache && new Kept(cache, counter.inputs, policies);
  const lines = new Map<string, number>();
  const digests: Counted["digests"] = [];
  // Parts are read into the same memory, one after another.
  const memory = memoryFor(jobs);
  for (const job of jobs) {
    const { path, size, range } = job;
    const before = lines.get(path) ?? 0;
    const read = (passed: (bytes: number) => void) => blocks(linesOf(job, mapping, passed));
    let count = 0;
    if (job.cached && kept) {
      const found = range
        ? await countPart(path, range, job.sha256, before + 1, counter, kept, memory)
        : await countPacked({ ...job, mapping, lines: () => read(() => {}) }, counter, kept, partBytes);
      count = found.lines;
      digests.push({ path, from: range?.from ?? 0, to: range?.to ?? size, sha256: found.sha256 });
      passed(size);
    } else {
      for await (const block of read(passed)) count += counter.block(path, before + count + 1, block);
    }
    lines.set(path, before + count);
  }
  return { tally: counter.finish(), lines: [...lines], digests, warnings: [...(kept?.warnings ?? [])] };
}

const memoryFor = (jobs: readonly Job[]): Uint8Array =>
  new Uint8Array(new ArrayBuffer(Math.max(0, ...jobs.map(({ cached, range, size }) => (cached && range ? size : 0)))));

/** Counts a part from what was kept of it, else from its bytes, and keeps it. */
async function countPart(
  path: string,
  range: ByteRange,
  known: string | undefined,
  first: number,
  counter: Counter,
  kept: Kept,
  memory: Uint8Array,
): Promise<{ lines: number; sha256: string }> {
  const read = known === undefined ? await rangeBytes(path, range, memory) : undefined;
  const sha256 = known ?? createHash("sha256").update(read!).digest("hex");
  const key = kept.key(sha256);
  const found = kept.read(key, read ? undefined : memory);
  if (found) return { lines: counter.kept(path, first, found), sha256 };
  const bytes = read ?? (await rangeBytes(path, range, memory));
  const { lines, file } = await counter.gather(path, first, blocks(inChunks(bytes)));
  await kept.write(key, file);
  return { lines, sha256 };
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const chunk = 1 << 20;
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

function linesOf({ path, range }: Part, mapping: Mapping, passed: (bytes: number) => void): AsyncIterable<Uint8Array> {
  async function* bytes() {
    for await (const chunk of fileBytes(path, range)) {
      passed(chunk.length);
      yield chunk;
    }
  }
  // What a stretch begins with says nothing about the form of its file.
  return range ? bytes() : openLog(path, bytes(), mapping).bytes;
}
