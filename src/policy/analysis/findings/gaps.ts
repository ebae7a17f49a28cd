import { decide } from "../../decide.ts";
import type { Finding } from "../../finding.ts";
import { casesIn } from "../../words/condition.ts";
import { isPossible } from "../possible.ts";
import type { BoxedRule } from "../table.ts";
import { uncovered } from "../uncovered.ts";
import { findWitness } from "../witness.ts";
import { at, example, type Subject } from "./subject.ts";

/** Gaps that are told one by one. */
const MOST = 3;

/** Boxes looked at, impossible ones included; past it the table counts as not checked to its end. */
const TRIES = 20;

/**
 * Judged cases that no rule matches, where the hit policy promises a rule for every case (UNIQUE, ANY). With FIRST and
 * PRIORITY, `otherwise` is the usual last row, and says nothing about a mistake.
 */
export function gaps(subject: Subject): { findings: Finding[]; unchecked: boolean } {
  const { policy, space, table } = subject;
  if (policy.hitPolicy === "FIRST" || policy.hitPolicy === "PRIORITY") return { findings: [], unchecked: false };
  const judged = space.columns.map((column) => column.valid[0]!);
  const taken: (readonly bigint[])[] = table.rules.map(({ sets }) => sets);
  const findings: Finding[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const spent = { blocks: 0 };
    const hole = subject.left > 0 ? uncovered(judged, taken, subject.left, spent) : ({ open: true } as const);
    subject.left -= spent.blocks;
    if (!hole) return { findings, unchecked: false };
    if ("open" in hole) return { findings, unchecked: true };
    const box = widened(hole.box, judged, table.rules);
    taken.push(box);
    if (!isPossible(space, box)) continue;
    const more = findings.length === MOST;
    const witness = findWitness(space, box, (input) => {
      const { rule, problems } = decide(policy, input, { trace: false });
      return rule === null && problems.length === 0;
    });
    const message = more
      ? "There are more gaps."
      : `No rule matches ${casesIn(space, box)}${example(witness)}; otherwise (${policy.otherwise}) decides them. Add a rule, or use FIRST if that is meant.`;
    findings.push(at(policy, "/otherwise", { severity: "warning", code: "gap", message }));
    if (more) return { findings, unchecked: false };
  }
  return { findings, unchecked: true };
}

/** The hole, made larger in each column by what no rule takes there. */
function widened(hole: readonly bigint[], judged: readonly bigint[], rules: readonly BoxedRule[]): bigint[] {
  return hole.reduce<bigint[]>(
    (box, _, column) => {
      const near = rules.filter(({ sets }) =>
        sets.every((set, other) => other === column || (set & box[other]!) !== 0n),
      );
      const taken = near.reduce((union, { sets }) => union | sets[column]!, 0n);
      return box.with(column, judged[column]! & ~taken);
    },
    [...hole],
  );
}
