import type { Judgement } from "./judge.ts";

const all = new Intl.ListFormat("en", { type: "conjunction" });

/** The state of a pull request in one line, for the check run's title and the comment's heading. */
export function headline(judgement: Judgement): string {
  const { state, blockers, waitingFor, requirements, coverage } = judgement;
  switch (state) {
    case "elsewhere":
      return "Judged when it targets the default branch";
    case "blocked":
      return blockers.length === 1
        ? "One thing must be mended first"
        : `${blockers.length} things must be mended first`;
    case "waiting": {
      const people = missingRoles(judgement);
      return `Waiting for ${all.format([...people, ...(waitingFor.length > 0 ? ["the replay test"] : [])])}`;
    }
    case "approved":
      if (judgement.glass) return `Let through by ${judgement.glass.by} alone: the glass was broken`;
      if (requirements.length > 0) return `Approved by ${approvers(judgement)}`;
      return coverage.ungoverned.length > 0 ? "No governed file is changed" : "Nothing is changed";
  }
}

/** E.g. `maria (Accountable)`, `maria or tom (Responsible)`: each missing role once. */
function missingRoles({ requirements }: Judgement): string[] {
  const missing = requirements.flatMap(({ roles }) => roles.filter(({ met }) => !met));
  return [...new Set(missing.map(({ able, role, letter }) => `${orList(able) || role} (${letter})`))];
}

function approvers({ requirements }: Judgement): string {
  const names = requirements.flatMap(({ roles }) => roles.filter(({ letter }) => letter === "Accountable"));
  return [...new Set(names.flatMap(({ by }) => by))].join(", ");
}

/** At most three names: a longer list says less. */
function orList(people: string[]): string {
  const shown = people.slice(0, 3);
  const rest = people.length - shown.length;
  return `${shown.join(" or ")}${rest > 0 ? ` or ${rest} more` : ""}`;
}
