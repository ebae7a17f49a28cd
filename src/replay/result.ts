import { Decimal, decide, type Num, type Policy } from "../policy/index.ts";
import { type DecisionRecord, isMasked, type Unusable } from "./record.ts";
import type { Result } from "./tally.ts";

/** Whether a version's outcome counts as favourable where segments are compared. */
export type Selects = (policy: Policy, outcome: string) => boolean;

/** The outcomes named; those that act, where none is. */
export const selector =
  (selected: readonly string[] | undefined): Selects =>
  (policy, outcome) =>
    selected ? selected.includes(outcome) : (policy.outcomes[outcome]?.acts ?? false);

/** What the evaluator makes of an input. */
export function resultOf(policy: Policy, input: Record<string, unknown>, selects: Selects): Result {
  const { outcome, rule, problems } = decide(policy, input, { trace: false });
  const unjudged = problems.length > 0;
  const acts = !unjudged && policy.outcomes[outcome]?.acts === true;
  return { outcome, rule, unjudged, selected: selects(policy, outcome), acts };
}

/** What a decision weighs, where the input that says so holds a number. */
export function weightOf(input: Record<string, unknown>, weigh: string | undefined): Num | undefined {
  const value = weigh === undefined ? undefined : input[weigh];
  return typeof value === "number" || value instanceof Decimal ? value : undefined;
}

/** Why a record cannot be decided by these policies, with these inputs; undefined when it can. */
export function unfit(
  record: DecisionRecord,
  policies: ReadonlySet<string>,
  inputs: ReadonlySet<string>,
): Unusable | undefined {
  if (record.policy !== undefined && !policies.has(record.policy))
    return { reason: "other_policy", message: `of policy ${record.policy}` };
  if (isMasked(record, inputs)) return { reason: "masked", message: `masked: ${record.masked?.join(", ")}` };
  return undefined;
}
