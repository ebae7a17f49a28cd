import type { Finding } from "../../finding.ts";
import type { Policy } from "../../policy.ts";
import { listOf } from "../../words/quantity.ts";
import { pointer } from "../../yaml/locate.ts";
import { deadRules } from "./dead-rules.ts";
import { gaps } from "./gaps.ts";
import { overlaps } from "./overlaps.ts";
import { at, subjectOf } from "./subject.ts";

/** Blocks of atoms that one check may look at; about two seconds of a small machine. */
const BUDGET = 400_000;

/**
 * What the table as a whole gets wrong: rules that never decide, outcomes that no case gets, overlaps and gaps. Exact, null
 * included; every example has been through the evaluator. Past the budget it says what was not looked at.
 */
export function analyseTable(policy: Policy, budget = BUDGET): Finding[] {
  const subject = subjectOf(policy, budget);
  const { findings, dead, unchecked } = deadRules(subject);
  const holes = gaps(subject);
  const notDone = [
    ...(unchecked.length > 0
      ? [
          `whether other rules take every case of ${listOf(unchecked.slice(0, 10), "and")}${unchecked.length > 10 ? ` and ${unchecked.length - 10} more` : ""}`,
        ]
      : []),
    ...(holes.unchecked ? ["whether there are more gaps"] : []),
  ];
  const message = `This table is too large to be analysed whole. Not checked: ${listOf(notDone, "and")}.`;
  return [
    ...findings,
    ...unreached(policy, dead),
    ...overlaps(subject),
    ...holes.findings,
    ...(notDone.length > 0 ? [at(policy, "/rules", { severity: "warning", code: "not-analysed", message })] : []),
  ];
}

/** Outcomes whose rules all never decide. */
function unreached(policy: Policy, dead: ReadonlySet<string>): Finding[] {
  const deciding = new Set(policy.rules.filter(({ id }) => !dead.has(id)).map(({ then }) => then));
  const named = new Set(policy.rules.map(({ then }) => then));
  return [...named]
    .filter((name) => !deciding.has(name) && name !== policy.otherwise)
    .map((name) =>
      at(policy, pointer("outcomes", name), {
        severity: "warning",
        code: "unreached-outcome",
        message: `No case gets "${name}": the rules that decide it never do.`,
      }),
    );
}
