import { decide, type Policy } from "../policy/index.ts";
import type { CasesReport } from "./report.ts";

/** An example with the outcome that it must get; as cases.yaml has it. */
export interface ExampleCase {
  id: string;
  input: Record<string, unknown>;
  outcome: string;
}

/** Decides every case; what does not get its outcome is named, with the rule that decided otherwise. */
export function tryCases(policy: Policy, cases: readonly ExampleCase[]): CasesReport {
  const failed = cases.flatMap(({ id, input, outcome: expected }) => {
    const { outcome, rule } = decide(policy, input, { trace: false });
    return outcome === expected ? [] : [{ id, expected, outcome, rule }];
  });
  return { total: cases.length, failed };
}
