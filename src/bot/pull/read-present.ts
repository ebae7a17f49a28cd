import type { Review } from "../../governance/approvals/snapshot.ts";
import type { Workspace } from "../workspace.ts";
import { type Comparison, compare, type Pull, readCheckRuns, readReviews } from "./read-pull.ts";
import type { CheckRun } from "./replay-state.ts";

/** What each look asks for anew, since any of it decides: the base as it is now, the reviews, the check runs. */
export interface Present {
  comparison: Comparison;
  reviews: Review[];
  /** The check runs on the head, the bot's own among them. */
  runs: CheckRun[];
}

/** Two commits without a common one: there is nothing that could be called the change between them. */
export class UnrelatedError extends Error {
  override name = "UnrelatedError";
}

/** @throws UnrelatedError */
export async function readPresent(workspace: Workspace, pull: Pull): Promise<Present> {
  const head = pull.head.sha;
  const [reviews, runs] = await Promise.all([readReviews(workspace, pull.number), readCheckRuns(workspace, head)]);
  // Last: a base that has not moved until here tells that the pull request was not merged before the rest was read.
  const comparison = await compare(workspace, pull.base.ref, head);
  if (!comparison)
    throw new UnrelatedError(`GitHub cannot compare ${pull.base.ref} with ${head}: they share no history.`);
  // For the day on which this is an earlier commit, whose reviews are asked what they had seen.
  workspace.memory.note(checksOf(workspace, head), runs);
  workspace.facts.note(mergeBaseOf(workspace, comparison.base, head), comparison.mergeBase);
  return { comparison, reviews, runs };
}

/** The key under which a commit's check runs are remembered. */
export const checksOf = ({ at }: Workspace, commit: string) => `checks ${at.owner}/${at.repo} ${commit}`;

/** The key under which it is known where two commits part. */
export const mergeBaseOf = ({ at }: Workspace, base: string, commit: string) =>
  `merge base ${at.owner}/${at.repo} ${base} ${commit}`;
