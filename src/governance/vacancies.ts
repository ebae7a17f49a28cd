import { activityFor } from "./config/activities.ts";
import { type ActivityName, type Assignment, activityNames, type Raci } from "./config/types.ts";
import type { RoleMembers } from "./members.ts";

/** A role that cannot do its part, so that sooner or later somebody waits in vain. */
export interface Vacancy {
  /**
   * `nobody`: no one holds it. `team-unseen`: nobody can tell who does. `nobody-else`: the only one who may approve is
   * the only one who does the work. `own-work`: the only one who may approve is one of those who do the work.
   */
  code: "nobody" | "team-unseen" | "nobody-else" | "own-work";
  /** A warning where somebody else may still do the work, and have it approved. */
  severity: "error" | "warning";
  role: string;
  /** What stands still: `policy-change`, `policy-change of mortgage`. */
  activities: string[];
  /** Where the chart says so, the first of several. */
  place: (string | number)[];
  says: string;
}

/** One cell of the chart: who does their part in an activity, generally, for one policy, or for lesser changes. */
interface Cell {
  name: string;
  activity: ActivityName;
  assignment: Assignment;
  place: (string | number)[];
}

/** Every role of a chart that nobody can act in, and every Accountable who may come to stand alone with their own work. */
export function vacanciesOf(raci: Raci, members: Record<string, RoleMembers>): Vacancy[] {
  const found = new Map<string, Vacancy>();
  for (const cell of cellsOf(raci)) {
    for (const vacancy of vacanciesIn(cell, members)) {
      const known = found.get(`${vacancy.code} ${vacancy.role}`);
      if (!known) found.set(`${vacancy.code} ${vacancy.role}`, vacancy);
      else if (!known.activities.includes(cell.name)) known.activities.push(cell.name);
    }
  }
  return [...found.values()];
}

function vacanciesIn({ name, assignment, place }: Cell, members: Record<string, RoleMembers>): Vacancy[] {
  const { responsible, accountable, consulted } = assignment;
  const of = (role: string): RoleMembers => members[role] ?? { people: [], unseen: [], gone: [] };
  const vacancy = (code: Vacancy["code"], role: string, says: string): Vacancy => {
    return {
      code,
      severity: code === "nobody" || code === "team-unseen" ? "error" : "warning",
      role,
      activities: [name],
      place,
      says,
    };
  };
  const asked = [...new Set([...responsible, accountable, ...consulted])];
  const unseen = asked.flatMap((role) => {
    const teams = of(role).unseen;
    return teams.length > 0 ? [vacancy("team-unseen", role, `Nobody can see who is in ${teams.join(", ")}.`)] : [];
  });
  const empty = (role: string) => of(role).people.length + of(role).unseen.length === 0;
  // One Responsible role with people is enough; each other letter is asked by itself.
  const idle = responsible.every(empty) ? responsible : [];
  const nobody = [...new Set([...idle, ...[accountable, ...consulted].filter(empty)])];
  const without = nobody.map((role) => vacancy("nobody", role, whyNobody(of(role))));
  const [only, ...others] = of(accountable).people;
  if (only === undefined || others.length > 0 || of(accountable).unseen.length > 0) return [...unseen, ...without];
  const doing = responsible.map(of);
  if (!doing.some(({ people }) => people.includes(only))) return [...unseen, ...without];
  const alone = doing.every(({ people, unseen }) => unseen.length === 0 && people.every((person) => person === only));
  const own = alone
    ? vacancy(
        "nobody-else",
        accountable,
        `${only} is the only one who can do this and the only one who can approve it, but nobody approves their own work. Name a second person.`,
      )
    : vacancy(
        "own-work",
        accountable,
        `When ${only} does the work, nobody is left to approve it. Name a second person, or let only others do it.`,
      );
  return [...unseen, ...without, own];
}

function whyNobody({ gone }: RoleMembers): string {
  return gone.length > 0 ? `${gone.join(", ")} can no longer see this repository.` : "It has no members.";
}

/** All cells: every activity, what policies have in its place, and what is excepted for lesser changes. */
function cellsOf(raci: Raci): Cell[] {
  const policies = [undefined, ...Object.keys(raci.policies)];
  return policies.flatMap((policy) =>
    activityNames.flatMap((activity): Cell[] => {
      const own = policy === undefined ? undefined : raci.policies[policy]?.[activity];
      if (policy !== undefined && !own) return [];
      const name = policy === undefined ? activity : `${activity} of ${policy}`;
      const top = policy === undefined ? ["activities", activity] : ["policies", policy, activity];
      const { except = [], ...assignment } = activityFor(raci, activity, policy);
      const says = (part: object) => ("accountable" in part ? ["accountable"] : []);
      return [
        { name, activity, assignment, place: [...top, ...says(own ?? raci.activities[activity])] },
        ...except.map(({ when, ...instead }, index): Cell => {
          const place = own && !own.except ? ["activities", activity] : top;
          return {
            name: `${name} (${when.class.join(", ")})`,
            activity,
            assignment: { ...assignment, ...instead },
            place: [...place, "except", index, ...says(instead)],
          };
        }),
      ];
    }),
  );
}
