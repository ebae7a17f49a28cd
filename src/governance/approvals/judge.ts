import { judgeRoles, type RoleState } from "./judge-roles.ts";
import { type Dropped, type Opinion, opinionsOf } from "./opinions.ts";
import { type Coverage, coverageOf, governedContent, type Touched } from "./requirements.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/** One activity of the RACI chart and how far its roles are. */
export interface Requirement extends Touched {
  roles: RoleState[];
  met: boolean;
}

/** Something that must be mended before anybody's approval can help. */
export interface Blocker {
  /** File, line and column, e.g. `policies/mortgage/policy.yaml:23:11`. */
  where?: string;
  says: string;
  /** Whether the author can mend it in the pull request; then nobody else is asked before. */
  byAuthor: boolean;
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
}

/** Judges a pull request by the RACI chart of its base. Pure: all that it rests on is in the snapshot. */
export function judgeApprovals(snapshot: ApprovalSnapshot): Judgement {
  const coverage: Coverage = snapshot.raci
    ? coverageOf(snapshot.raci, snapshot.changes, snapshot.releases)
    : { touched: [], unanswered: [], ungoverned: [] };
  const content = governedContent(snapshot.raci, snapshot.changes);
  const flips = "flipsDigest" in snapshot.replay ? snapshot.replay.flipsDigest : undefined;
  const { standing, dropped } = opinionsOf(snapshot, { content, flips });
  const requirements = coverage.touched.map((touched) => {
    const roles = judgeRoles(touched, snapshot, standing);
    return { ...touched, roles, met: roles.every((role) => role.met) };
  });
  const blockers = blockersOf(snapshot, coverage, requirements, standing);
  const waitingFor = snapshot.replay.state === "missing" ? [snapshot.replay.reason] : [];
  const met = requirements.every((requirement) => requirement.met) && waitingFor.length === 0;
  return {
    state: !snapshot.pull.governed ? "elsewhere" : blockers.length > 0 ? "blocked" : met ? "approved" : "waiting",
    blockers,
    waitingFor,
    requirements,
    coverage,
    dropped: ofRoles(dropped, requirements, snapshot),
    next: nextOf(requirements, blockers, snapshot),
    content,
  };
}

function blockersOf(
  { raci, raciFindings, incomplete, members, findings, replay, changes }: ApprovalSnapshot,
  { unanswered }: Coverage,
  requirements: Requirement[],
  standing: Opinion[],
): Blocker[] {
  const blockers: Blocker[] = [];
  const block = (byAuthor: boolean, says: string, where?: string) =>
    blockers.push({ says, byAuthor, ...(where ? { where } : {}) });

  for (const reason of incomplete) block(true, reason);
  if (!raci) {
    const why = raciFindings[0]?.message ?? "There is no governance/raci.yaml.";
    block(false, `The RACI chart of the base branch cannot be used. ${why} Mend it there first.`);
  }
  for (const path of unanswered) {
    block(true, "No activity of governance/raci.yaml covers this file. Add it to an activity, or leave it out.", path);
  }
  for (const { path, to } of changes) {
    const odd = to?.mode === "120000" ? "a symbolic link" : to?.mode === "160000" ? "a submodule" : undefined;
    const governed = requirements.some(({ files }) => files.includes(path));
    if (odd && governed)
      block(true, `This is ${odd}: what it points to was not approved here. Use a plain file.`, path);
  }
  const errors = findings.filter(({ severity }) => severity === "error");
  for (const { file, line, column, message } of errors) block(true, message, `${file}:${line ?? 1}:${column ?? 1}`);
  if (replay.state === "fail" && errors.length === 0) block(true, "The replay test fails its gates.");
  if (replay.state === "inconclusive") block(true, "The replay test could not tell: its log is not enough.");
  for (const { roles } of requirements) {
    for (const { role, able, met, letter } of roles) {
      const unseen = members[role]?.unseen ?? [];
      if (unseen.length > 0) {
        block(
          false,
          `The app cannot see the team ${unseen.join(", ")} of the role ${role}. Give it access to members.`,
        );
      } else if (!met && letter !== "Informed" && able.length === 0) {
        block(false, `Nobody can act as ${role} (${letter}): ${whyNobody(members[role]?.people ?? [])}`);
      }
    }
  }
  const chart = new Set(requirements.flatMap(({ roles }) => roles.flatMap(({ people }) => people)));
  for (const { user, stance } of standing) {
    if (stance === "objects" && chart.has(user)) block(true, `${user} asked for changes.`);
  }
  return [...new Map(blockers.map((blocker) => [`${blocker.where} ${blocker.says}`, blocker])).values()];
}

function whyNobody(people: string[]): string {
  if (people.length === 0) return "the role has no members.";
  return `${people.join(", ")} worked on this change, and nobody approves their own work.`;
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
  if (blockers.some(({ byAuthor }) => byAuthor)) return { [pull.author]: ["author, to mend what is listed above"] };
  const next: Record<string, string[]> = {};
  for (const { activity, policy, roles } of requirements) {
    for (const { met, letter, able } of roles) {
      if (met || letter === "Informed") continue;
      const as = `${letter} for ${activity}${policy ? ` of ${policy}` : ""}`;
      for (const person of able) next[person] = [...(next[person] ?? []), as];
    }
  }
  return next;
}
