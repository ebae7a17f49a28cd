import { type Blocker, blockersOf } from "./blockers.ts";
import { type Intervention, standingInterventions } from "./interventions.ts";
import { judgeRoles, type RoleState } from "./judge-roles.ts";
import { type Dropped, opinionsOf, shownOf } from "./opinions.ts";
import { type Coverage, coverageOf, type Touched } from "./requirements.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/** One activity of the RACI chart and how far its roles are. */
export interface Requirement extends Touched {
  roles: RoleState[];
  met: boolean;
}

/** The judgement of a pull request; the check run, the comment and the ledger all speak from this one result. */
export interface Judgement {
  /**
   * `approved`: it may be merged. `waiting`: somebody can act. `blocked`: something must be mended first.
   * `elsewhere`: it targets a branch that governs nothing. Only `approved` turns the check green.
   */
  state: "approved" | "waiting" | "blocked" | "elsewhere";
  /** What must be mended; empty unless `blocked`. */
  blockers: Blocker[];
  /** What is awaited besides people, e.g. the replay test. */
  waitingFor: string[];
  requirements: Requirement[];
  coverage: Coverage;
  /** Reviews that do not count, and why. */
  dropped: Dropped[];
  /** Who can act now: person → what they would act as, e.g. `Accountable for policy-change`. */
  next: Record<string, string[]>;
  /** The digest that approvals bind to. */
  content: string;
  /** Who let this content through on their own authority, where it is approved by that alone. */
  glass: Intervention | undefined;
}

/** Judges a pull request by the RACI chart of its base. Pure: all that it rests on is in the snapshot. */
export function judgeApprovals(snapshot: ApprovalSnapshot): Judgement {
  const coverage: Coverage = snapshot.raci
    ? coverageOf(snapshot.raci, snapshot.changes, snapshot.releases, snapshot.policies)
    : { touched: [], unanswered: [], ungoverned: [] };
  const { content } = shownOf(snapshot);
  const { standing, dropped } = opinionsOf(snapshot);
  const requirements = coverage.touched.map((touched) => {
    const roles = judgeRoles(touched, snapshot, standing);
    return { ...touched, roles, met: roles.every((role) => role.met) };
  });
  const said = standingInterventions(snapshot.interventions, standing, content);
  const all = blockersOf(snapshot, coverage, requirements, { ...said, opinions: standing });
  const missing = snapshot.replay.state === "missing" ? [snapshot.replay.reason] : [];
  const met = requirements.every((requirement) => requirement.met) && missing.length + all.length === 0;
  // Broken glass stands in for people and for the replay test, never for what cannot be read.
  const glass = met ? undefined : said.glass;
  const blockers = glass ? all.filter(({ breakable }) => !breakable) : all;
  const waitingFor = glass ? [] : missing;
  const approved = met || glass !== undefined;
  return {
    state: !snapshot.pull.governed ? "elsewhere" : blockers.length > 0 ? "blocked" : approved ? "approved" : "waiting",
    blockers,
    waitingFor,
    requirements,
    coverage,
    dropped: ofRoles(dropped, requirements, snapshot),
    next: glass && blockers.length === 0 ? {} : nextOf(requirements, blockers, snapshot),
    content,
    glass,
  };
}

/** Reviews by people outside the chart are named too: they should know that their approval does not count. */
function ofRoles(dropped: Dropped[], requirements: Requirement[], { reviews }: ApprovalSnapshot): Dropped[] {
  const people = new Set(requirements.flatMap(({ roles }) => roles.flatMap((role) => role.people)));
  const named = new Set(dropped.map(({ user }) => user));
  const outside = reviews
    .filter(({ user, state }) => state === "APPROVED" && !people.has(user) && !named.has(user))
    .map(({ user }) => ({ user, why: "holds no role that this change asks for" }));
  return [...dropped, ...new Map(outside.map((entry) => [entry.user, entry])).values()];
}

function nextOf(
  requirements: Requirement[],
  blockers: Blocker[],
  { pull }: ApprovalSnapshot,
): Record<string, string[]> {
  if (!pull.governed) return {};
  // A map, because a login may be the name of something that every object has.
  const next = new Map<string, string[]>();
  const can = (person: string, as: string) => next.set(person, [...new Set([...(next.get(person) ?? []), as])]);
  const mends = blockers.some(({ byAuthor }) => byAuthor);
  if (mends) can(pull.author, "author, to mend what is listed above");
  for (const { liftedBy } of blockers) {
    for (const person of liftedBy?.people ?? []) can(person, liftedBy!.as);
  }
  if (mends) return Object.fromEntries(next);
  for (const { activity, policy, roles } of requirements) {
    for (const { met, letter, able } of roles) {
      if (met || letter === "Informed") continue;
      for (const person of able) can(person, `${letter} for ${activity}${policy ? ` of ${policy}` : ""}`);
    }
  }
  return Object.fromEntries(next);
}
