import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  type Decision,
  decide,
  type Finding,
  formatValue,
  loadPolicy,
  type Policy,
  parseJsonExact,
  stages,
  stringifyJsonExact,
} from "../policy/index.ts";
import { plainLine } from "../text/index.ts";

interface Options {
  input: string;
  confidence?: number;
  stage?: (typeof stages)[number];
  json?: boolean;
}

/** `countersign decide`: one case through one policy, with the reasons. */
export function decideCommand(): Command {
  return new Command("decide")
    .description("Decide one case with a policy, and say why")
    .argument("<policy.yaml>", "the policy")
    .option("--input <file>", "the case as a JSON object of input values; - reads standard input", "-")
    .option("--confidence <number>", "how sure the AI was of the case, 0 to 1", confidence)
    .addOption(new Option("--stage <stage>", "also say what happens with the result at this stage").choices(stages))
    .option("--json", "print the decision as JSON")
    .action((file: string, options: Options, command: Command) => {
      const policy = readPolicy(file, options, command);
      const input = readInput(options.input, command);
      const { confidence, stage } = options;
      const decision = decide(policy, input, {
        ...(confidence === undefined ? {} : { confidence }),
        ...(stage === undefined ? {} : { stage }),
      });
      process.stdout.write(options.json ? `${stringifyJsonExact(decision, 2)}\n` : inWords(policy, decision));
    });
}

function confidence(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("It must be from 0 to 1.");
  return value;
}

function read(file: string, command: Command): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    return command.error(`error: cannot read ${file}: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function readPolicy(file: string, options: Options, command: Command): Policy {
  const { policy, findings } = loadPolicy(read(file, command), { file });
  if (policy) return policy;
  if (options.json) process.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`);
  return command.error(`${findings.map(findingLine).join("\n")}\nerror: ${file} is not a valid policy`, {
    exitCode: 2,
  });
}

/** `policies/mortgage/policy.yaml:25:11: error: …`, which editors and CI logs make clickable. */
function findingLine({ file, line, column, severity, message }: Finding): string {
  return `${plainLine(file ?? "")}:${line ?? 1}:${column ?? 1}: ${severity}: ${plainLine(message)}`;
}

function readInput(file: string, command: Command): Record<string, unknown> {
  const where = file === "-" ? "standard input" : file;
  let input: unknown;
  try {
    input = parseJsonExact(read(file, command));
  } catch (error) {
    return command.error(`error: ${where} is not JSON: ${(error as Error).message}`, { exitCode: 2 });
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  return command.error(`error: ${where} must hold one JSON object, such as {"amount": 120.50}`, { exitCode: 2 });
}

const marks = new Map<boolean | null, string>([
  [true, "yes"],
  [false, "no"],
  [null, "cannot say"],
]);

function inWords(policy: Policy, decision: Decision): string {
  const lines = [`${decision.outcome}${decision.rule === null ? " (no rule decided)" : ` by rule ${decision.rule}`}`];
  const says = policy.rules.find((rule) => rule.id === decision.rule)?.says;
  if (says !== undefined) lines.push(`  ${plainLine(says)}`);
  for (const problem of decision.problems) lines.push(`  problem: ${plainLine(problem.message)}`);
  if (decision.disposition) lines.push(`  ${decision.disposition}: ${plainLine(decision.reason ?? "")}`);
  for (const rule of decision.trace) {
    lines.push("", `${rule.matched ? "matched" : "did not match"}: ${rule.rule}`);
    for (const { column, test, value, result } of rule.tests) {
      lines.push(`  ${plainLine(`${column} ${test}: ${marks.get(result)}, it is ${formatValue(value)}`)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
