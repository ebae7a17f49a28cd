import type { Octokit } from "octokit";
import type { Bypass, Seen } from "../../governance/doctor/index.ts";
import { see } from "./why-unseen.ts";

type At = { owner: string; repo: string };

/** Logins of who may do at least this in the repository, whether as a collaborator, by a team, or as an owner. */
export async function holdersOf(user: Octokit, at: At, permission: "push" | "maintain" | "admin"): Promise<string[]> {
  const people = await user.paginate("GET /repos/{owner}/{repo}/collaborators", { ...at, permission, per_page: 100 });
  return people.map(({ login }) => login).sort();
}

interface Actor {
  actor_type: string;
  actor_id?: number | null;
}

/** Finds who stands behind the entries of bypass lists. What all of them need is asked for once, when it is needed. */
export function actorNames(user: Octokit, at: At): (actor: Actor) => Promise<Bypass> {
  const org = at.owner;
  const teams = once(() => user.paginate("GET /orgs/{org}/teams", { org, per_page: 100 }));
  const apps = once(() => user.paginate("GET /orgs/{org}/installations", { org, per_page: 100 }));
  const nameOf = async (type: string, id: number | null): Promise<string | undefined> => {
    if (type === "Team") return (await teams()).find((team) => team.id === id)?.slug;
    if (type === "Integration") return (await apps()).find(({ app_id }) => app_id === id)?.app_slug;
    if (type === "User" && id !== null)
      return (await user.request("GET /user/{account_id}", { account_id: id })).data.login;
    return undefined;
  };
  const peopleOf = (type: string, id: number | null, name: string | undefined): Promise<Seen<string[]>> | undefined => {
    const role = type === "RepositoryRole" ? ROLES[id ?? 0] : undefined;
    if (role) return see(() => holdersOf(user, at, role));
    if (type === "OrganizationAdmin") return see(() => ownersOf(user, org));
    if (type === "Team" && name !== undefined) return see(() => membersOf(user, org, name));
    if (type === "DeployKey") return see(() => deployKeysOf(user, at));
    return undefined;
  };
  return async ({ actor_type: type, actor_id }) => {
    const id = actor_id ?? null;
    const named = await see(() => nameOf(type, id));
    const name = "value" in named ? named.value : undefined;
    const people = await peopleOf(type, id, name);
    return { type, id, ...(name === undefined ? {} : { name }), ...(people ? { people } : {}) };
  };
}

/** The built-in roles by their ids: https://docs.github.com/rest/repos/rules */
const ROLES: Record<number, "push" | "maintain" | "admin"> = { 2: "maintain", 4: "push", 5: "admin" };

async function ownersOf(user: Octokit, org: string): Promise<string[]> {
  const owners = await user.paginate("GET /orgs/{org}/members", { org, role: "admin", per_page: 100 });
  return owners.map(({ login }) => login).sort();
}

async function membersOf(user: Octokit, org: string, team_slug: string): Promise<string[]> {
  const route = "GET /orgs/{org}/teams/{team_slug}/members";
  const members = await user.paginate(route, { org, team_slug, per_page: 100 });
  return members.map(({ login }) => login).sort();
}

/** Titles of the keys that can write. */
async function deployKeysOf(user: Octokit, at: At): Promise<string[]> {
  const keys = await user.paginate("GET /repos/{owner}/{repo}/keys", { ...at, per_page: 100 });
  return keys.filter(({ read_only }) => !read_only).map(({ title }) => title);
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}
