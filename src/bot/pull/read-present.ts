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
  const [comparison, reviews, runs] = await Promise.all([
    compare(workspace, pull.base.ref, head),
    readReviews(workspace, pull.number),
    readCheckRuns(workspace, head),
  ]);
  if (!comparison)
    throw new UnrelatedError(`GitHub cannot compare ${pull.base.ref} with ${head}: they share no history.`);
  return { comparison, reviews, runs };
}
