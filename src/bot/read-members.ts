import type { Raci } from "../governance/config/types.ts";
import type { RoleMembers } from "../governance/members.ts";
import { statusOf } from "../repository/github-repository.ts";
import type { Workspace } from "./workspace.ts";

/** A repository on GitHub, and a client that may look at it and at its organisation's teams. */
type Place = Pick<Workspace, "octokit" | "at" | "recall">;

/**
 * Who holds the roles of the chart today. Logins are lower case: GitHub does not tell Maria from maria.
 * @param wanted the roles that matter here; absent: all of them. Each team is a request.
 */
export async function readMembers(
  workspace: Place,
  raci: Raci,
  wanted?: ReadonlySet<string>,
): Promise<Record<string, RoleMembers>> {
  const teams = new Map<string, Promise<string[] | undefined>>();
  const membersOf = (team: string) => {
    if (!teams.has(team)) teams.set(team, readTeam(workspace, team));
    return teams.get(team)!;
  };
  const chosen = Object.entries(raci.roles).filter(([role]) => !wanted || wanted.has(role));
  const present = chosen.some(([, { users }]) => users.length > 0) ? await readPresent(workspace) : new Set<string>();
  const roles = chosen.map(async ([role, { users, teams }]): Promise<[string, RoleMembers]> => {
    const named = users.map((user) => user.toLowerCase());
    const gone = named.filter((user) => !present.has(user)).sort();
    const people = new Set(named.filter((user) => !gone.includes(user)));
    const unseen: string[] = [];
    for (const team of teams) {
      const members = await membersOf(team);
      if (members) for (const member of members) people.add(member);
      else unseen.push(team);
    }
    return [role, { people: [...people].sort(), unseen, gone }];
  });
  return Object.fromEntries(await Promise.all(roles));
}

/** Everybody who can see the repository. Whoever left the organisation cannot, and answers for nothing any more. */
async function readPresent({ octokit, at, recall }: Place): Promise<Set<string>> {
  return recall(`people ${at.owner}/${at.repo}`, async () => {
    const people = await octokit.paginate("GET /repos/{owner}/{repo}/collaborators", { ...at, per_page: 100 });
    return new Set(people.map(({ login }) => login.toLowerCase()));
  });
}

/** Members, those of child teams included; undefined where the app cannot see the team. */
async function readTeam(workspace: Place, team: string): Promise<string[] | undefined> {
  const [org, slug] = team.includes("/") ? (team.split("/") as [string, string]) : [workspace.at.owner, team];
  // Access is given without an event that tells the app.
  const seen = (members: string[] | undefined) => members !== undefined;
  return workspace.recall(`people ${org}/${slug} (team)`, () => askForTeam(workspace, org, slug), seen);
}

async function askForTeam({ octokit }: Place, org: string, slug: string): Promise<string[] | undefined> {
  try {
    const members = await octokit.paginate("GET /orgs/{org}/teams/{team_slug}/members", {
      org,
      team_slug: slug,
      per_page: 100,
    });
    return members.map(({ login }) => login.toLowerCase());
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}
