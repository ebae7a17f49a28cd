import { openLedger } from "../ledger/read.ts";
import type { Tag, Tree } from "../repository/repository.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The ledger, as far as it tells of one pull request's commands; undefined where nothing was ever recorded.
 * @param answer the id of the last answer to a command there: each is recorded before it is answered, so what was read
 * after the answer has all of them.
 */
export function readLedger(
  { at, repository, recall }: Workspace,
  answer: number | undefined,
): Promise<Tree | undefined> {
  return recall(`${ledgerOf(at)}${answer ?? "unanswered"}`, () => openLedger(repository));
}

/** How what is remembered of a repository's ledger begins. */
export const ledgerOf = ({ owner, repo }: Workspace["at"]): string => `ledger ${owner}/${repo} `;

/** How what is remembered of a repository's tags begins. */
export const tagsOf = ({ owner, repo }: Workspace["at"]): string => `tags ${owner}/${repo} `;

/** The tags of a policy's versions. */
export function readVersions({ at, repository, recall }: Workspace, policy: string): Promise<Tag[]> {
  return recall(tagsOf(at) + policy, () => repository.tags(`${policy}/v`));
}
