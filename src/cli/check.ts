import { statSync } from "node:fs";
import { Command } from "commander";

import { checkRepository, type Files } from "../governance/check/index.ts";
import { colors } from "./colors.ts";
import { countFindings, plural, renderFinding } from "./findings.ts";
import { workTree } from "./work-tree.ts";

interface Options {
  json?: boolean;
  strict?: boolean;
}

/** `countersign check`: everything that is wrong with a governed repository, at once. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Find every mistake in a governed repository: policies, cases, roles, gates, releases, models")
    .argument("[dir]", "the repository", ".")
    .option("--json", 'print {"findings": […]} as JSON')
    .option("--strict", "count warnings as errors")
    .addHelpText(
      "after",
      "\nExits with 0 when nothing is wrong, 1 when there is an error, 2 when the folder cannot be read.",
    )
    .action((dir: string, options: Options, command: Command) => {
      const files = read(dir, command);
      const { findings, policies } = checkRepository(files);
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`);
      } else {
        for (const finding of findings) {
          const text = finding.file === undefined ? undefined : files.read(finding.file);
          process.stdout.write(`${renderFinding(finding, text)}\n\n`);
        }
        process.stdout.write(`${summary(findings.length, countFindings(findings), policies)}\n`);
      }
      const counted = findings.filter(({ severity }) => options.strict || severity === "error");
      if (counted.length > 0) process.exitCode = 1;
    });
}

function read(dir: string, command: Command): Files {
  try {
    if (!statSync(dir).isDirectory()) throw new Error("it is not a folder");
    return workTree(dir);
  } catch (error) {
    return command.error(`error: cannot read ${dir}: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function summary(findings: number, counted: string, policies: string[]): string {
  if (findings > 0) return counted;
  const named = policies.length === 0 ? "" : ` (${policies.join(", ")})`;
  return `${colors.green("Nothing is wrong.")} ${plural(policies.length, "policy", "policies")}${named}`;
}
