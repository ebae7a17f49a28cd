import { nodeId } from "../model/ids.ts";
import type { Account, Org } from "../model/types.ts";
import type { World } from "../model/world.ts";

/** GitHub's `simple-user`: people, bots and organizations where they own things. */
export function presentAccount(world: World, account: Account) {
  const login = encodeURIComponent(account.login);
  const url = `${world.api}/users/${login}`;
  const page =
    account.type === "Bot" ? `${world.url}/apps/${account.login.replace(/\[bot\]$/, "")}` : `${world.url}/${login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("User", account.id),
    avatar_url: `${world.url}/avatars/u/${account.id}`,
    gravatar_id: "",
    url,
    html_url: page,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export const presentMaybe = (world: World, account: Account | null) => account && presentAccount(world, account);

/** `organization` of webhooks and of the REST API's short form. */
export function presentOrg(world: World, org: Org) {
  const { login, id } = org.account;
  const url = `${world.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("Organization", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/u/${id}`,
    description: "",
  };
}
