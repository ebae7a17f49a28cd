import type { ApprovalSnapshot } from "./snapshot.ts";

/**
 * Whether people are asked about a pull request yet: a draft is not ready for them, and elsewhere than on the default branch there
 * is nothing to answer for. The time in which the Consulted may answer runs only while they are asked.
 */
export function asksPeople({ draft, governed }: Pick<ApprovalSnapshot["pull"], "draft" | "governed">): boolean {
  return governed && !draft;
}
