import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import type { DemoOptions } from "./demo/play.ts";

export function demoCommand(): Command {
  return new Command("demo")
    .description("Play the whole loop on an embedded GitHub: a policy change from pull request to ledger, and back")
    .option("--keep", "leave the server up at the end, and print how to clone, push and watch")
    .option("--port <number>", "port of the embedded GitHub; 0 takes a free one", port, 0)
    .option("--log <file>", "decision records (NDJSON) of the mortgage policy, to replay instead of the samples")
    .option("--json", "print only the ledger's sentences, as JSON, when the story has ended")
    .action(async (options: DemoOptions, command: Command) => {
      const log = options.log === undefined ? undefined : readLog(options.log, command);
      // Probot and the forge take a while to load, which no other command should wait for.
      const { playDemo } = await import("./demo/play.ts");
      await playDemo(options, log);
    });
}

function readLog(file: string, command: Command): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return command.error(`error: cannot read ${file}: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65535) throw new InvalidArgumentError("expected 0 to 65535");
  return number;
}
