import { availableParallelism } from "node:os";
import type { Policy } from "../../policy/index.ts";
import { mergeTallies } from "../merge.ts";
import type { CachePlace } from "../sidecar/cache.ts";
import { mustHaveOnlyGrown } from "../sidecar/remembered.ts";
import type { Tally } from "../tally.ts";
import { type Counted, countParts, type FilesRequest, type Job } from "./count-parts.ts";
import { Dealing } from "./dealing.ts";
import { type LogFile, planned, settled } from "./plan.ts";
import { Thread } from "./thread.ts";
import type { PolicyText } from "./worker.ts";

/** A policy, and the text that it was loaded from. */
export interface Version {
  policy: Policy;
  source: PolicyText;
}

/** How the work on files is done; none of it makes a difference to what is counted. */
export interface Manner {
  /** As many as pay, where it is not said. */
  threads?: number | undefined;
  /** Bytes of a log that are read, and kept, together. */
  partBytes?: number;
  /** Where to keep what was read of logs, for the next run. */
  cache?: CachePlace | undefined;
  /** Hears how many bytes have been read. */
  passed?: ((bytes: number) => void) | undefined;
  /** Hears of what went wrong without harm. */
  warn?: ((message: string) => void) | undefined;
}

/** Files about to be counted. */
export interface Counting {
  /** Counts their records; to be called once. Throws what the first part that cannot be counted throws. */
  count(policies: { base: Policy; head: Policy }, request: FilesRequest): Promise<Tally>;
  /** Ends what is still under way. */
  close(): Promise<void>;
}

/**
 * Bytes that a thread should have to read, or starting it costs more than it helps: two threads took 1.3 times as long as one
 * for 98 MB, 1.2 times for 196 MB, as long for 490 MB, and 0.75 times as long for 4.9 GB (bench/replay, two cores).
 */
const bytesThatPay = 256e6;

/**
 * Counts the records of files as `countReplay` does, in several threads where that pays, the first of them this one, and with
 * what an earlier run kept of the files. Throws what one thread would.
 *
 * Not for a program that is bundled into one file: the threads run a file beside this one.
 */
export async function countFiles(
  files: readonly LogFile[],
  { base, head }: { base: Version; head: Version },
  request: FilesRequest,
  manner: Manner = {},
): Promise<Tally> {
  const counting = await startCounting(files, { base: base.source, head: head.source }, manner);
  try {
    return await counting.count({ base: base.policy, head: head.policy }, request);
  } finally {
    await counting.close();
  }
}

/**
 * Begins with what {@link countFiles} does: the threads load the program, and the policies, while the caller works out what it
 * asks of them.
 */
export async function startCounting(
  files: readonly LogFile[],
  sources: { base: PolicyText; head: PolicyText },
  { threads, partBytes = 1 << 23, cache, passed = () => {}, warn = () => {} }: Manner = {},
): Promise<Counting> {
  const { jobs, states } = await planned(files, cache, partBytes);
  const dealing = new Dealing();
  const prepared = { ...sources, jobs, dealing: dealing.memory };
  const others = Array.from({ length: (threads ?? threadsThatPay(jobs)) - 1 }, () => new Thread(prepared, passed));
  return {
    async count(policies, request) {
      const asked = { ...request, partBytes, cache };
      const running = others.map((thread) => thread.count(asked));
      const own = countParts(jobs, dealing, policies, asked, passed);
      const all = await Promise.all([own, ...running]);
      const [first] = all.flatMap(({ failed }) => failed ?? []).sort((a, b) => a.part - b.part);
      if (first) throw first.error;
      for (const [path, state] of states) await mustHaveOnlyGrown(path, state);
      if (cache) for (const message of await settled(all, jobs, states, cache)) warn(message);
      return merged(all, jobs);
    },
    async close() {
      await Promise.all(others.map((thread) => thread.end()));
    },
  };
}

function threadsThatPay(jobs: readonly Job[]): number {
  const work = jobs.reduce((sum, job) => sum + job.work, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(work / bytesThatPay)));
}

/** All parts together; the lines of a file that was read in several are numbered through. */
function merged(all: readonly Counted[], jobs: readonly Job[]): Tally {
  const before = linesBefore(all, jobs);
  const paths = [...new Set(jobs.map(({ path }) => path))];
  const tallies = all.map(({ tally, parts }) => {
    const places = tally.places.map((place, i) => {
      const { part } = parts.find((one) => i < one.places)!;
      return { ...place, line: place.line + before[part]! };
    });
    return { ...tally, places };
  });
  return tallies.reduce((sum, tally) => mergeTallies(sum, tally, paths));
}

/** By part: how many lines of its file come before it. */
function linesBefore(all: readonly Counted[], jobs: readonly Job[]): number[] {
  const lines = new Map(all.flatMap(({ parts }) => parts.map((one) => [one.part, one.lines])));
  const passed = new Map<string, number>();
  return jobs.map(({ path }, part) => {
    const before = passed.get(path) ?? 0;
    passed.set(path, before + (lines.get(part) ?? 0));
    return before;
  });
}
