import type { Part, ReplayReport } from "../replay/index.ts";
import { plainText } from "../text/index.ts";
import { writeFileWhole } from "./write-file.ts";

/** How a result is wanted. */
export interface OutputOptions {
  json?: boolean;
  /** A file for the JSON. */
  out?: string;
}

/** Prints what the work gives, writes it where it is wanted, and sets the exit code; an error is bad input. */
export async function printed(options: OutputOptions, work: () => Promise<ReplayReport | Part>): Promise<void> {
  const watched = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const stop = () => stopped(signal, options.out);
    process.once(signal, stop);
    return () => process.off(signal, stop);
  });
  try {
    const result = await work();
    const isPart = "part" in result;
    const json = `${JSON.stringify(result, null, 2)}\n`;
    if (options.out !== undefined) await writeFileWhole(options.out, json);
    if (!isPart || options.out === undefined)
      process.stdout.write(options.json || isPart ? json : await textOf(result));
    process.exitCode = isPart || result.verdict === "pass" ? 0 : 1;
  } catch (error) {
    // Names of files and columns come from others, and a terminal obeys what is hidden in them.
    process.stderr.write(`${plainText((error as Error).message)}\n`);
    process.exitCode = 2;
  } finally {
    for (const unwatch of watched) unwatch();
  }
}

/** Tables are for people only, and what draws them is loaded for people only. */
const textOf = async (report: ReplayReport): Promise<string> => (await import("./replay-text.ts")).replayText(report);

/** Says what became of a run that was told to stop, and ends by the signal, as whoever sent it expects. */
function stopped(signal: NodeJS.Signals, out: string | undefined): void {
  const file = out === undefined ? "" : `; ${out} is as it was`;
  process.stderr.write(`\nStopped by ${signal} before all records were decided: there is no result${file}.\n`);
  // The handler is gone by now, and so the signal ends the process.
  process.kill(process.pid, signal);
}
