import { type Judgement, judgeApprovals } from "../approvals/judge.ts";
import type { Raci, RaciExample } from "../config/types.ts";
import type { RoleMembers } from "../members.ts";
import { exampleSnapshot } from "./example-snapshot.ts";
import { giveCommands } from "./give-commands.ts";

/** One thing that an example expects and the chart does not do. */
export interface Difference {
  key: keyof RaciExample["expect"];
  expected: string;
  got: string;
}

/**
 * Judges the pull request of an example and says where the judgement is not the expected one; empty: it is.
 * @param people role → who holds it instead of the chart's people and teams; where it is not named, its teams are unseen.
 */
export function judgeExample(example: RaciExample, raci: Raci, people: Record<string, string[]>): Difference[] {
  const opened = exampleSnapshot(example, raci, membersIn(raci, people, example.left));
  const { snapshot, refused } = giveCommands(opened, example.commands);
  const judgement = judgeApprovals(snapshot);
  const { expect } = example;
  const missing = judgement.requirements.flatMap(({ roles }) => roles.filter(({ met }) => !met));
  const differences: Difference[] = [];
  if (expect.state !== judgement.state) {
    differences.push({ key: "state", expected: expect.state, got: `${judgement.state}${why(judgement)}` });
  }
  const compare = (key: "next" | "missing" | "refused", expected: string[] | undefined, got: string[]) => {
    if (expected && listed(expected) !== listed(got)) {
      differences.push({ key, expected: listed(expected), got: listed(got) });
    }
  };
  compare("next", expect.next, Object.keys(judgement.next));
  compare(
    "missing",
    expect.missing,
    missing.map(({ role }) => role),
  );
  compare("refused", expect.refused, refused);
  const said = judgement.blockers.map(({ where, says }) => (where ? `${where} ${says}` : says));
  for (const words of expect.blockers ?? []) {
    if (!said.some((text) => text.includes(words))) {
      differences.push({ key: "blockers", expected: `"${words}"`, got: said.join(" ") || "nothing" });
    }
  }
  return differences;
}

function membersIn(raci: Raci, people: Record<string, string[]>, left: string[]): Record<string, RoleMembers> {
  return Object.fromEntries(
    Object.entries(raci.roles).map(([role, { users, teams }]) => {
      const cast = Object.hasOwn(people, role) ? people[role] : undefined;
      const all = [...new Set(cast ?? users.map((user) => user.toLowerCase()))].sort();
      return [
        role,
        {
          people: all.filter((person) => !left.includes(person)),
          unseen: cast ? [] : teams,
          gone: all.filter((person) => left.includes(person)),
        },
      ];
    }),
  );
}

function why({ blockers, requirements, waitingFor }: Judgement): string {
  if (blockers.length > 0) return ` (${blockers.map(({ says }) => says).join(" ")})`;
  const missing = requirements.flatMap(({ roles }) =>
    roles.filter(({ met }) => !met).map(({ role, letter }) => `${role} as ${letter}`),
  );
  const all = [...new Set([...missing, ...waitingFor])];
  return all.length > 0 ? ` (for ${all.join(", ")})` : "";
}

const listed = (names: string[]): string => [...new Set(names)].sort().join(", ") || "nobody";
