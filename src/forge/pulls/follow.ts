import { git } from "../git/git.ts";
import { isAncestor, ZERO } from "../git/refs.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { emitPull } from "./events.ts";
import { forgetTrial, tryMerge } from "./mergeable.ts";

export interface RefMove {
  /** Full name, `refs/heads/main`. */
  name: string;
  before: string;
  after: string;
}

/** A fork's commits must be in the base repository before anything there can speak of them. */
export async function fetchHead(repository: Repository, issue: PullRequest): Promise<void> {
  const { headRepository, headSha } = issue.pull;
  if (headRepository && headRepository !== repository) {
    await git(repository.gitDir, ["fetch", "--quiet", "--no-tags", headRepository.gitDir, headSha]);
  }
  await git(repository.gitDir, ["update-ref", `refs/pull/${issue.number}/head`, headSha]);
}

/** Computes `mergeable` in the background, as GitHub does after either side has moved. */
export function tryMergeSoon(world: World, repository: Repository, issue: PullRequest): void {
  forgetTrial(issue);
  world.activity.track(tryMerge(world, repository, issue));
}

/** Lets every open pull request follow a branch that moved: new heads, new bases, and heads that the base now contains. */
export async function pullsFollow(world: World, moved: Repository, move: RefMove, sender: Account): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(move.name)?.[1];
  if (!branch) return;
  for (const repository of world.repositories) {
    for (const issue of repository.issues.values()) {
      if (!issue.pull || issue.state === "closed") continue;
      const request = issue as PullRequest;
      if (issue.pull.headRepository === moved && issue.pull.headRef === branch) {
        await followHead(world, repository, request, move, sender);
      }
      if (repository === moved && issue.pull.base === branch)
        await followBase(world, repository, request, move, sender);
    }
  }
}

async function followHead(world: World, repository: Repository, issue: PullRequest, move: RefMove, sender: Account) {
  if (move.after === ZERO) return close(world, repository, issue, sender);
  issue.pull.headSha = move.after;
  issue.updatedAt = world.now();
  await fetchHead(repository, issue);
  tryMergeSoon(world, repository, issue);
  await emitPull(world, repository, issue, "synchronize", sender, { before: move.before, after: move.after });
}

async function followBase(world: World, repository: Repository, issue: PullRequest, move: RefMove, sender: Account) {
  if (move.after === ZERO) return close(world, repository, issue, sender);
  const { pull } = issue;
  pull.baseSha = move.after;
  if (await isAncestor(repository.gitDir, pull.headSha, move.after)) {
    // What a direct merge in a clone does: the base now contains the head.
    pull.baseSha = move.before;
    return markMerged(world, repository, issue, move.after, sender);
  }
  tryMergeSoon(world, repository, issue);
}

async function close(world: World, repository: Repository, issue: PullRequest, sender: Account): Promise<void> {
  issue.state = "closed";
  issue.closedAt = issue.updatedAt = world.now();
  issue.closedBy = sender;
  await emitPull(world, repository, issue, "closed", sender);
}

/** Closes a pull request as merged. @param commit the commit of the base branch that brought it in */
export async function markMerged(
  world: World,
  repository: Repository,
  issue: PullRequest,
  commit: string,
  sender: Account,
): Promise<void> {
  const { pull } = issue;
  pull.merged = true;
  pull.mergedAt = world.now();
  pull.mergedBy = sender;
  pull.mergeCommitSha = commit;
  await close(world, repository, issue, sender);
}
