import { decide, type Policy } from "../policy/index.ts";
import type { CaseFailure, CasesReport } from "./report.ts";

/** An example with the outcome that it must get; as cases.yaml has it. */
export interface ExampleCase {
  id: string;
  input: Record<string, unknown>;
  outcome: string;
}

/** Decides every case under both versions; what does not get its outcome is named, with the rule that decided otherwise. */
export function tryCases(base: Policy, head: Policy, cases: readonly ExampleCase[]): CasesReport {
  return { total: cases.length, failed: { base: failedUnder(base, cases), head: failedUnder(head, cases) } };
}

function failedUnder(policy: Policy, cases: readonly ExampleCase[]): CaseFailure[] {
  return cases.flatMap(({ id, input, outcome: expected }) => {
    const { outcome, rule } = decide(policy, input, { trace: false });
    return outcome === expected ? [] : [{ id, expected, outcome, rule }];
  });
}
