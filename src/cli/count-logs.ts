import { availableParallelism } from "node:os";
import type { Policy } from "../policy/index.ts";
import {
  countFiles,
  countReplay,
  type Log,
  mappingFor,
  type ReplayRequest,
  sharesOf,
  type Tally,
  type Version,
} from "../replay/index.ts";
import { columnMapping, type LogFile, openFile } from "./log-files.ts";
import { noProgress, progress } from "./progress.ts";
import type { ReplayOptions } from "./replay-options.ts";

/** Bytes that a thread should have to read, or starting it costs more than it helps. */
const bytesThatPay = 48e6;

/** Counts what all logs hold, in as many threads as asked for, else as pay. Standard input takes one. */
export async function countLogs(
  options: ReplayOptions,
  files: readonly LogFile[],
  versions: { base: Version; head: Version },
  request: Omit<ReplayRequest, "logs">,
): Promise<Tally> {
  const { base, head } = request;
  const total = totalSize(files);
  if (total === undefined) return opened(options, files, [base, head], (logs) => countReplay({ ...request, logs }));
  const threads = options.threads ?? threadsThatPay(total);
  const shares = await sharesOf(
    files.map(({ name, size = 0 }) => ({ path: name, size })),
    threads,
  );
  const { weigh, selected, stage, regions } = request;
  const bar = options.json ? noProgress : progress(total);
  const mapping = mappingFor([base, head], columnMapping(options.map ?? []));
  try {
    return await countFiles(shares, versions, { weigh, selected, stage, regions, mapping }, bar.passed);
  } finally {
    bar.done();
  }
}

const threadsThatPay = (bytes: number): number =>
  Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / bytesThatPay)));

/** Works on the logs with a bar that shows how far it is. */
export async function opened<T>(
  { json, map }: ReplayOptions,
  files: readonly LogFile[],
  policies: Policy[],
  work: (logs: Log[]) => Promise<T>,
): Promise<T> {
  const bar = json ? noProgress : progress(totalSize(files));
  const mapping = mappingFor(policies, columnMapping(map ?? []));
  try {
    return await work(files.map((file) => openFile(file, mapping, bar.passed)));
  } finally {
    bar.done();
  }
}

/** Undefined where one of the sizes is. */
const totalSize = (files: readonly LogFile[]): number | undefined =>
  files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
