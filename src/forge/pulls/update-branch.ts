import { utc, writeCommit } from "../git/commits.ts";
import { mergeTrees } from "../git/merge.ts";
import { isAncestor, updateRef } from "../git/refs.ts";
import { ApiError } from "../http/errors.ts";
import { WEB_FLOW } from "../model/people.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { signatureOf } from "../present/commit.ts";
import { refsMoved } from "../refs/moved.ts";

/** Merges the base into the head branch, what the "Update branch" button does. @throws ApiError 422 */
export async function updateBranch(
  world: World,
  repository: Repository,
  issue: PullRequest,
  expected: string | undefined,
  by: Account,
): Promise<void> {
  const { headRepository, headRef, headSha, base, baseSha } = issue.pull;
  if (expected !== undefined && expected !== headSha)
    throw new ApiError(422, "expected head sha didn't match current head ref.");
  if (headRepository !== repository) throw new ApiError(422, "The head branch is in another repository.");
  if (await isAncestor(repository.gitDir, baseSha, headSha))
    throw new ApiError(422, "There are no new commits on the base branch.");
  const tree = await mergeTrees(repository.gitDir, headSha, baseSha);
  if (!tree) throw new ApiError(422, "merge conflict between base and head");
  const now = world.now();
  const after = await writeCommit(repository.gitDir, {
    tree,
    parents: [headSha, baseSha],
    message: `Merge branch '${base}' into ${headRef}`,
    author: signatureOf(by, now),
    committer: { ...WEB_FLOW, date: utc(now) },
  });
  const name = `refs/heads/${headRef}`;
  await updateRef(repository.gitDir, name, headSha, after);
  await refsMoved(world, repository, [{ name, before: headSha, after }], by);
}
