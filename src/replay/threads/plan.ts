import { type CachePlace, prune } from "../sidecar/cache.ts";
import { type FileState, fileState, isUnchanged, recall, remember } from "../sidecar/remembered.ts";
import type { Counted, Job } from "./count-parts.ts";
import { partsOf } from "./parts.ts";

/** A log file and its size in bytes. */
export interface LogFile {
  path: string;
  size: number;
}

/** How much less work it is to count what was kept of a log than to read it. */
const keptWork = 1 / 8;

/** The parts to count, in order, and how the files that are not read at once were before any of it was read. */
export async function planned(
  files: readonly LogFile[],
  cache: CachePlace | undefined,
  partBytes: number,
): Promise<{ jobs: Job[]; states: Map<string, FileState> }> {
  const jobs: Job[] = [];
  const states = new Map<string, FileState>();
  for (const { path, size } of files) {
    const state = await fileState(path);
    const parts = await partsOf(path, size, partBytes);
    const inParts = parts.some(({ range, packed }) => range || packed);
    if (inParts) states.set(path, state);
    if (!cache || !inParts) {
      jobs.push(...parts.map((part) => ({ ...part, work: part.size, cached: false })));
      continue;
    }
    const known = await recall(cache.folder, path, state);
    for (const part of parts) {
      const { from: start, to: end } = part.range ?? { from: 0, to: part.size };
      const sha256 = known.find(({ from, to }) => from === start && to === end)?.sha256;
      // A line so long that it makes a part much longer is not worth the memory.
      const cached = part.packed === true || part.size < 2 * partBytes;
      jobs.push({ ...part, cached, sha256, work: sha256 === undefined ? part.size : part.size * keptWork });
    }
  }
  return { jobs, states };
}

/**
 * Remembers the digests of the files' parts where the files have not changed meanwhile, and keeps the cache in bounds. Says
 * what could not be written.
 */
export async function settled(
  counted: readonly Counted[],
  jobs: readonly Job[],
  states: ReadonlyMap<string, FileState>,
  { folder }: CachePlace,
): Promise<string[]> {
  const failed = counted.flatMap(({ warnings }) => warnings);
  const digests = new Map(counted.flatMap(({ parts }) => parts.map(({ part, sha256 }) => [jobs[part], sha256])));
  try {
    for (const [path, state] of states) {
      if (jobs.every((job) => job.path !== path || !job.cached || job.sha256 !== undefined)) continue;
      if (!isUnchanged(state, await fileState(path))) continue;
      const own = jobs.flatMap((job) => {
        const { from, to } = job.range ?? { from: 0, to: job.size };
        const sha256 = digests.get(job);
        return job.path === path && sha256 !== undefined ? [{ from, to, sha256 }] : [];
      });
      await remember(folder, path, state, own);
    }
    if (states.size > 0) await prune(folder);
  } catch (error) {
    failed.push(`The cache ${folder} cannot be written: ${(error as Error).message}`);
  }
  return failed.slice(0, 1);
}
