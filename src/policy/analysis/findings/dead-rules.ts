import type { Finding } from "../../finding.ts";
import { listOf } from "../../words/quantity.ts";
import { isPossible } from "../possible.ts";
import { type BoxedRule, boxesMeet } from "../table.ts";
import { type Uncovered, uncovered } from "../uncovered.ts";
import { atRule, type Subject } from "./subject.ts";

/** Rules that decide no case, with the reason, and the ids of all of them; `unchecked` holds those the budget did not reach. */
export function deadRules(subject: Subject): { findings: Finding[]; dead: Set<string>; unchecked: string[] } {
  const { table, space } = subject;
  const findings: Finding[] = [];
  const dead = new Set<string>();
  const unchecked: string[] = [];
  const report = (id: string, code: string, message: string) => {
    dead.add(id);
    findings.push(atRule(subject, id, { severity: "warning", code, message }));
  };
  for (const [i, rule] of table.rules.entries()) {
    const empty = rule.sets.indexOf(0n);
    if (empty >= 0) {
      const column = space.columns[empty]!.name;
      report(
        rule.id,
        "rule-never-matches",
        `Rule ${rule.id} can never match: its test on ${column} leaves no value that ${column} can have.`,
      );
    } else if (!isPossible(space, rule.sets)) {
      report(
        rule.id,
        "rule-never-matches",
        `Rule ${rule.id} can never match: the formulas of the derived values leave no case that passes all of its tests.`,
      );
    } else if (table.mode !== "agree") {
      const above = table.rules.slice(0, i).filter((other) => !dead.has(other.id) && boxesMeet(other.sets, rule.sets));
      const hole = search(subject, rule, above);
      if (hole === undefined) report(rule.id, "masked-rule", maskedMessage(subject, rule, above));
      else if ("open" in hole) unchecked.push(rule.id);
    }
  }
  return { findings, dead, unchecked };
}

/** A part of the rule that the others leave to it. Parts that no input reaches count as taken. */
function search(subject: Subject, rule: BoxedRule, others: readonly BoxedRule[]): Uncovered {
  const taken = others.map(({ sets }) => sets);
  for (let tries = 0; tries < 20; tries++) {
    const spent = { blocks: 0 };
    const hole = subject.left > 0 ? uncovered(rule.sets, taken, subject.left, spent) : ({ open: true } as const);
    subject.left -= spent.blocks;
    if (!hole || "open" in hole || isPossible(subject.space, hole.box)) return hole;
    taken.push(hole.box);
  }
  return { open: true };
}

function maskedMessage(subject: Subject, rule: BoxedRule, above: readonly BoxedRule[]): string {
  let needed = [...above];
  // The nearest rules are left out first, so that those further up are named, which an author is less likely to see.
  for (const other of [...above].reverse()) {
    const rest = needed.filter((one) => one !== other);
    if (needed.length > 1 && search(subject, rule, rest) === undefined) needed = rest;
  }
  const names = needed.map(({ id }) => id);
  const several = names.length > 1;
  const byPriority = subject.policy.hitPolicy === "PRIORITY";
  const where = byPriority
    ? several
      ? "come before it"
      : "comes before it"
    : several
      ? "stand above it"
      : "stands above it";
  const help = byPriority ? "Remove it, or change the order of the outcomes." : "Remove it, or move it up.";
  return `Rule ${rule.id} never decides: every case it matches is taken by rule${several ? "s" : ""} ${listOf(names, "and")}, which ${where}. ${help}`;
}
