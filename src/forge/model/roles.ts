import type { Repository } from "./repository.ts";
import { type Account, type Org, ROLES, type Role, type Team } from "./types.ts";
import type { World } from "./world.ts";

export const atLeast = (role: Role | null, wanted: Role) =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(wanted);

/** The members of a team and of every team below it, as GitHub counts them. */
export function teamMembers(org: Org, team: Team): Map<string, "member" | "maintainer"> {
  const all = new Map(team.members);
  for (const child of org.teams.values()) {
    if (child.parent !== team.slug) continue;
    for (const login of teamMembers(org, child).keys()) if (!all.has(login)) all.set(login, "member");
  }
  return all;
}

/** What an account may do in a repository: the strongest of ownership, collaboration, teams, membership, and being public. */
export function roleOf(world: World, repository: Repository, account: Account): Role | null {
  if (repository.owner === account) return "admin";
  const roles: (Role | null)[] = [repository.collaborators.get(account.login) ?? null];
  const org = world.org(repository.owner.login);
  const membership = org?.members.get(account.login);
  if (membership === "admin") return "admin";
  if (membership) roles.push("read");
  for (const [slug, role] of repository.teams) {
    const team = org?.teams.get(slug);
    if (org && team && teamMembers(org, team).has(account.login)) roles.push(role);
  }
  if (!repository.private) roles.push("read");
  return roles.reduce((best, role) => (role && (best === null || atLeast(role, best)) ? role : best), null);
}

/** Whether someone can be assigned or asked for a review: more than being able to read a public repository. */
export function isCollaborator(world: World, repository: Repository, account: Account): boolean {
  const role = roleOf(world, { ...repository, private: true }, account);
  return role !== null;
}

export function association(world: World, repository: Repository, account: Account): string {
  if (repository.owner === account) return "OWNER";
  if (world.org(repository.owner.login)?.members.has(account.login)) return "MEMBER";
  if (isCollaborator(world, repository, account)) return "COLLABORATOR";
  return "NONE";
}
