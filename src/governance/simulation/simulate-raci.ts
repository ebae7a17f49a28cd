import { headline } from "../approvals/headline.ts";
import { type Judgement, judgeApprovals } from "../approvals/judge.ts";
import type { RecordedChange } from "../approvals/recorded-change.ts";
import { activitiesFor } from "../config/activities.ts";
import { isGoverned } from "../config/layout.ts";
import type { PastChange } from "./past.ts";
import { type Rules, snapshotOf } from "./rebuild.ts";

/**
 * What would have become of a merged pull request. `passes`: merged all the same, by the answers it got. `waits`: other
 * answers would have been needed. `stuck`: nobody could have given them. `unasked`: nobody answers any more for a file that
 * somebody answered for. `unknown`: the ledger does not hold enough. `bypassed`: it went past every rule.
 */
export type Outcome = "passes" | "waits" | "stuck" | "unasked" | "unknown" | "bypassed";

/** One set of rules, tried on one past pull request. */
export interface Tried {
  outcome: Outcome;
  /** Whom it would have asked when the pull request was opened, sorted. */
  asked: string[];
  /** The state in words. */
  why: string;
}

export interface SimulatedChange {
  pull: number;
  at: string;
  says: string;
  happened: PastChange["happened"];
  by: string[];
  /** Under the rules as they are; null where there are none that can be read. */
  today: Tried | null;
  /** Under the rules that are tried. */
  proposed: Tried;
  /** Whether the rules that are tried ask other people, or end otherwise, than those of today. */
  differs: boolean;
}

/** Judges past pull requests by a chart, beside what the chart of today makes of them. Newest first, as they came. */
export function simulateRaci(past: PastChange[], today: Rules | undefined, proposed: Rules): SimulatedChange[] {
  return past.map((one): SimulatedChange => {
    const { pull, at, says, happened, by } = one;
    const [before, after] = [today ? tried(one, today, undefined) : null, tried(one, proposed, today)];
    const differs = before !== null && (before.outcome !== after.outcome || before.asked.join() !== after.asked.join());
    return { pull, at, says, happened, by, today: before, proposed: after, differs };
  });
}

/** @param earlier the rules that these would replace: what they covered must stay covered. */
function tried(past: PastChange, rules: Rules, earlier: Rules | undefined): Tried {
  const { change, happened } = past;
  if (happened === "bypass") return { outcome: "bypassed", asked: [], why: "It went past every approval." };
  if (!change) return unknown("Its record was made before this was kept.");
  if (change.more)
    return unknown(`Its record names ${change.files.length} of its ${change.files.length + change.more} files.`);
  const seen = { raci: rules.raci, members: withoutUnseen(rules) };
  const judgement = judgeApprovals(snapshotOf(past, change, seen));
  const unseen = unseenTeams(judgement, rules);
  if (unseen.length > 0) return unknown(`Who is in the team ${unseen.join(", ")} is not known here.`);
  const asked = askedFirst(past, change, seen);
  const uncovered = lost(change, rules, earlier);
  if (uncovered.length > 0) return { outcome: "unasked", asked, why: `Nobody answers for ${uncovered.join(", ")}.` };
  const broke = past.happened === "glass" ? glassRefused(past, rules) : undefined;
  if (broke) return { outcome: "waits", asked, why: broke };
  return { outcome: outcomeOf(judgement), asked, why: whyOf(judgement) };
}

const unknown = (why: string): Tried => ({ outcome: "unknown", asked: [], why });

function outcomeOf({ state, blockers }: Judgement): Outcome {
  if (state === "approved") return "passes";
  // What the author could mend, or somebody withdraw, is waited for; people who do not exist are not.
  return blockers.some(({ byAuthor }) => !byAuthor) ? "stuck" : "waits";
}

function whyOf(judgement: Judgement): string {
  if (judgement.blockers.length === 0) return headline(judgement);
  return judgement.blockers.map(({ says }) => says).join(" ");
}

/** Whom a chart asks before anybody has answered. */
function askedFirst(past: PastChange, change: RecordedChange, rules: Rules): string[] {
  const opened = { ...past, happened: "approved" as const, at: change.asked_at };
  const { requirements } = judgeApprovals(snapshotOf(opened, { ...change, answers: [] }, rules));
  const roles = requirements.flatMap(({ roles }) => roles.filter(({ met }) => !met));
  return [...new Set(roles.flatMap(({ able }) => able))].sort();
}

/** Changed files that nobody answers for, of those that somebody must, or did by the earlier rules. */
function lost({ files }: RecordedChange, { raci }: Rules, earlier: Rules | undefined): string[] {
  const answered = (path: string) => earlier !== undefined && activitiesFor(earlier.raci, path).length > 0;
  return files.filter((path) => activitiesFor(raci, path).length === 0 && (isGoverned(path) || answered(path)));
}

function glassRefused({ by }: PastChange, { raci, members }: Rules): string | undefined {
  const allowed = (raci.break_glass?.roles ?? []).flatMap((role) => members[role]?.people ?? []);
  return by.some((person) => allowed.includes(person.toLowerCase()))
    ? undefined
    : `${by.join(", ")} could not have broken the glass.`;
}

/** Teams whose members would have to be known to say how it ends. */
function unseenTeams({ requirements }: Judgement, { members }: Rules): string[] {
  const roles = requirements.flatMap(({ roles }) => roles.filter(({ letter }) => letter !== "Informed"));
  return [...new Set(roles.flatMap(({ role }) => members[role]?.unseen ?? []))].sort();
}

/** Whether a team can be seen is judged here, where the Informed do not matter. */
function withoutUnseen({ members }: Rules): Rules["members"] {
  return Object.fromEntries(Object.entries(members).map(([role, held]) => [role, { ...held, unseen: [] }]));
}
