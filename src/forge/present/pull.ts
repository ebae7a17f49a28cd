import { countCommits, utc } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { mergeBase } from "../git/refs.ts";
import { nodeId } from "../model/ids.ts";
import type { PullRequest, Repository, Review } from "../model/repository.ts";
import { association } from "../model/roles.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount, presentMaybe } from "./account.ts";
import { maybeUtc, presentLabel } from "./issue.ts";
import { apiUrl, presentRepository, webUrl } from "./repository.ts";
import { presentTeam } from "./team.ts";

function presentSide(world: World, owner: Account, repository: Repository | null, ref: string, sha: string) {
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: presentAccount(world, owner),
    repo: repository && presentRepository(world, repository),
  };
}

/** GitHub's `pull-request-simple`, the form of lists. */
export function presentSimplePull(world: World, repository: Repository, issue: PullRequest) {
  const { pull, number } = issue;
  const base = apiUrl(world, repository);
  const url = `${base}/pulls/${number}`;
  const page = `${webUrl(world, repository)}/pull/${number}`;
  const org = world.org(repository.owner.login);
  const links = {
    issue_url: `${base}/issues/${number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${base}/pulls/comments{/number}`,
    comments_url: `${base}/issues/${number}/comments`,
    statuses_url: `${base}/statuses/${pull.headSha}`,
  };
  return {
    url,
    id: issue.id,
    node_id: nodeId("PullRequest", issue.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: presentAccount(world, issue.user),
    body: issue.body,
    created_at: utc(issue.createdAt),
    updated_at: utc(issue.updatedAt),
    closed_at: maybeUtc(issue.closedAt),
    merged_at: maybeUtc(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignee: presentMaybe(world, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((account) => presentAccount(world, account)),
    requested_reviewers: pull.requestedReviewers.map((account) => presentAccount(world, account)),
    requested_teams: pull.requestedTeams.flatMap((slug) => {
      const team = org?.teams.get(slug);
      return team ? [presentTeam(world, team)] : [];
    }),
    labels: issue.labels.map((label) => presentLabel(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    ...links,
    head: presentSide(world, pull.headOwner, pull.headRepository, pull.headRef, pull.headSha),
    base: presentSide(world, repository.owner, repository, pull.base, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: links.issue_url },
      comments: { href: links.comments_url },
      review_comments: { href: links.review_comments_url },
      review_comment: { href: links.review_comment_url },
      commits: { href: links.commits_url },
      statuses: { href: links.statuses_url },
    },
    author_association: association(world, repository, issue.user),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** GitHub's `pull-request`: with what only git can count. @param state GitHub's `mergeable_state`; `unknown` hides `mergeable` */
export async function presentPull(world: World, repository: Repository, issue: PullRequest, state: string) {
  const { pull } = issue;
  const mergeable = state === "unknown" ? null : pull.mergeable;
  const from = await mergeBase(repository.gitDir, pull.baseSha, pull.headSha);
  const [commits, files] = await Promise.all([
    from ? countCommits(repository.gitDir, from, pull.headSha) : 0,
    from ? diffFiles(repository.gitDir, from, pull.headSha) : [],
  ]);
  return {
    ...presentSimplePull(world, repository, issue),
    merged: pull.merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: presentMaybe(world, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** GitHub's `pull-request-review`. */
export function presentReview(world: World, repository: Repository, issue: PullRequest, review: Review) {
  const url = `${apiUrl(world, repository)}/pulls/${issue.number}`;
  const page = `${webUrl(world, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: presentAccount(world, review.user),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    author_association: association(world, repository, review.user),
    _links: { html: { href: page }, pull_request: { href: url } },
    ...(review.submittedAt && { submitted_at: utc(review.submittedAt) }),
    commit_id: review.commitId,
  };
}
