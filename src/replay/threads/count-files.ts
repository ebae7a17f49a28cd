import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Policy } from "../../policy/index.ts";
import { mergeTallies } from "../merge.ts";
import { emptyTally, type Tally } from "../tally.ts";
import { tallyFromJson } from "../tally-json.ts";
import { type Counted, countParts, type FilesRequest, type Job } from "./count-parts.ts";
import { dealt } from "./parts.ts";
import { type LogFile, planned, settled } from "./plan.ts";
import type { PolicyText, Said, Task } from "./worker.ts";

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
  /** Hears how many bytes have been read. */
  passed?: ((bytes: number) => void) | undefined;
  /** Hears of what went wrong without harm. */
  warn?: ((message: string) => void) | undefined;
}

/** Bytes that a thread should have to read, or starting it costs more than it helps. */
const bytesThatPay = 48e6;

/**
 * Counts the records of files as `countReplay` does, in several threads where that pays, the first of them this one, and with
 * what an earlier run kept of the files. Throws what the first part that cannot be counted throws, as one thread would.
 *
 * Not for a program that is bundled into one file: the threads run a file beside this one.
 */
export async function countFiles(
  files: readonly LogFile[],
  versions: { base: Version; head: Version },
  request: FilesRequest,
  { threads, partBytes = 1 << 23, passed = () => {}, warn = () => {} }: Manner = {},
): Promise<Tally> {
  const { base, head } = versions;
  const asked = { ...request, partBytes };
  const { jobs, states } = await planned(files, request.cache, partBytes);
  const [own = [], ...others] = dealt(jobs, threads ?? threadsThatPay(jobs));
  const running = others.map((jobs) => started({ jobs, base: base.source, head: head.source, request: asked }, passed));
  try {
    const parts = [await countParts(own, { base: base.policy, head: head.policy }, asked, passed)];
    for (const { counted } of running) parts.push(await counted);
    if (request.cache) for (const message of await settled(parts, jobs, states, request.cache)) warn(message);
    return merged(parts, [...new Set(jobs.map(({ path }) => path))]);
  } finally {
    await Promise.all(running.map(({ worker }) => worker.terminate()));
  }
}

function threadsThatPay(jobs: readonly Job[]): number {
  const work = jobs.reduce((sum, job) => sum + job.work, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(work / bytesThatPay)));
}

function started(task: Task, passed: (bytes: number) => void) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: task });
  const counted = new Promise<Counted>((resolve, reject) => {
    worker.on("message", (said: Said) => {
      if ("passed" in said) passed(said.passed);
      else if ("error" in said) reject(new Error(said.error));
      else resolve({ ...said.counted, tally: tallyFromJson(said.tally) });
    });
    worker.on("error", (error) => reject(new Error(`A thread of the replay failed: ${error.message}`)));
    worker.on("exit", (code) => reject(new Error(`A thread of the replay ended early, with code ${code}.`)));
  });
  // It may fail while the parts before it are still being counted, and is looked at only then.
  counted.catch(() => {});
  return { worker, counted };
}

/** All parts together; the lines of a file that several threads read are numbered through. */
function merged(parts: readonly Counted[], paths: readonly string[]): Tally {
  const before = new Map<string, number>();
  return parts.reduce((all, { tally, lines }) => {
    const places = tally.places.map((place) => ({ ...place, line: place.line + (before.get(place.log) ?? 0) }));
    for (const [path, count] of lines) before.set(path, (before.get(path) ?? 0) + count);
    return mergeTallies(all, { ...tally, places }, paths);
  }, emptyTally());
}
