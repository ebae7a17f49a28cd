import { escapeMarkdown } from "../../text/index.ts";
import type { Requirement } from "./judge.ts";
import type { RoleState } from "./judge-roles.ts";

const all = new Intl.ListFormat("en", { type: "conjunction" });

/** Who answers for what, and how far they are, as one table: a role that stands alike for several activities is one row. */
export function raciTable(requirements: Requirement[]): string {
  const [first, ...more] = requirements;
  if (!first) return "";
  const rows = new Map<string, { state: RoleState; asked: Requirement[] }>();
  for (const requirement of requirements) {
    for (const state of requirement.roles) {
      const { letter, role, by, note } = state;
      const key = JSON.stringify([letter, role, by, note]);
      const known = rows.get(key);
      if (known) known.asked.push(requirement);
      else rows.set(key, { state, asked: [requirement] });
    }
  }
  const sorted = [...rows.values()].sort((a, b) => LETTERS.indexOf(a.state.letter) - LETTERS.indexOf(b.state.letter));
  const heading = more.length === 0 ? `**RACI for ${first.activity}**${of(first.policy)}` : "**RACI**";
  const columns = more.length === 0 ? ["| | | Role | Who | |", "|---|---|---|---|---|"] : SEVERAL;
  const lines = sorted.map(({ state, asked }) => row(state) + (more.length === 0 ? "" : ` ${activities(asked)} |`));
  return [heading, "", ...columns, ...lines].join("\n");
}

const LETTERS = ["Responsible", "Accountable", "Consulted", "Informed"];
const SEVERAL = ["| | | Role | Who | | For |", "|---|---|---|---|---|---|"];

function row({ letter, role, people, by, met, note }: RoleState): string {
  const mark = letter === "Informed" ? "" : met ? "✅" : "⏳";
  const who = by.length > 0 ? `**${by.map((text) => escapeMarkdown(text)).join(", ")}**` : names(people);
  return `| ${mark} | ${letter} | ${escapeMarkdown(role)} | ${who} | ${escapeMarkdown(note)} |`;
}

/** E.g. `policy-change and stage-promotion of mortgage; governance`. */
function activities(requirements: Requirement[]): string {
  const byPolicy = new Map<string, string[]>();
  for (const { activity, policy = "" } of requirements) {
    byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), activity]);
  }
  return [...byPolicy].map(([policy, names]) => all.format(names) + of(policy)).join("; ");
}

const of = (policy: string | undefined) => (policy ? ` of ${escapeMarkdown(policy)}` : "");

function names(people: string[]): string {
  if (people.length === 0) return "nobody";
  const shown = people
    .slice(0, 5)
    .map((text) => escapeMarkdown(text))
    .join(", ");
  return people.length > 5 ? `${shown} and ${people.length - 5} more` : shown;
}
