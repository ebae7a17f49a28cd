import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { stages } from "../policy/index.ts";
import { mergeParts, parseShard, type Shard } from "../replay/index.ts";
import { version } from "./package-root.ts";
import type { ReplayOptions } from "./replay-options.ts";
import { type OutputOptions, printed } from "./replay-output.ts";
import { runReplay } from "./replay-run.ts";

/** `countersign replay`: what a policy change would have done to the decisions on record. */
export function replayCommand(): Command {
  return new Command("replay")
    .summary("try a policy change on past decisions")
    .description(
      "Decides every record of the decision logs under two versions of a policy, and says which decisions flip, toward\n" +
        "or away from what people decided. With --compare, two runs over the same cases are paired instead: that of the\n" +
        "live model, and the shadow run of one that is to replace it.",
    )
    .option("--base <policy>", "the version of today: a file, or <git-rev>:<path> like main:policies/a/policy.yaml")
    .option("--head <policy>", "the version to try: a file, or <git-rev>:<path>")
    .option(
      "--log <file...>",
      "decision logs or globs: NDJSON, JSON arrays, CSV, Parquet, each also under gzip or zstd; - is standard input",
    )
    .option(
      "--map <column=field...>",
      "what a column of CSV or Parquet is, such as Betrag=input.amount or Nr=decision_id; counts before replay.map of stages.yaml",
    )
    .option("--compare <file...>", "the live model's run: decision logs, paired by decision_id with those of --with")
    .option("--with <file...>", "the shadow run of the model that is to replace it")
    .option(
      "--policy <policy>",
      "with --compare: decide both runs by this policy (default: the outcomes they recorded)",
    )
    .option("--stages <file>", "a stages.yaml whose replay gates decide the verdict: a file, or <git-rev>:<path>")
    .option("--cases <file>", "a cases.yaml whose examples the new version must get right: a file, or <git-rev>:<path>")
    .option("--weigh <input>", "a numeric input that says what a flip weighs, such as amount")
    .option("--selected <outcome...>", "outcomes that count as favourable for segments (default: those that act)")
    .addOption(
      new Option("--stage <stage>", "adds what happens with the decisions at this stage, the live one").choices(stages),
    )
    .option(
      "--shard <n/of>",
      "count only one of so many shares of the lines, and print a part for `replay merge`",
      shard,
    )
    .option(
      "--threads <n>",
      `threads to share a long log among (default: as many as pay, here at most ${availableParallelism()})`,
      threads,
    )
    .option("--no-cache", "keep nothing of the logs for the next run, and use nothing that was kept")
    .option("--out <file>", "write the report, or the part, as JSON to a file too: whole, or not at all")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nWhat was read of logs is kept in $COUNTERSIGN_CACHE, else in the folder countersign of the user's cache.\n" +
        "\nExit codes: 0 the verdict is pass, 1 it is fail or inconclusive, 2 wrong usage or something cannot be read.",
    )
    .action(async (options: ReplayOptions) => {
      await printed(options, () => runReplay(options));
    })
    .addCommand(mergeCommand());
}

function mergeCommand(): Command {
  return new Command("merge")
    .description("Add up the parts that `replay --shard` printed: the report of one run over everything")
    .argument("<part.json...>", "every part, in any order")
    .option("--out <file>", "write the report as JSON to a file too: whole, or not at all")
    .option("--json", "print the report as JSON")
    .action(async (files: string[], _own: unknown, command: Command) => {
      // These options stand on both commands, and the outer one takes them.
      await printed(command.optsWithGlobals<OutputOptions>(), async () => {
        const parts = files.map(async (file) => ({ file, text: await partText(file) }));
        return mergeParts(await Promise.all(parts), version);
      });
    });
}

const partText = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`${file}: the part cannot be read: ${error.message}`);
  });

function shard(text: string): Shard {
  const shard = parseShard(text);
  if (!shard) throw new InvalidArgumentError("Write it as 3/16: the third of sixteen shares.");
  return shard;
}

function threads(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError("Write a number of threads, 1 or more.");
  return count;
}
