import { type Finding, loadPolicy, type Policy } from "../policy/index.ts";
import type { Version } from "../replay/index.ts";
import { plainLine } from "../text/index.ts";
import { textAt } from "./policy-source.ts";

/** The policy at a place that a user named, as {@link textAt} takes it. Throws an Error that lists what is wrong with it. */
export const policyAt = async (place: string): Promise<Policy> => (await versionAt(place)).policy;

/** The same, with its text. */
export async function versionAt(place: string): Promise<Version> {
  const text = await textAt(place);
  const { policy, findings } = loadPolicy(text, { file: place });
  if (!policy) throw new Error(`${place} is not a valid policy:\n${errorLines(findings)}`);
  return { policy, source: { file: place, text } };
}

/** The errors among findings, one a line, each with its place. */
export const errorLines = (findings: Finding[]): string =>
  findings
    .filter((finding) => finding.severity === "error")
    .map(({ file, line, column, message }) => `  ${plainLine(`${file}:${line}:${column}: ${message}`)}`)
    .join("\n");
