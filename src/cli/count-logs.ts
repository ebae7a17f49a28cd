import {
  type Asked,
  countReplay,
  type Log,
  type Mapping,
  startCounting,
  type Tally,
  type Version,
} from "../replay/index.ts";
import { cacheFolder } from "./cache-folder.ts";
import { type LogFile, openFile } from "./log-files.ts";
import { version } from "./package-root.ts";
import { noProgress, progress } from "./progress.ts";
import type { ReplayOptions } from "./replay-options.ts";

/** Logs about to be counted. */
export interface LogCounting {
  count(request: Asked, mapping: Mapping): Promise<Tally>;
  /** To be called at the end, whatever became of it. */
  close(): Promise<void>;
}

/**
 * Begins to count what all logs hold: threads get ready while the caller works out what to ask. Standard input takes one
 * thread, and nothing is kept of it.
 */
export async function startLogs(
  options: ReplayOptions,
  files: readonly LogFile[],
  sources: { base: Version["source"]; head: Version["source"] },
): Promise<LogCounting> {
  const total = totalSize(files);
  if (total === undefined)
    return {
      count: (request, mapping) => opened(options, files, mapping, (logs) => countReplay({ ...request, logs })),
      close: async () => {},
    };
  const bar = options.json ? noProgress : progress(total);
  const folder = options.cache === false ? undefined : cacheFolder(process.env);
  const cache = folder === undefined ? undefined : { folder, engine: version };
  const warn = (message: string) => process.stderr.write(`${message}\n`);
  const paths = files.map(({ name, size = 0 }) => ({ path: name, size }));
  const manner = { threads: options.threads, cache, passed: bar.passed, warn };
  const counting = await startCounting(paths, sources, manner);
  return {
    count: ({ base, head, weigh, selected, stage, regions }, mapping) =>
      counting.count({ base, head }, { weigh, selected, stage, regions, mapping }),
    close: async () => {
      await counting.close();
      bar.done();
    },
  };
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
