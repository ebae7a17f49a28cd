import type { Standing } from "./interventions.ts";
import type { Requirement } from "./judge.ts";
import type { Opinion } from "./opinions.ts";
import type { Coverage } from "./requirements.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/** Something that must be mended before anybody's approval can help. */
export interface Blocker {
  /** File, line and column, e.g. `policies/mortgage/policy.yaml:23:11`. */
  where?: string;
  says: string;
  /** Whether the author can mend it in the pull request; then nobody else is asked before. */
  byAuthor: boolean;
  /** Whether broken glass stands in for it: a judgement may be overruled, an unreadable file may not. */
  breakable: boolean;
  /** Who can lift it without any change, and as what. */
  liftedBy?: { people: string[]; as: Lifter };
}

/** As whom somebody lifts what they, or others, put in the way. */
export type Lifter = "the one who asked to change it" | "the one who objected" | "one who can lift the hold";

/** What people said that still counts. */
export interface Said extends Standing {
  opinions: Opinion[];
}

/** Everything that must be mended first, each thing once. */
export function blockersOf(
  snapshot: ApprovalSnapshot,
  coverage: Coverage,
  requirements: Requirement[],
  said: Said,
): Blocker[] {
  const blockers = [
    ...unreadable(snapshot),
    ...files(snapshot, coverage, requirements),
    ...replayed(snapshot),
    ...nobody(snapshot, requirements),
    ...objections(requirements, said),
    ...unsettled(snapshot),
  ];
  return [...new Map(blockers.map((blocker) => [`${blocker.where} ${blocker.says}`, blocker])).values()];
}

function unreadable({ raci, raciFindings, incomplete }: ApprovalSnapshot): Blocker[] {
  const blockers = incomplete.map((says): Blocker => ({ says, byAuthor: true, breakable: false }));
  if (raci) return blockers;
  const why = raciFindings[0]?.message ?? "There is no governance/raci.yaml.";
  const says = `The RACI chart of the base branch cannot be used. ${why} Mend it there first.`;
  return [...blockers, { says, byAuthor: false, breakable: false }];
}

function files(
  { changes, diverged, findings, pull }: ApprovalSnapshot,
  { unanswered }: Coverage,
  requirements: Requirement[],
): Blocker[] {
  const blockers: Blocker[] = [];
  const block = (says: string, where: string) => blockers.push({ says, where, byAuthor: true, breakable: false });
  for (const path of unanswered) {
    block("No activity of governance/raci.yaml covers this file. Add it to an activity, or leave it out.", path);
  }
  for (const { path, to } of changes) {
    const odd = to?.mode === "120000" ? "a symbolic link" : to?.mode === "160000" ? "a submodule" : undefined;
    const governed = requirements.some((requirement) => requirement.files.includes(path));
    if (odd && governed) block(`This is ${odd}: what it points to was not approved here. Use a plain file.`, path);
  }
  for (const path of diverged) {
    if (!requirements.some((requirement) => requirement.files.includes(path))) continue;
    block(
      `${pull.baseRef} has changed this file too, and nobody was shown what both make of it. Update the branch.`,
      path,
    );
  }
  for (const { file, line, column, message } of errorsOf(findings)) {
    block(message, `${file}:${line ?? 1}:${column ?? 1}`);
  }
  return blockers;
}

function replayed({ replay, findings }: ApprovalSnapshot): Blocker[] {
  const because = (says: string): Blocker[] => [{ says, byAuthor: true, breakable: true }];
  if (replay.state === "fail" && errorsOf(findings).length === 0) return because("The replay test fails its gates.");
  if (replay.state === "inconclusive") return because("The replay test could not tell: its log is not enough.");
  return [];
}

function nobody({ members }: ApprovalSnapshot, requirements: Requirement[]): Blocker[] {
  return requirements.flatMap(({ roles }) =>
    roles.flatMap(({ role, able, met, letter }): Blocker[] => {
      const { unseen = [], people = [], gone = [] } = members[role] ?? {};
      if (unseen.length > 0) {
        const says = `The app cannot see the team ${unseen.join(", ")} of the role ${role}. Give it access to members.`;
        return [{ says, byAuthor: false, breakable: true }];
      }
      if (met || letter === "Informed" || able.length > 0) return [];
      // Their window passes, although they cannot answer for their own work.
      if (letter === "Consulted" && people.length > 0) return [];
      const says = `Nobody can act as ${role} (${letter}): ${whyNobody(people, gone)}`;
      return [{ says, byAuthor: false, breakable: true }];
    }),
  );
}

function whyNobody(people: string[], gone: string[]): string {
  const left = gone.length > 0 ? `${gone.join(", ")} can no longer see this repository` : "";
  if (people.length === 0) return left ? `${left}.` : "the role has no members.";
  const own = `${people.join(", ")} worked on this change, and nobody approves their own work.`;
  return left ? `${left}; ${own}` : own;
}

/** Only people of the chart can block; a command was authorised when it was given. */
function objections(requirements: Requirement[], { opinions, objections, holds }: Said): Blocker[] {
  const chart = new Set(requirements.flatMap(({ roles }) => roles.flatMap(({ people }) => people)));
  const reviews = opinions.filter(({ user, stance }) => stance === "objects" && chart.has(user));
  const accountable = requirements.flatMap(({ roles }) =>
    roles.filter(({ letter }) => letter === "Accountable").flatMap(({ people }) => people),
  );
  const blocker = (says: string, people: string[], as: Lifter): Blocker => {
    return { says, byAuthor: as !== "one who can lift the hold", breakable: true, liftedBy: { people, as } };
  };
  return [
    ...reviews.map(({ user }) => blocker(`${user} asked for changes.`, [user], "the one who asked to change it")),
    ...objections.map(({ by, because }) => blocker(`${by} objects: ${because}`, [by], "the one who objected")),
    ...holds.map(({ by, because }) =>
      blocker(`${by} holds it: ${because}`, [by, ...accountable], "one who can lift the hold"),
    ),
  ];
}

/** While an account is owed, nothing climbs: whoever let something through should not be let further at once. */
function unsettled({ releases, unsettled }: ApprovalSnapshot): Blocker[] {
  if (!releases.some(({ kind }) => kind === "promotion") || unsettled.length === 0) return [];
  const pulls = unsettled.map((number) => `#${number}`).join(", ");
  const says = `Nothing is promoted while the account of ${pulls} is owed, which went through by broken glass. Settle it on its issue.`;
  return [{ says, byAuthor: false, breakable: false }];
}

const errorsOf = (findings: ApprovalSnapshot["findings"]) => findings.filter(({ severity }) => severity === "error");
