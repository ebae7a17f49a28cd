import { createHash } from "node:crypto";
import { blocks } from "../blocks.ts";
import { Counter } from "../counter.ts";
import { type ByteRange, fileBytes, rangeBytes } from "../file-bytes.ts";
import { openLog } from "../input/open-log.ts";
import type { Mapping } from "../input/rows.ts";
import type { Asked } from "../replay-request.ts";
import { type CachePlace, readSidecar, sidecarKey, writeSidecar } from "../sidecar/cache.ts";
import { keptPart } from "../sidecar/kept-part.ts";
import type { Tally } from "../tally.ts";
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
  request: FilesRequest,
  passed: (bytes: number) => void,
): Promise<Counted> {
  const counter = new Counter({ ...request, ...policies });
  const lines = new Map<string, number>();
  const digests: Counted["digests"] = [];
  // Parts are read into the same memory, one after another.
  const largest = Math.max(0, ...jobs.map(({ cached, size }) => (cached ? size : 0)));
  const memory = new Uint8Array(new ArrayBuffer(largest));
  const warnings: string[] = [];
  for (const job of jobs) {
    const first = (lines.get(job.path) ?? 0) + 1;
    let count = 0;
    if (job.cached && job.range && request.cache) {
      const { range, path } = job;
      const cached = await countCached({ ...job, range }, first, counter, policies, request.cache, memory);
      count = cached.lines;
      digests.push({ path, ...range, sha256: cached.sha256 });
      if (cached.warning !== undefined) warnings.push(cached.warning);
      passed(job.size);
    } else {
      for await (const block of blocks(linesOf(job, request.mapping, passed)))
        count += counter.block(job.path, first + count, block);
    }
    lines.set(job.path, first - 1 + count);
  }
  return { tally: counter.finish(), lines: [...lines], digests, warnings };
}

/** Counts a part from what was kept of it, else from its bytes, and keeps it. */
async function countCached(
  { path, range, sha256: known }: Job & { range: ByteRange },
  first: number,
  counter: Counter,
  { base, head }: Pick<Asked, "base" | "head">,
  { folder, engine }: CachePlace,
  memory: Uint8Array,
): Promise<{ lines: number; sha256: string; warning?: string }> {
  const read = known === undefined ? await rangeBytes(path, range, memory) : undefined;
  const sha256 = known ?? createHash("sha256").update(read!).digest("hex");
  const key = sidecarKey(engine, counter.inputs, [base.id, head.id], sha256);
  const file = await readSidecar(folder, key, read ? undefined : memory);
  const kept = file && keptPart(file, counter.inputs);
  if (kept) return { lines: counter.kept(path, first, kept), sha256 };
  const bytes = read ?? (await rangeBytes(path, range, memory));
  const { lines, file: pieces } = await counter.gather(path, first, blocks(inChunks(bytes)));
  try {
    await writeSidecar(folder, key, pieces);
    return { lines, sha256 };
  } catch (error) {
    return { lines, sha256, warning: `The cache ${folder} cannot be written: ${(error as Error).message}` };
  }
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
