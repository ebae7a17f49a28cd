import type { RoleMembers } from "../members.ts";
import { asksPeople } from "./asking.ts";
import type { Intervention } from "./interventions.ts";
import type { Judgement } from "./judge.ts";
import type { Letter } from "./judge-roles.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/** Somebody's command, before it counts. */
export interface Commanded extends Pick<Intervention, "kind" | "by" | "at"> {
  /** Who holds the roles of `break_glass`, which a change may not ask for otherwise. */
  members: Record<string, RoleMembers>;
}

/**
 * Whether somebody may do what they command, by the chart and by how the pull request stands at that moment.
 * @returns undefined when they may; otherwise the answer to them, as Markdown.
 */
export function refusal(commanded: Commanded, snapshot: ApprovalSnapshot, judgement: Judgement): string | undefined {
  switch (commanded.kind) {
    case "answer":
      return refusedAnswer(commanded, snapshot, judgement);
    case "break-glass":
      return refusedGlass(commanded, snapshot, judgement);
    case "hold-lifted":
      return refusedUnhold(commanded, snapshot, judgement);
    default:
      return isNamed(judgement, commanded.by)
        ? undefined
        : "Only people whom the RACI chart names for this change can do that.";
  }
}

/** Those in a Consulted role answer, about what they were shown before they wrote. */
function refusedAnswer(
  { by, at }: Commanded,
  { askedAt, pull }: ApprovalSnapshot,
  judgement: Judgement,
): string | undefined {
  const consulted = judgement.requirements.flatMap(({ roles }) => roles.filter(({ letter }) => letter === "Consulted"));
  if (!consulted.some(({ people }) => people.includes(by))) {
    return "Nobody is waiting for your answer: the RACI chart consults you on nothing that this changes.";
  }
  if (!consulted.some(({ able }) => able.includes(by))) {
    return "You worked on this change, so you cannot answer for those who are consulted on it. `/object because …` is open to you.";
  }
  if (!asksPeople(pull)) {
    return "You are not asked yet: this is a draft, or targets a branch that governs nothing. Say it again when it is ready.";
  }
  if (!askedAt || Date.parse(at) < askedAt.getTime()) {
    return "What this changes was edited after you wrote that, or not shown yet. Look again, and say it again if it still holds.";
  }
  return undefined;
}

/** A hold is lifted by its author or an Accountable. */
function refusedUnhold({ by }: Commanded, { interventions }: ApprovalSnapshot, judgement: Judgement) {
  const held = interventions.filter(({ kind }) => kind === "hold");
  if (held.length === 0) return "Nothing is held.";
  const own = held.some((hold) => hold.by === by);
  return own || isNamed(judgement, by, "Accountable")
    ? undefined
    : "Only whoever held it, or an Accountable of this change, can lift that.";
}

function refusedGlass({ by, members }: Commanded, { raci, pull }: ApprovalSnapshot, { state }: Judgement) {
  if (!raci) return "The RACI chart of the base branch cannot be read, so nobody can be authorised.";
  if (!raci.break_glass) return "Nobody may: `governance/raci.yaml` has no `break_glass` with roles that could.";
  const { roles } = raci.break_glass;
  if (!roles.some((role) => members[role]?.people.includes(by))) {
    return `Only ${new Intl.ListFormat("en", { type: "disjunction" }).format(roles)} can do that, by \`break_glass\` of the RACI chart.`;
  }
  if (!pull.governed) return "This targets a branch that governs nothing: there is no glass to break.";
  if (state === "approved") return "It is approved: there is no glass to break.";
  return undefined;
}

/** Whether the chart names a person for what a pull request changes. */
function isNamed({ requirements }: Judgement, person: string, letter?: Letter): boolean {
  return requirements.some(({ roles }) =>
    roles.some((role) => (!letter || role.letter === letter) && role.people.includes(person)),
  );
}
