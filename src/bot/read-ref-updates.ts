import { statusOf } from "../repository/github-repository.ts";
import type { Workspace } from "./workspace.ts";

/** One update of a branch, as GitHub saw it: the signatures in commits are whatever their writer says, this is not. */
export interface RefUpdate {
  before: string;
  after: string;
  at: string;
  /** `push`, `force_push`, `pr_merge`, `merge_queue_merge`, `branch_creation`, `branch_deletion`. */
  type: string;
  /** Login, lower case; undefined where the account is gone. */
  actor: string | undefined;
}

/**
 * The latest updates of a branch, newest first, at most a hundred.
 * @param at the repository that holds the branch; undefined answers for a fork that the app cannot see.
 */
export async function readRefUpdates(
  { octokit }: Workspace,
  at: { owner: string; repo: string },
  branch: string,
): Promise<RefUpdate[] | undefined> {
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/activity", {
      ...at,
      ref: `refs/heads/${branch}`,
      per_page: 100,
    });
    return data.map(({ before, after, timestamp, activity_type, actor }) => ({
      before,
      after,
      at: timestamp,
      type: activity_type,
      actor: actor?.login.toLowerCase(),
    }));
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}
