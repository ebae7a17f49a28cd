import { decide, didYouMean, type Policy, stringifyJsonExact } from "../../policy/index.ts";
import { activityFor } from "../config/activities.ts";
import type { Raci, Stages } from "../config/types.ts";
import { addDuration } from "../duration.ts";
import type { RoleMembers } from "../members.ts";
import type { ExceptionReport, ReadReport } from "./report.ts";

/** An exception that is already being worked on. */
export interface OpenException {
  number: number;
  report: ExceptionReport;
  assignees: string[];
}

export interface TriageFacts {
  number: number;
  /** When it was filed; the deadline counts from here, so a restart forgets nothing. */
  filedAt: Date;
  read: ReadReport;
  assignees: string[];
  raci: Raci;
  stages: Stages;
  members: Record<string, RoleMembers>;
  /** The policies of the default branch, by id. */
  policies: Record<string, Policy>;
  /** The other open exceptions. */
  open: OpenException[];
  now: Date;
}

export type Triage =
  | { state: "incomplete"; problems: string[] }
  | { state: "repeat"; of: number }
  | {
      state: "assigned";
      owner: string | undefined;
      /** Why nobody owns it, where nobody can. */
      ownerless: string | undefined;
      deadline: Date;
      /** Whether the deadline has passed. */
      late: boolean;
      /** Whom a late exception is escalated to. */
      escalateTo: string[];
      /** What the policy as it is now decides. */
      today: { outcome: string; rule: string | null };
      report: ExceptionReport;
    };

/** What should become of an exception. Pure: the same facts, the deadline included, give the same answer. */
export function triage(facts: TriageFacts): Triage {
  const { read, raci, stages, policies, number, open, filedAt, now } = facts;
  if (!read.report) return { state: "incomplete", problems: read.problems };
  const { report } = read;
  const policy = Object.hasOwn(policies, report.policy) ? policies[report.policy] : undefined;
  const problems = policy ? problemsOf(report, policy, stages) : [unknownPolicy(report, policies)];
  if (!policy || problems.length > 0) return { state: "incomplete", problems };

  const same = open.filter((other) => other.number < number && isSame(other.report, report));
  // The first of them, since the others will be closed as repeats of it too.
  if (same.length > 0) return { state: "repeat", of: Math.min(...same.map((other) => other.number)) };

  const deadline = addDuration(filedAt, stages.exceptions.sla[report.priority]);
  const { outcome, rule } = decide(policy, report.input, { trace: false });
  const owner = ownerOf(facts, report.policy);
  const { responsible } = activityFor(raci, "error-investigation", report.policy);
  return {
    state: "assigned",
    owner,
    ownerless: owner
      ? undefined
      : `nobody holds ${responsible.join(" or ")}, who are Responsible for error-investigation`,
    deadline,
    late: now > deadline,
    escalateTo: facts.members[stages.exceptions.escalate_to]?.people ?? [],
    today: { outcome, rule },
    report,
  };
}

function unknownPolicy({ policy }: ExceptionReport, policies: Record<string, Policy>): string {
  return `There is no policy “${policy}”.${didYouMean(policy, Object.keys(policies))}`;
}

function problemsOf(report: ExceptionReport, policy: Policy, stages: Stages): string[] {
  const { kinds } = stages.exceptions;
  const unknown = Object.keys(report.input).filter((name) => !Object.hasOwn(policy.inputs, name));
  const seen = Object.keys(policy.inputs);
  const problems = unknown.map((name) => `The policy has no input “${name}”.${didYouMean(name, seen)}`);
  if (!Object.hasOwn(kinds, report.kind)) problems.push(`“Kind” is one of ${Object.keys(kinds).join(", ")}.`);
  if (report.outcome !== undefined && !Object.hasOwn(policy.outcomes, report.outcome)) {
    problems.push(`“Expected outcome” is one of ${Object.keys(policy.outcomes).join(", ")}, or empty.`);
  }
  return problems;
}

/** The same case again: the same decision, or the same policy with the same input. */
function isSame(a: ExceptionReport, b: ExceptionReport): boolean {
  if (a.policy !== b.policy) return false;
  if (a.decisionId !== undefined && b.decisionId !== undefined) return a.decisionId === b.decisionId;
  return canonical(a.input) === canonical(b.input);
}

function canonical(input: Record<string, unknown>): string {
  return stringifyJsonExact(Object.fromEntries(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Who has it already; else the Responsible person with the fewest open exceptions, by name where several have as few. */
function ownerOf({ raci, members, open, assignees }: TriageFacts, policy: string): string | undefined {
  const { responsible } = activityFor(raci, "error-investigation", policy);
  const people = [...new Set(responsible.flatMap((role) => members[role]?.people ?? []))].sort();
  const known = assignees.find((person) => people.includes(person));
  const load = (person: string) => open.filter((other) => other.assignees.includes(person)).length;
  return known ?? people.sort((a, b) => load(a) - load(b))[0];
}
