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
 * The latest updates of a branch, newest first; undefined for a fork that the app cannot see.
 * @param at the repository that holds the branch.
 * @param pages of a hundred that are read at most.
 */
export async function readRefUpdates(
  { octokit }: Workspace,
  at: { owner: string; repo: string },
  branch: string,
  pages = 1,
): Promise<RefUpdate[] | undefined> {
  try {
    let read = 0;
    const updates = await octokit.paginate(
      "GET /repos/{owner}/{repo}/activity",
      { ...at, ref: `refs/heads/${branch}`, per_page: 100 },
      ({ data }, done) => {
        if (++read >= pages) done();
        return data;
      },
    );
    return updates.map(({ before, after, timestamp, activity_type, actor }) => ({
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
