import { utc } from "../git/commits.ts";
import { nodeId } from "../model/ids.ts";
import { fullName, type Repository } from "../model/repository.ts";
import type { Role } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount, presentOrg } from "./account.ts";

/** Where the parts of a repository are found, as URI templates. */
function links(url: string) {
  return {
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}

export const apiUrl = (world: World, repository: Repository) => `${world.api}/repos/${fullName(repository)}`;
export const webUrl = (world: World, repository: Repository) => `${world.url}/${fullName(repository)}`;

/** GitHub's `minimal-repository`, as it stands inside other things. */
export function presentMinimalRepository(world: World, repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: presentAccount(world, repository.owner),
    html_url: webUrl(world, repository),
    description: repository.description,
    fork: repository.parent !== null,
    url: apiUrl(world, repository),
    ...links(apiUrl(world, repository)),
  };
}

/** GitHub's `repository`, as webhooks, pull requests and lists give it. */
export function presentRepository(world: World, repository: Repository) {
  const page = webUrl(world, repository);
  const open = [...repository.issues.values()].filter((issue) => issue.state === "open").length;
  const forks = world.repositories.filter((it) => it.parent === repository).length;
  return {
    ...presentMinimalRepository(world, repository),
    created_at: utc(repository.createdAt),
    updated_at: utc(repository.updatedAt),
    pushed_at: utc(repository.pushedAt ?? repository.createdAt),
    git_url: `${page.replace(/^http/, "git")}.git`,
    ssh_url: `git@${new URL(world.url).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

const grants = (role: Role | null) => ({
  admin: role === "admin",
  maintain: role === "admin" || role === "maintain",
  push: role === "admin" || role === "maintain" || role === "write",
  triage: role !== null && role !== "read",
  pull: role !== null,
});

/** GitHub's `full-repository`, the answer of `GET /repos/{owner}/{repo}`. @param role what the caller may do */
export function presentFullRepository(
  world: World,
  repository: Repository,
  role: Role | null,
): Record<string, unknown> {
  const org = world.org(repository.owner.login);
  const { parent } = repository;
  return {
    ...presentRepository(world, repository),
    permissions: grants(role),
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_update_branch: false,
    network_count: 0,
    subscribers_count: 0,
    ...(org && { organization: presentAccount(world, org.account) }),
    ...(parent && { parent: presentRepository(world, parent), source: presentRepository(world, parent) }),
  };
}

/** `organization` of a webhook about a repository, where an organization owns it. */
export function presentOwnerOrg(world: World, repository: Repository) {
  const org = world.org(repository.owner.login);
  return org && presentOrg(world, org);
}
