import { presentAccount } from "../present/account.ts";
import { presentTeam } from "../present/team.ts";
import type { Account, Org, Team } from "./types.ts";
import type { World } from "./world.ts";

/** Who changed a team, in whose name, and where. */
export interface TeamChange {
  org: Org;
  team: Team;
  member: Account;
  sender: Account;
}

function emitMembership(world: World, action: "added" | "removed", { org, team, member, sender }: TeamChange): void {
  const payload = { action, scope: "team", member: presentAccount(world, member), team: presentTeam(world, team) };
  world.emit({ name: "membership", action, org, sender, payload });
}

export function addTeamMember(world: World, change: TeamChange, role: "member" | "maintainer"): void {
  const { org, team, member, sender } = change;
  team.pending.delete(member.login);
  if (!org.members.has(member.login)) addOrgMember(world, org, member, sender);
  if (team.members.has(member.login)) return;
  team.members.set(member.login, role);
  emitMembership(world, "added", change);
}

export function removeTeamMember(world: World, change: TeamChange): void {
  const { team, member } = change;
  team.pending.delete(member.login);
  if (team.members.delete(member.login)) emitMembership(world, "removed", change);
}

function emitOrgMember(world: World, action: string, org: Org, member: Account, role: string, sender: Account): void {
  const { login } = org.account;
  const membership = {
    url: `${world.api}/orgs/${login}/memberships/${member.login}`,
    state: "active",
    role,
    organization_url: `${world.api}/orgs/${login}`,
    user: presentAccount(world, member),
  };
  world.emit({ name: "organization", action, org, sender, payload: { action, membership } });
}

export function addOrgMember(world: World, org: Org, member: Account, sender: Account): void {
  org.members.set(member.login, "member");
  emitOrgMember(world, "member_added", org, member, "member", sender);
}

/** Takes someone out of an organization, and so out of its teams. */
export function removeOrgMember(world: World, org: Org, member: Account, sender: Account): void {
  for (const team of org.teams.values()) removeTeamMember(world, { org, team, member, sender });
  for (const repository of world.repositories) {
    if (repository.owner === org.account) repository.collaborators.delete(member.login);
  }
  if (org.members.delete(member.login)) emitOrgMember(world, "member_removed", org, member, "member", sender);
}
