import { addDuration } from "../duration.ts";
import type { RoleMembers } from "../members.ts";
import { asksPeople } from "./asking.ts";
import type { Contributors } from "./contributors.ts";
import type { Opinion } from "./opinions.ts";
import type { Touched } from "./requirements.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

export type Letter = "Responsible" | "Accountable" | "Consulted" | "Informed";

/** How far one role is with one activity. */
export interface RoleState {
  letter: Letter;
  role: string;
  /** Everybody who holds the role. */
  people: string[];
  /** Those of them who may answer for this change. */
  able: string[];
  met: boolean;
  /** Who met it; empty where time did (a consultation that ran out), or nobody yet. */
  by: string[];
  /** How it stands, in a few words. */
  note: string;
}

/** The state of every role of an activity. Responsible is met when one of its roles is; each Consulted role counts. */
export function judgeRoles(touched: Touched, snapshot: ApprovalSnapshot, standing: Opinion[]): RoleState[] {
  const { responsible, accountable, consulted, informed } = touched.assignment;
  const context: Context = { snapshot, standing };
  const doers = responsible.map((role) => responsibleState(role, context));
  const done = doers.some(({ met }) => met);
  return [
    ...doers.filter(({ met }) => met || !done),
    accountableState(accountable, context),
    ...consulted.map((role) => consultedState(role, context)),
    ...informed.map((role) => informedState(role, context)),
  ];
}

interface Context {
  snapshot: ApprovalSnapshot;
  standing: Opinion[];
}

/** Responsible: somebody in the role wrote it, or approves it. */
function responsibleState(role: string, { snapshot, standing }: Context): RoleState {
  const people = peopleOf(role, snapshot);
  const wrote = people.filter((person) => isContributor(person, snapshot.contributors));
  const approved = people.filter((person) => approves(person, standing));
  const by = [...new Set([...wrote, ...approved])];
  const note = wrote.length > 0 ? "wrote it" : approved.length > 0 ? "approved" : "has not approved yet";
  return { letter: "Responsible", role, people, able: people, met: by.length > 0, by, note };
}

/** Accountable: somebody in the role who did not work on it approves it. */
function accountableState(role: string, { snapshot, standing }: Context): RoleState {
  const people = peopleOf(role, snapshot);
  const able = people.filter((person) => !isContributor(person, snapshot.contributors));
  const by = able.filter((person) => approves(person, standing));
  const barred = people.filter((person) => approves(person, standing) && !able.includes(person));
  const note =
    by.length > 0
      ? "approved"
      : barred.length > 0
        ? `${barred.join(", ")} worked on it and cannot approve it`
        : "has not approved yet";
  return { letter: "Accountable", role, people, able, met: by.length > 0, by, note };
}

/**
 * Consulted: somebody in the role who did not work on it answered, or the window passed. An objection blocks elsewhere,
 * for whoever it is.
 */
function consultedState(role: string, { snapshot, standing }: Context): RoleState {
  const people = peopleOf(role, snapshot);
  const able = people.filter((person) => !isContributor(person, snapshot.contributors));
  const by = able.filter((person) => standing.some(({ user, stance }) => user === person && stance !== "objects"));
  const until = addDuration(snapshot.askedAt ?? snapshot.now, snapshot.raci!.consultation.window);
  const asked = asksPeople(snapshot.pull);
  const passed = asked && snapshot.askedAt !== undefined && snapshot.now >= until;
  const note =
    by.length > 0
      ? "answered"
      : !asked
        ? "is not asked yet"
        : passed
          ? "did not answer in time"
          : `may ${able.length > 0 ? "answer" : "object"} until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return { letter: "Consulted", role, people, able, met: by.length > 0 || passed, by, note };
}

function informedState(role: string, { snapshot }: Context): RoleState {
  const people = peopleOf(role, snapshot);
  return { letter: "Informed", role, people, able: [], met: true, by: [], note: "will be told on the merge" };
}

function peopleOf(role: string, { members }: ApprovalSnapshot): string[] {
  return (members[role] satisfies RoleMembers | undefined)?.people ?? [];
}

function isContributor(person: string, { logins }: Contributors): boolean {
  return logins.has(person.toLowerCase());
}

function approves(person: string, standing: Opinion[]): boolean {
  return standing.some(({ user, stance }) => user === person && stance === "approves");
}
