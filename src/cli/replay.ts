import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { loadCases, loadStages } from "../governance/config/index.ts";
import { didYouMean, diffPolicies } from "../policy/index.ts";
import {
  compareRuns,
  countReplay,
  type ExampleCase,
  judge,
  makePart,
  mappingFor,
  mergeParts,
  type Part,
  type ReplayReport,
  replay,
  type Shard,
  tryCases,
} from "../replay/index.ts";
import { columnMapping, type LogFile, logFiles, openFile } from "./log-files.ts";
import { textAt } from "./policy-source.ts";
import { noProgress, progress } from "./progress.ts";
import { errorLines, policyAt } from "./read-policy.ts";
import { replayText } from "./replay-text.ts";

interface Options {
  base: string;
  head: string;
  log: string[];
  map?: string[];
  compare?: string;
  with?: string;
  stages?: string;
  cases?: string;
  weigh?: string;
  selected?: string[];
  shard?: Shard;
  json?: boolean;
}

/** `countersign replay`: what a policy change would have done to the decisions on record. */
export function replayCommand(): Command {
  return new Command("replay")
    .summary("try a policy change on past decisions")
    .description(
      "Decides every record of the decision logs under two versions of a policy, and says which decisions flip, toward\n" +
        "or away from what people decided.",
    )
    .option("--base <policy>", "the version of today: a file, or <git-rev>:<path> like main:policies/a/policy.yaml")
    .option("--head <policy>", "the version to try: a file, or <git-rev>:<path>")
    .option(
      "--log <file...>",
      "decision logs or globs: NDJSON, JSON arrays, CSV, Parquet, each also gzipped; - is standard input",
    )
    .option(
      "--map <column=field...>",
      "what a column of CSV or Parquet is, such as Betrag=input.amount or Nr=decision_id",
    )
    .option("--compare <log>", "instead of two versions, compare two runs: the decisions of today")
    .option("--with <log>", "and those of the run to try, paired by decision_id")
    .option("--stages <file>", "a stages.yaml whose replay gates decide the verdict: a file, or <git-rev>:<path>")
    .option("--cases <file>", "a cases.yaml whose examples the new version must get right: a file, or <git-rev>:<path>")
    .option("--weigh <input>", "a numeric input that says what a flip weighs, such as amount")
    .option("--selected <outcome...>", "outcomes that count as favourable for segments (default: those that act)")
    .option("--shard <n/of>", "count only every of-th record, and print a part for `replay merge`", shard)
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 the verdict is pass, 1 it is fail or inconclusive, 2 wrong usage or something cannot be read.",
    )
    .action(async (options: Options, command: Command) => {
      const ofRuns = options.compare !== undefined || options.with !== undefined;
      for (const name of ofRuns ? (["compare", "with"] as const) : (["base", "head", "log"] as const))
        if (options[name] === undefined) command.error(`error: required option --${name} is missing`, { exitCode: 2 });
      await printed(options, () => (ofRuns ? compare(options) : run(options)));
    })
    .addCommand(mergeCommand());
}

function mergeCommand(): Command {
  return new Command("merge")
    .description("Add up the parts that `replay --shard` printed: the report of one run over everything")
    .argument("<part.json...>", "every part, in any order")
    .option("--json", "print the report as JSON")
    .action(async (files: string[], _own: unknown, command: Command) => {
      // The option stands on both commands, and the outer one takes it.
      await printed(command.optsWithGlobals<{ json?: boolean }>(), async () => {
        const parts = files.map(async (file) => ({ file, json: JSON.parse(await readFile(file, "utf8")) as unknown }));
        return mergeParts(await Promise.all(parts));
      });
    });
}

function shard(text: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of)
    throw new InvalidArgumentError("Write it as 3/16: the third of sixteen shares.");
  return { index, of };
}

/** Prints what the work gives, and sets the exit code; an error is bad input. */
async function printed(options: { json?: boolean }, work: () => Promise<ReplayReport | Part>): Promise<void> {
  try {
    const result = await work();
    const isPart = "part" in result;
    process.stdout.write(options.json || isPart ? `${JSON.stringify(result, null, 2)}\n` : replayText(result));
    process.exitCode = isPart || result.verdict === "pass" ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

async function run(options: Options): Promise<ReplayReport | Part> {
  const { base, head, stages, cases, weigh, selected, shard } = options;
  const [before, after] = [await policyAt(base), await policyAt(head)];
  const gates = stages === undefined ? {} : await gatesAt(stages);
  const examples = cases === undefined ? null : tryCases(after, await casesAt(cases));
  const outcomes = Object.keys({ ...before.outcomes, ...after.outcomes });
  const unknown = selected?.find((outcome) => !outcomes.includes(outcome));
  if (unknown !== undefined) throw new Error(`--selected ${unknown}: not an outcome.${didYouMean(unknown, outcomes)}`);
  const files = logFiles(options.log);
  const bar = options.json ? noProgress : progress(totalSize(files));
  const mapping = mappingFor([before, after], columnMapping(options.map ?? []));
  const logs = files.map((file) => openFile(file, mapping, bar.passed));
  const { regions } = diffPolicies(before, after);
  const request = { base: before, head: after, logs, weigh, selected, regions, shard };
  try {
    if (shard === undefined) return judge(await replay(request), gates, examples);
    const policies = { base: digest(await textAt(base)), head: digest(await textAt(head)) };
    const names = files.map(({ name }) => name);
    const question = { measuring: request, gates, cases: examples, logs: names, policies, selected: selected ?? null };
    return makePart(shard, question, await countReplay(request));
  } finally {
    bar.done();
  }
}

/** Two runs against each other; no policy decides anything here. */
async function compare({ compare: today, with: tried, stages, selected, map, json }: Options): Promise<ReplayReport> {
  const gates = stages === undefined ? {} : await gatesAt(stages);
  const files = [today, tried].flatMap((name) => logFiles([name!]));
  if (files.length !== 2) throw new Error("--compare and --with take one log each; a glob may match one only.");
  const bar = json ? noProgress : progress(totalSize(files));
  const mapping = mappingFor([], columnMapping(map ?? []));
  const [base, head] = files.map((file) => openFile(file, mapping, bar.passed));
  try {
    return judge(await compareRuns({ base: base!, head: head!, selected }), gates);
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

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

async function casesAt(place: string): Promise<ExampleCase[]> {
  const { value, findings } = loadCases(await textAt(place), { file: place });
  if (!value) throw new Error(`${place} cannot be used:\n${errorLines(findings)}`);
  return value.cases;
}

async function gatesAt(place: string): Promise<Record<string, string>> {
  const { value, findings } = loadStages(await textAt(place), { file: place });
  if (!value) throw new Error(`${place} cannot be used:\n${errorLines(findings)}`);
  return value.replay.gates;
}
