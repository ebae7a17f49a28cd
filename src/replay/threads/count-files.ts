import { Worker } from "node:worker_threads";
import type { Policy } from "../../policy/index.ts";
import { mergeTallies } from "../merge.ts";
import { emptyTally, type Tally } from "../tally.ts";
import { tallyFromJson } from "../tally-json.ts";
import { type Counted, countShare, type FilesRequest } from "./count-share.ts";
import type { Span } from "./share.ts";
import type { PolicyText, Said, Task } from "./worker.ts";

/** A policy, and the text that it was loaded from. */
export interface Version {
  policy: Policy;
  source: PolicyText;
}

/**
 * Counts each share of some files in a thread of its own, the first one in this thread: what `countReplay` counts of all of
 * them. Throws what the first share that cannot be counted throws, as one thread would.
 *
 * Not for a program that is bundled into one file: the threads run a file beside this one.
 */
export async function countFiles(
  shares: readonly Span[][],
  versions: { base: Version; head: Version },
  request: FilesRequest,
  passed: (bytes: number) => void,
): Promise<Tally> {
  const { base, head } = versions;
  const [own = [], ...others] = shares;
  const tasks = others.map((share): Task => ({ share, base: base.source, head: head.source, request }));
  const threads = tasks.map((task) => started(task, passed));
  try {
    const parts = [await countShare(own, base.policy, head.policy, request, passed)];
    for (const { counted } of threads) parts.push(await counted);
    return merged(parts, [...new Set(shares.flat().map(({ path }) => path))]);
  } finally {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}

function started(task: Task, passed: (bytes: number) => void) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: task });
  const counted = new Promise<Counted>((resolve, reject) => {
    worker.on("message", (said: Said) => {
      if ("passed" in said) passed(said.passed);
      else if ("error" in said) reject(new Error(said.error));
      else resolve({ tally: tallyFromJson(said.tally), lines: said.lines });
    });
    worker.on("error", (error) => reject(new Error(`A thread of the replay failed: ${error.message}`)));
    worker.on("exit", (code) => reject(new Error(`A thread of the replay ended early, with code ${code}.`)));
  });
  // It may fail while the shares before it are still being counted, and is looked at only then.
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
