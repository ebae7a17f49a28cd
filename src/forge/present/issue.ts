import { utc } from "../git/commits.ts";
import { nodeId } from "../model/ids.ts";
import type { Comment, Issue, Label, Repository } from "../model/repository.ts";
import { association } from "../model/roles.ts";
import type { World } from "../model/world.ts";
import { presentAccount, presentMaybe } from "./account.ts";
import { presentApp } from "./app.ts";
import { apiUrl, webUrl } from "./repository.ts";

export function presentLabel(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${apiUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

const noReactions = (url: string) => ({
  url: `${url}/reactions`,
  total_count: 0,
  "+1": 0,
  "-1": 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});

export const maybeUtc = (date: Date | null) => date && utc(date);

/** GitHub's `issue`, which pull requests are too, with `pull_request` set. */
export function presentIssue(world: World, repository: Repository, issue: Issue) {
  const url = `${apiUrl(world, repository)}/issues/${issue.number}`;
  const page = webUrl(world, repository);
  const { pull } = issue;
  return {
    url,
    repository_url: apiUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${page}/${pull ? "pull" : "issues"}/${issue.number}`,
    id: issue.id,
    node_id: nodeId(pull ? "PullRequest" : "Issue", issue.id),
    number: issue.number,
    title: issue.title,
    user: presentAccount(world, issue.user),
    labels: issue.labels.map((label) => presentLabel(world, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    assignee: presentMaybe(world, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((account) => presentAccount(world, account)),
    milestone: null,
    comments: issue.comments.length,
    created_at: utc(issue.createdAt),
    updated_at: utc(issue.updatedAt),
    closed_at: maybeUtc(issue.closedAt),
    author_association: association(world, repository, issue.user),
    active_lock_reason: null,
    ...(pull && {
      draft: pull.draft,
      pull_request: {
        url: `${apiUrl(world, repository)}/pulls/${issue.number}`,
        html_url: `${page}/pull/${issue.number}`,
        diff_url: `${page}/pull/${issue.number}.diff`,
        patch_url: `${page}/pull/${issue.number}.patch`,
        merged_at: maybeUtc(pull.mergedAt),
      },
    }),
    body: issue.body,
    reactions: noReactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.via && presentApp(world, issue.via),
  };
}

export function presentComment(world: World, repository: Repository, comment: Comment) {
  const url = `${apiUrl(world, repository)}/issues/comments/${comment.id}`;
  const kind = repository.issues.get(comment.issue)?.pull ? "pull" : "issues";
  return {
    url,
    html_url: `${webUrl(world, repository)}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${apiUrl(world, repository)}/issues/${comment.issue}`,
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    user: presentAccount(world, comment.user),
    created_at: utc(comment.createdAt),
    updated_at: utc(comment.updatedAt),
    author_association: association(world, repository, comment.user),
    body: comment.body,
    reactions: noReactions(url),
    performed_via_github_app: comment.via && presentApp(world, comment.via),
  };
}
