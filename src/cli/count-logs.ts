import {
  type Asked,
  countFiles,
  countReplay,
  type Log,
  type Mapping,
  type Tally,
  type Version,
} from "../replay/index.ts";
import { cacheFolder } from "./cache-folder.ts";
import { type LogFile, openFile } from "./log-files.ts";
import { version } from "./package-root.ts";
import { noProgress, progress } from "./progress.ts";
import type { ReplayOptions } from "./replay-options.ts";

/** Counts what all logs hold. Standard input takes one thread, and nothing is kept of it. */
export async function countLogs(
  options: ReplayOptions,
  files: readonly LogFile[],
  versions: { base: Version; head: Version },
  request: Asked,
  mapping: Mapping,
): Promise<Tally> {
  const { weigh, selected, stage, regions } = request;
  const total = totalSize(files);
  if (total === undefined) return opened(options, files, mapping, (logs) => countReplay({ ...request, logs }));
  const bar = options.json ? noProgress : progress(total);
  const folder = options.cache === false ? undefined : cacheFolder(process.env);
  const cache = folder === undefined ? undefined : { folder, engine: version };
  try {
    return await countFiles(
      files.map(({ name, size = 0 }) => ({ path: name, size })),
      versions,
      { weigh, selected, stage, regions, mapping, cache },
      { threads: options.threads, passed: bar.passed, warn: (message) => process.stderr.write(`${message}\n`) },
    );
  } finally {
    bar.done();
  }
}

/** Works on the logs with a bar that shows how far it is. */
export async function opened<T>(
  { json }: ReplayOptions,
  files: readonly LogFile[],
  mapping: Mapping,
  work: (logs: Log[]) => Promise<T>,
): Promise<T> {
  const bar = json ? noProgress : progress(totalSize(files));
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
