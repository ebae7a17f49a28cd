import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { exportDmn } from "../policy/dmn/index.ts";
import { type Finding, loadPolicy } from "../policy/index.ts";
import { countFindings, renderFinding } from "./findings.ts";
import { textAt } from "./policy-source.ts";

interface Options {
  out?: string;
  json?: boolean;
}

/** `countersign export`: a policy as DMN. */
export function exportCommand(): Command {
  return new Command("export")
    .summary("write a policy as DMN")
    .description(
      "Writes a policy as DMN 1.3, with a drawing, for Camunda Modeler and other tools. countersign import reads it back as the same policy; what other tools will not see is named.",
    )
    .argument("<policy>", "a file, or <git-rev>:<path> like main:policies/a/policy.yaml")
    .option("--out <file>", "write this file instead of printing")
    .option("--json", 'print {"xml": "…", "findings": […]} as JSON')
    .addHelpText(
      "after",
      `
Example:
  countersign export policies/mortgage/policy.yaml --out mortgage.dmn

Exits with 0 when the policy was written, 1 when DMN cannot hold it, 2 when it cannot be read or written.`,
    )
    .action(async (place: string, options: Options, command: Command) => {
      const text = await read(place, command);
      const { policy, findings: mistakes } = loadPolicy(text, { file: place });
      const { xml, findings } = policy ? await exportDmn(policy) : { xml: undefined, findings: mistakes };
      if (!options.json) tell(findings, text);
      if (!policy) process.exitCode = 2;
      else if (xml === undefined) process.exitCode = 1;
      if (xml !== undefined && options.out !== undefined) write(options.out, xml, command);
      if (options.json) process.stdout.write(`${JSON.stringify({ xml: xml ?? null, findings }, null, 2)}\n`);
      else if (xml !== undefined && options.out === undefined) process.stdout.write(xml);
    });
}

async function read(place: string, command: Command): Promise<string> {
  try {
    return await textAt(place);
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function write(file: string, xml: string, command: Command): void {
  try {
    writeFileSync(file, xml);
  } catch (error) {
    command.error(`error: cannot write ${file}: ${(error as Error).message}`, { exitCode: 2 });
  }
}

function tell(findings: readonly Finding[], text: string): void {
  for (const finding of findings) process.stderr.write(`${renderFinding(finding, text)}\n\n`);
  if (findings.length > 0) process.stderr.write(`${countFindings(findings)}\n`);
}
