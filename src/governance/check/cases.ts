import { decide, didYouMean, type Finding, type Policy } from "../../policy/index.ts";
import { type Case, casesPath, loadCases } from "../config/index.ts";
import { type Files, findingAt } from "./files.ts";
import { wrongFolder } from "./folder.ts";

/** Checks a policy's cases.yaml: every case is decided, and must get the outcome that it expects. */
export function checkCases(files: Files, folder: string, policy: Policy | undefined): Finding[] {
  const file = casesPath(folder);
  const text = files.read(file);
  if (text === undefined) return [];
  const { value, findings } = loadCases(text, { file });
  if (!value) return findings;
  findings.push(...wrongFolder(file, text, value.policy));
  if (!policy) return findings;
  return [...findings, ...value.cases.flatMap((one, index) => checkCase(one, index, policy, file, text))];
}

function checkCase(one: Case, index: number, policy: Policy, file: string, text: string): Finding[] {
  const at = (place: string[], severity: Finding["severity"], code: string, message: string, key = false) =>
    findingAt(file, text, ["cases", index, ...place], { severity, code, message }, { key });
  const inputs = Object.keys(policy.inputs);
  const unknown = Object.keys(one.input)
    .filter((name) => !Object.hasOwn(policy.inputs, name))
    .map((name) => {
      const message = `The policy has no input "${name}", so this value decides nothing.${didYouMean(name, inputs)}`;
      return at(["input", name], "warning", "unknown-input", message, true);
    });
  if (!Object.hasOwn(policy.outcomes, one.outcome)) {
    const hint = didYouMean(one.outcome, Object.keys(policy.outcomes));
    return [
      ...unknown,
      at(["outcome"], "error", "unknown-outcome", `The policy has no outcome "${one.outcome}".${hint}`),
    ];
  }
  const { outcome, rule, problems } = decide(policy, one.input, { trace: false });
  if (outcome === one.outcome) return unknown;
  const by = rule === null ? "no rule decides" : `by the rule "${rule}"`;
  const why = problems.map(({ message }) => ` ${message}`).join("");
  const message = `The case "${one.id}" must be "${one.outcome}", and the policy says "${outcome}" (${by}).${why}`;
  return [...unknown, at(["outcome"], "error", "case-fails", message)];
}
