import { type Finding, loadPolicy, type Policy } from "../policy/index.ts";
import type { Version } from "../replay/index.ts";
import { plainLine } from "../text/index.ts";
import { textAt } from "./policy-source.ts";

/** The policy at a place that a user named, as {@link textAt} takes it. Throws an Error that lists what is wrong with it. */
export const policyAt = async (place: string): Promise<Policy> => versionOf(await sourceAt(place)).policy;

/** The text of a policy, and where a user named it. */
export const sourceAt = async (place: string): Promise<Version["source"]> => ({
  file: place,
  text: await textAt(place),
});

/** The policy that a text is. Throws as {@link policyAt} does. */
export function versionOf(source: Version["source"]): Version {
  const { policy, findings } = loadPolicy(source.text, { file: source.file });
  if (!policy) throw new Error(`${source.file} is not a valid policy:\n${errorLines(findings)}`);
  return { policy, source };
}

/** The errors among findings, one a line, each with its place. */
export const errorLines = (findings: Finding[]): string =>
  findings
    .filter((finding) => finding.severity === "error")
    .map(({ file, line, column, message }) => `  ${plainLine(`${file}:${line}:${column}: ${message}`)}`)
    .join("\n");
