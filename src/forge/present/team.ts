import { nodeId } from "../model/ids.ts";
import type { Team } from "../model/types.ts";
import type { World } from "../model/world.ts";

/** GitHub's `team`, without the repository and member counts of its full form. */
export function presentTeam(world: World, team: Team): Record<string, unknown> {
  const url = `${world.api}/orgs/${team.org}/teams/${team.slug}`;
  const parent = team.parent === null ? null : world.org(team.org)?.teams.get(team.parent);
  return {
    ...presentSimpleTeam(world, team),
    url,
    parent: parent ? presentSimpleTeam(world, parent) : null,
  };
}

export function presentSimpleTeam(world: World, team: Team) {
  const url = `${world.api}/orgs/${team.org}/teams/${team.slug}`;
  return {
    id: team.id,
    node_id: nodeId("Team", team.id),
    name: team.name,
    slug: team.slug,
    description: "",
    privacy: "closed",
    notification_setting: "notifications_enabled",
    url,
    html_url: `${world.url}/orgs/${team.org}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    permission: "pull",
  };
}
