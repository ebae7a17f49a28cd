import { type Commit, type Person, utc } from "../git/commits.ts";
import type { FileDiff } from "../git/diff.ts";
import { nodeId } from "../model/ids.ts";
import type { Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentMaybe } from "./account.ts";
import { apiUrl, webUrl } from "./repository.ts";

export const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

export const noReply = (account: Account) => `${account.id}+${account.login}@users.noreply.github.com`;

/** How an account signs a commit that the forge makes for it. */
export const signatureOf = (account: Account, now: Date): Person => ({
  name: account.name ?? account.login,
  email: account.email ?? noReply(account),
  date: utc(now),
});

/** The account that a commit's email address belongs to. */
export function accountOf(world: World, { email }: Pick<Person, "email">): Account | null {
  const wanted = email.toLowerCase();
  return (
    world.accounts.find(
      (account) => account.email?.toLowerCase() === wanted || noReply(account).toLowerCase() === wanted,
    ) ?? null
  );
}

/** GitHub's `commit`. */
export function presentCommit(world: World, repository: Repository, commit: Commit) {
  const url = apiUrl(world, repository);
  const page = webUrl(world, repository);
  const { sha, author, committer, message } = commit;
  return {
    sha,
    node_id: nodeId("Commit", sha),
    commit: {
      author,
      committer,
      message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${url}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    author: presentMaybe(world, accountOf(world, author)),
    committer: presentMaybe(world, accountOf(world, committer)),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

/** GitHub's `git-commit`, of the git database. */
export function presentGitCommit(world: World, repository: Repository, commit: Commit) {
  const url = apiUrl(world, repository);
  const page = webUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** GitHub's `simple-commit`, as check suites and workflow runs carry it. */
export function presentSimpleCommit(commit: Commit) {
  const { author, committer } = commit;
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** GitHub's `diff-entry`. @param ref the commit that the links lead to */
export function presentFile(world: World, repository: Repository, ref: string, file: FileDiff) {
  const path = file.filename.split("/").map(encodeURIComponent).join("/");
  const page = webUrl(world, repository);
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${ref}/${path}`,
    raw_url: `${page}/raw/${ref}/${path}`,
    contents_url: `${apiUrl(world, repository)}/contents/${path}?ref=${ref}`,
    ...(file.patch !== undefined && { patch: file.patch }),
    ...(file.previous !== null && { previous_filename: file.previous }),
  };
}
