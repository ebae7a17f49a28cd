import { createHash } from "node:crypto";
import { type Files, Origin, type Run } from "./runner.ts";

/** The policy that the Action's tests change. */
export const policy = (test: string) => `policy: loans
title: Loans
accountable: credit-manager
purpose: Decide which applications an officer need not look at.
inputs:
  debt_to_income: {type: number}
outcomes:
  approve: {acts: true, says: Grant the loan}
  refer: {acts: false, says: Hand it to an officer}
hit_policy: FIRST
rules:
  - id: low-debt
    says: Approve when debt payments are low.
    when: {debt_to_income: "${test}"}
    then: approve
otherwise: refer
`;

export const decision = (id: string, debt: number, human?: string) =>
  `${JSON.stringify({ decision_id: id, policy: "loans", input: { debt_to_income: debt }, human_outcome: human })}\n`;

export const decisions = [
  decision("case-1", 0.3, "approve"),
  decision("case-2", 0.36, "approve"),
  decision("case-3", 0.36, "refer"),
  decision("case-4", 0.36, "approve"),
  decision("case-5", 0.5, "refer"),
].join("");

/** A repository with that policy, and five decisions on record. */
export const base: Files = {
  "policies/loans/policy.yaml": policy("< 0.36"),
  "policies/loans/decisions/2026.ndjson": decisions,
  "policies/loans/decisions/README.md": "Sample decisions.\n",
};

/** A head under which three of the five decisions flip. */
export const loosened: Files = { "policies/loans/policy.yaml": policy("<= 0.36") };

/** A `governance/stages.yaml` with one replay gate. */
export const stages = (gate: string): Files => ({
  "governance/stages.yaml": `promotions:
  assist: {gates: {decisions: ">= 1"}}
  automate: {gates: {decisions: ">= 1"}}
  optimize: {gates: {decisions: ">= 1"}}
replay: {gates: {${gate}}}
exceptions:
  sla: {high: PT4H, normal: P1D, low: P5D}
  escalate_to: credit-manager
`,
});

/** `models/reader.yaml`, which reads what the policy decides on. */
export const model = (version: string) => `model: reader
name: Application reader
version: "${version}"
digest: sha256:${createHash("sha256").update(version).digest("hex")}
provider: Example
policies: [loans]
`;

export interface Tried {
  origin: Origin;
  from: string;
  head: string;
  run: Run;
}

/** A base, a head that differs in some files, and what the Action makes of them. */
export async function tried(change: Files, more: Files = {}, inputs?: Record<string, string>): Promise<Tried> {
  const origin = new Origin({ ...base, ...more });
  const from = origin.git("rev-parse", "main");
  const head = origin.commit("head", change);
  return { origin, from, head, run: await origin.run({ base: from, head, inputs }) };
}
