import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { readRaci, readStages } from "../bot/read-rules.ts";
import { type Loaded, loadRaci, loadStages } from "../governance/config/index.ts";
import { simulateRaci } from "../governance/simulation/simulate-raci.ts";
import { simulateStages } from "../governance/simulation/simulate-stages.ts";
import type { Simulation } from "../governance/simulation/simulation-part.ts";
import { countOutcomes } from "../governance/simulation/words.ts";
import { readPastChanges } from "../ledger/past-changes.ts";
import { plainLine } from "../text/index.ts";
import { renderFinding } from "./findings.ts";
import { openSource, type Source } from "./simulate/source.ts";
import { simulationText } from "./simulate-text.ts";

interface Options {
  raci?: string;
  stages?: string;
  last: number;
  against?: string;
  team: Record<string, string[]>;
  apiUrl: string;
  json?: boolean;
}

/** `countersign simulate`: what other rules would have made of the past. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .summary("try other rules on the merged pull requests of the past")
    .description(
      "For the last merged pull requests: who would have been asked under another RACI chart, and what it would have let " +
        "through or held up; which promotions and replay tests other gates would have ended otherwise. Beside what happened.",
    )
    .argument("[repository]", "a clone, or owner/repo on GitHub", ".")
    .option("--raci <file>", "the chart to try")
    .option("--stages <file>", "the gates to try")
    .option("--last <n>", "how many merged pull requests, the newest", count, 20)
    .option("--against <rev>", "where a clone has today's rules; left out, origin's default branch, else HEAD")
    .addOption(
      new Option("--team <team=people>", "who is in a team, for a clone, e.g. loan-officers=olga,otto (repeatable)")
        .argParser(collect)
        .default({}, "nobody is known"),
    )
    .option("--api-url <url>", "the REST API of a GitHub Enterprise Server", "https://api.github.com")
    .option("--json", 'print {"raci": {"summary", "changes"}, "stages": {"gates"}} as JSON')
    .addHelpText(
      "after",
      [
        "",
        "Reads the ledger, the branch governance-log: of owner/repo with the token in GITHUB_TOKEN, which also tells who is in",
        "which team; of a clone without any network. People are those of today, times and answers those of then. A record that",
        "was made before all this was kept is counted as not enough, never guessed. A * marks what differs from today's rules.",
        "",
        "Exits with 1 when a change that was let through would have had nobody to approve it, or a file that nobody answers",
        "for any more; 2 when something cannot be read.",
      ].join("\n"),
    )
    .action(async (place: string, options: Options, command: Command) => {
      const fail = (message: string) => command.error(`error: ${plainLine(message, 2000)}`, { exitCode: 2 });
      if (!options.raci && !options.stages)
        return fail("name the rules to try: --raci <file>, --stages <file>, or both");
      const raci = options.raci === undefined ? undefined : load(options.raci, loadRaci, command);
      const stages = options.stages === undefined ? undefined : load(options.stages, loadStages, command);
      let simulation: Simulation;
      try {
        const source = await openSource(place, { ...options, token: process.env.GITHUB_TOKEN });
        simulation = await simulate(source, { raci, stages, last: options.last });
      } catch (error) {
        return fail((error as Error).message);
      }
      process.stdout.write(
        options.json ? `${JSON.stringify(inJson(simulation), null, 2)}\n` : simulationText(simulation),
      );
      const ends = simulation.raci?.map(({ proposed }) => proposed.outcome) ?? [];
      if (ends.some((outcome) => outcome === "stuck" || outcome === "unasked")) process.exitCode = 1;
    });
}

interface Proposed {
  raci: NonNullable<ReturnType<typeof loadRaci>["value"]> | undefined;
  stages: NonNullable<ReturnType<typeof loadStages>["value"]> | undefined;
  last: number;
}

async function simulate(source: Source, { raci, stages, last }: Proposed): Promise<Simulation> {
  const { repository, ledger, today, membersOf } = source;
  const past = await readPastChanges(repository, ledger, last);
  const now = raci && (await readRaci(repository, today)).value;
  const rules = now && { raci: now, members: await membersOf(now) };
  return {
    raci: raci ? simulateRaci(past, rules, { raci, members: await membersOf(raci) }) : null,
    stages: stages ? simulateStages(past, (await readStages(repository, today)).value, stages) : null,
  };
}

function inJson({ raci, stages }: Simulation): object {
  return {
    raci: raci && { summary: { pulls: raci.length, ...countOutcomes(raci) }, changes: raci },
    stages: stages && { gates: stages },
  };
}

/** A file of rules; one with errors tries nothing. */
function load<T>(file: string, read: (text: string, options: { file: string }) => Loaded<T>, command: Command): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return command.error(`error: cannot read ${file}: ${(error as Error).message}`, { exitCode: 2 });
  }
  const { value, findings } = read(text, { file });
  if (value !== undefined) return value;
  for (const finding of findings) process.stderr.write(`${renderFinding(finding, text)}\n\n`);
  return command.error(`error: ${file} cannot be used as it is`, { exitCode: 2 });
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1000) throw new InvalidArgumentError("It is 1 to 1000.");
  return number;
}

function collect(text: string, before: Record<string, string[]>): Record<string, string[]> {
  const match = /^([^=]+)=([^=]+)$/.exec(text);
  if (!match) throw new InvalidArgumentError("Write it as team=people, e.g. loan-officers=olga,otto.");
  return { ...before, [match[1]!]: match[2]!.split(",").map((who) => who.trim().replace(/^@/, "")) };
}
