import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { type ImportedPolicy, importDmn } from "../policy/dmn/index.ts";
import type { Finding } from "../policy/index.ts";
import { countFindings, renderFinding } from "./findings.ts";
import { textAt } from "./policy-source.ts";

interface Options {
  decision?: string;
  out?: string;
  json?: boolean;
}

/** `countersign import`: the decision tables of a DMN file as policies. */
export function importCommand(): Command {
  return new Command("import")
    .summary("make policies of the decision tables of a DMN file")
    .description(
      "Makes a policy of each decision table of a DMN 1.1 to 1.5 file. What a policy cannot hold is named: nothing is dropped in silence.",
    )
    .argument("<file>", "a DMN file, or <git-rev>:<path>")
    .option("--decision <id>", "import this decision only, by its id or name")
    .option("--out <dir>", "write <dir>/<policy>/policy.yaml for each table, e.g. --out policies")
    .option("--json", 'print {"policies": […], "findings": […]} as JSON')
    .addHelpText(
      "after",
      `
Without --out, the policy of a file with one table is printed. Findings go to standard error.

Example:
  countersign import approval.dmn --out policies && countersign check

Exits with 0 when every table was imported, 1 when one was refused, 2 when the file cannot be read, has no such
table, or a file that would be written exists already.`,
    )
    .action(async (file: string, options: Options, command: Command) => {
      const text = await read(file, command);
      const { policies, findings } = await importDmn(text, { file, ...chosen(options) });
      const refused = findings.some(({ severity }) => severity === "error");
      if (!options.json) tell(findings, text);
      if (policies.length === 0 && findings.some(({ code }) => unreadable.has(code))) process.exitCode = 2;
      else if (refused) process.exitCode = 1;
      const written = options.out === undefined ? [] : write(policies, options.out, command);
      if (options.json) {
        const listed = policies.map(({ decision, policy, text, names, outcomes }) => ({
          decision,
          policy: policy.id,
          text,
          names,
          outcomes,
        }));
        process.stdout.write(`${JSON.stringify({ policies: listed, findings, written }, null, 2)}\n`);
      } else if (options.out !== undefined) {
        for (const path of written) process.stdout.write(`${path}\n`);
      } else print(policies, command);
    });
}

/** Findings that speak of the file as a whole, or of a decision that is not in it. */
const unreadable = new Set([
  "dmn-no-table",
  "dmn-xml",
  "dmn-doctype",
  "dmn-encoding",
  "file-too-large",
  "nested-too-deep",
]);

const chosen = ({ decision }: Options) => (decision === undefined ? {} : { decision });

async function read(file: string, command: Command): Promise<string> {
  try {
    return await textAt(file);
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function tell(findings: readonly Finding[], text: string): void {
  for (const finding of findings) process.stderr.write(`${renderFinding(finding, text)}\n\n`);
  if (findings.length > 0) process.stderr.write(`${countFindings(findings)}\n`);
}

function print(policies: readonly ImportedPolicy[], command: Command): void {
  if (policies.length > 1) {
    const ids = policies.map(({ decision }) => decision.id ?? decision.name).join(", ");
    command.error(`error: this file has several tables (${ids}): choose one with --decision, or a folder with --out`, {
      exitCode: 2,
    });
  }
  for (const { text } of policies) process.stdout.write(text);
}

/** Writes all or, where one of the files exists, none. */
function write(policies: readonly ImportedPolicy[], folder: string, command: Command): string[] {
  const files = policies.map(({ policy, text }) => ({ path: join(folder, policy.id, "policy.yaml"), text }));
  const there = files.find(({ path }) => existsSync(path));
  if (there) {
    command.error(`error: ${there.path} exists already: move it, or import into another folder`, { exitCode: 2 });
  }
  const paths = files.map(({ path }) => path);
  const twice = paths.find((path, at) => paths.indexOf(path) < at);
  if (twice) command.error(`error: two tables would become ${twice}: choose one with --decision`, { exitCode: 2 });
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  }
  return paths;
}
