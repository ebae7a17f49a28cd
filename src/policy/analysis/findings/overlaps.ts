import { decide } from "../../decide.ts";
import type { Finding } from "../../finding.ts";
import { casesIn } from "../../words/condition.ts";
import { isPossible } from "../possible.ts";
import { boxesMeet } from "../table.ts";
import { findWitness } from "../witness.ts";
import { atRule, example, type Subject } from "./subject.ts";

/** Overlaps that are told one by one. */
const MOST = 20;

/** Rules of different outcomes that some case matches both, where the hit policy does not allow it. */
export function overlaps(subject: Subject): Finding[] {
  const { policy, space, table } = subject;
  if (table.mode !== "agree") return [];
  const found: Finding[] = [];
  for (const [i, one] of table.rules.entries()) {
    for (const other of table.rules.slice(i + 1)) {
      if (one.outcome === other.outcome || !boxesMeet(one.sets, other.sets)) continue;
      const box = one.sets.map((set, column) => set & other.sets[column]!);
      if (!isPossible(space, box)) continue;
      if (found.length === MOST) return [...found, more(subject, one.id)];
      const witness = findWitness(space, box, (input) =>
        decide(policy, input, { trace: false }).problems.some(({ code }) => code === "overlap"),
      );
      const message = `Rules ${one.id} (${one.outcome}) and ${other.id} (${other.outcome}) both match ${casesIn(space, box)}${example(witness)}. Under ${policy.hitPolicy} such a case gets otherwise (${policy.otherwise}): make the tests exclude each other, or use FIRST.`;
      found.push(atRule(subject, other.id, { severity: witness ? "error" : "warning", code: "overlap", message }));
    }
  }
  return found;
}

const more = (subject: Subject, id: string): Finding =>
  atRule(subject, id, {
    severity: "error",
    code: "overlap",
    message: `More rules than the ${MOST} pairs named overlap with different outcomes, this one among them.`,
  });
