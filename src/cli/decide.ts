import { Command, InvalidArgumentError, Option } from "commander";
import { decide, loadPolicy, type Policy, type Stage, stages, stringifyJsonExact } from "../policy/index.ts";
import { decisionText } from "./decision-text.ts";
import { renderFinding } from "./findings.ts";
import { textAt } from "./policy-source.ts";
import { readInput } from "./read-input.ts";

interface Options {
  input: string;
  confidence?: number;
  stage?: Stage;
  json?: boolean;
}

/** `countersign decide`: one case through one policy, with the reasons. */
export function decideCommand(): Command {
  return new Command("decide")
    .summary("decide one case, and say why")
    .description("Decides one case with a policy, and says which rule decided and how each of its tests came out.")
    .argument("<policy>", "a file, or <git-rev>:<path> like main:policies/a/policy.yaml")
    .option("--input <file>", "the case, a JSON object of input values; - is standard input", "-")
    .option("--confidence <number>", "how sure the AI was of the case, 0 to 1", confidence)
    .addOption(new Option("--stage <stage>", "also say what happens with the result at this stage").choices(stages))
    .option("--json", "print the decision as JSON")
    .addHelpText(
      "after",
      `
Example:
  echo '{"amount": 120.50}' | countersign decide policies/invoices/policy.yaml

Exits with 0 when the case was decided, which includes cases that a person has to judge, 2 when the policy or the
case cannot be read.`,
    )
    .action(async (place: string, options: Options, command: Command) => {
      const policy = await readPolicy(place, options, command);
      const { confidence, stage } = options;
      const decision = decide(policy, readInput(options.input, command), {
        ...(confidence === undefined ? {} : { confidence }),
        ...(stage === undefined ? {} : { stage }),
      });
      process.stdout.write(options.json ? `${stringifyJsonExact(decision, 2)}\n` : decisionText(policy, decision));
    });
}

function confidence(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("It must be from 0 to 1.");
  return value;
}

async function readPolicy(place: string, { json }: Options, command: Command): Promise<Policy> {
  let text: string;
  try {
    text = await textAt(place);
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
  }
  const { policy, findings } = loadPolicy(text, { file: place });
  if (policy) return policy;
  if (json) process.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`);
  const listed = findings.map((finding) => renderFinding(finding, text)).join("\n\n");
  return command.error(`${listed}\n\nerror: ${place} is not a valid policy`, { exitCode: 2 });
}
