import { stat } from "node:fs/promises";
import { Command } from "commander";
import { loadCases, loadStages } from "../governance/config/index.ts";
import { didYouMean } from "../policy/index.ts";
import { type ExampleCase, fileBytes, judge, type Log, replay, tryCases } from "../replay/index.ts";
import { textAt } from "./policy-source.ts";
import { errorLines, policyAt } from "./read-policy.ts";
import { replayText } from "./replay-text.ts";

interface Options {
  base: string;
  head: string;
  log: string[];
  stages?: string;
  cases?: string;
  weigh?: string;
  selected?: string[];
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
    .requiredOption(
      "--base <policy>",
      "the version of today: a file, or <git-rev>:<path> like main:policies/a/policy.yaml",
    )
    .requiredOption("--head <policy>", "the version to try: a file, or <git-rev>:<path>")
    .requiredOption("--log <file...>", "decision logs, newline-delimited JSON")
    .option("--stages <file>", "a stages.yaml whose replay gates decide the verdict: a file, or <git-rev>:<path>")
    .option("--cases <file>", "a cases.yaml whose examples the new version must get right: a file, or <git-rev>:<path>")
    .option("--weigh <input>", "a numeric input that says what a flip weighs, such as amount")
    .option("--selected <outcome...>", "outcomes that count as favourable for segments (default: those that act)")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 the verdict is pass, 1 it is fail or inconclusive, 2 wrong usage or something cannot be read.",
    )
    .action(async (options: Options) => {
      try {
        const report = await run(options);
        process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : replayText(report));
        process.exitCode = report.verdict === "pass" ? 0 : 1;
      } catch (error) {
        process.stderr.write(`${(error as Error).message}\n`);
        process.exitCode = 2;
      }
    });
}

async function run({ base, head, log, stages, cases, weigh, selected }: Options) {
  const [before, after] = [await policyAt(base), await policyAt(head)];
  const gates = stages === undefined ? {} : await gatesAt(stages);
  const examples = cases === undefined ? null : tryCases(after, await casesAt(cases));
  const outcomes = Object.keys({ ...before.outcomes, ...after.outcomes });
  const unknown = selected?.find((outcome) => !outcomes.includes(outcome));
  if (unknown !== undefined) throw new Error(`--selected ${unknown}: not an outcome.${didYouMean(unknown, outcomes)}`);
  const logs = await Promise.all(log.map(fileLog));
  return judge(await replay({ base: before, head: after, logs, weigh, selected }), gates, examples);
}

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

async function fileLog(name: string): Promise<Log> {
  // Opened before anything is decided, so that a mistyped name costs no long run.
  const found = await stat(name).catch((error: Error) => {
    throw new Error(`${name}: the log cannot be read: ${error.message}`);
  });
  if (found.isDirectory()) throw new Error(`${name}: a folder; name the log files in it`);
  return { name, bytes: fileBytes(name) };
}
