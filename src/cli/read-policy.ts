import { type Finding, loadPolicy, type Policy } from "../policy/index.ts";
import { plainLine } from "../text/index.ts";
import { textAt } from "./policy-source.ts";

/** The policy at a place that a user named, as {@link textAt} takes it. Throws an Error that lists what is wrong with it. */
export async function policyAt(place: string): Promise<Policy> {
  const { policy, findings } = loadPolicy(await textAt(place), { file: place });
  if (!policy) throw new Error(`${place} is not a valid policy:\n${errorLines(findings)}`);
  return policy;
}

/** The errors among findings, one a line, each with its place. */
export const errorLines = (findings: Finding[]): string =>
  findings
    .filter((finding) => finding.severity === "error")
    .map(({ file, line, column, message }) => `  ${plainLine(`${file}:${line}:${column}: ${message}`)}`)
    .join("\n");
