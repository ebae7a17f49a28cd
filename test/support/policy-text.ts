import { type DecideOptions, type Decision, decide } from "../../src/policy/decide.ts";
import { loadPolicy } from "../../src/policy/load/load.ts";
import type { Policy } from "../../src/policy/policy.ts";

/** What a test changes of {@link policyText}; each is YAML. */
export interface PolicyParts {
  inputs?: string;
  derived?: string;
  outcomes?: string;
  hit?: string;
  /** One rule a line, `when` and `then` only: ids `r1`, `r2`, … are added. */
  rules?: string[];
  otherwise?: string;
  confidence?: string;
}

/** A small policy for tests: pay, or let a person review. */
export function policyText(parts: PolicyParts = {}): string {
  const { inputs = "{amount: {type: number}}", outcomes = "{pay: {acts: true}, review: {acts: false}}" } = parts;
  const rules = (parts.rules ?? []).map((rule, i) => `  - {id: r${i + 1}, ${rule}}`);
  return [
    "policy: test",
    `inputs: ${inputs}`,
    ...(parts.derived ? [`derived: ${parts.derived}`] : []),
    `outcomes: ${outcomes}`,
    `hit_policy: ${parts.hit ?? "FIRST"}`,
    rules.length === 0 ? "rules: []" : "rules:",
    ...rules,
    `otherwise: ${parts.otherwise ?? "review"}`,
    ...(parts.confidence ? [`confidence: ${parts.confidence}`] : []),
    "",
  ].join("\n");
}

/** The policy, or an error that lists its findings. */
export function policyOf(text: string): Policy {
  const { policy, findings } = loadPolicy(text, { file: "policy.yaml" });
  if (policy) return policy;
  throw new Error(findings.map(({ line, column, message }) => `${line}:${column} ${message}`).join("\n"));
}

/** A policy made of parts that decides right away. */
export function deciding(parts: PolicyParts): (input: Record<string, unknown>, options?: DecideOptions) => Decision {
  const policy = policyOf(policyText(parts));
  return (input, options) => decide(policy, input, options);
}

/** The findings of a policy text as `line:column code`, which is what most tests look at. */
export function findingsOf(text: string): string[] {
  return loadPolicy(text).findings.map(({ line, column, code }) => `${line}:${column} ${code}`);
}
