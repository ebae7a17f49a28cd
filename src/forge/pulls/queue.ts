import { readCommit } from "../git/commits.ts";
import { git } from "../git/git.ts";
import { readRef, updateRef, ZERO } from "../git/refs.ts";
import { ApiError } from "../http/errors.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { refsMoved } from "../refs/moved.ts";
import { markMerged } from "./follow.ts";
import { mergeCommit } from "./merge.ts";
import { blockedMessage, requirementsMissing } from "./requirements.ts";

/** A pull request in a merge queue: the commit that its base would become, on a branch that only GitHub writes. */
export interface QueueEntry {
  ref: string;
  base: string;
  head: string;
}

/**
 * Puts a pull request into the merge queue, as GitHub's button does: a merge group is made and its checks are asked for
 * (docs: "Managing a merge queue", event `merge_group`). @throws ApiError 405 where it may not be merged
 */
export async function enqueue(
  world: World,
  repository: Repository,
  issue: PullRequest,
  by: Account,
): Promise<QueueEntry> {
  const { pull, number } = issue;
  const missing = requirementsMissing(repository, pull.base, pull.headSha, null);
  if (missing.length > 0) throw new ApiError(405, blockedMessage(missing));
  const base = pull.baseSha;
  const head = await mergeCommit(world, repository, issue, {
    method: "merge",
    sha: undefined,
    title: undefined,
    message: undefined,
    by,
    author: {
      name: by.login,
      email: by.email ?? `${by.login}@users.noreply.github.com`,
      date: world.now().toISOString(),
    },
  });
  const ref = `refs/heads/gh-readonly-queue/${pull.base}/pr-${number}-${base}`;
  await updateRef(repository.gitDir, ref, ZERO, head);
  await refsMoved(world, repository, [{ name: ref, before: ZERO, after: head }], by);
  const { tree, message, author, committer } = await readCommit(repository.gitDir, head);
  const person = ({ name, email }: typeof author) => ({ name, email });
  const head_commit = {
    id: head,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: person(author),
    committer: person(committer),
  };
  const merge_group = {
    head_sha: head,
    head_ref: ref,
    base_sha: base,
    base_ref: `refs/heads/${pull.base}`,
    head_commit,
  };
  const payload = { action: "checks_requested", merge_group };
  world.emit({ name: "merge_group", action: "checks_requested", repository, sender: by, payload });
  return { ref, base, head };
}

/** Merges a group whose checks have passed, as GitHub does by itself. @throws ApiError 405 where one has not */
export async function mergeGroup(
  world: World,
  repository: Repository,
  issue: PullRequest,
  { ref, base, head }: QueueEntry,
  by: Account,
): Promise<void> {
  const missing = requirementsMissing(repository, issue.pull.base, head, null);
  if (missing.length > 0) throw new ApiError(405, blockedMessage(missing));
  const name = `refs/heads/${issue.pull.base}`;
  if ((await readRef(repository.gitDir, name))?.sha !== base) throw new ApiError(409, "Base branch was modified.");
  await updateRef(repository.gitDir, name, base, head);
  await markMerged(world, repository, issue, head, by);
  await refsMoved(world, repository, [{ name, before: base, after: head }], by, "merge_queue_merge");
  await git(repository.gitDir, ["update-ref", "-d", ref]);
  await refsMoved(world, repository, [{ name: ref, before: head, after: ZERO }], by);
}
