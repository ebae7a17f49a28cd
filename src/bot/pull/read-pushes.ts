import { type RefUpdate, readRefUpdates } from "../read-ref-updates.ts";
import type { Workspace } from "../workspace.ts";
import type { Pull } from "./read-pull.ts";

/** So many of them are read at most; where there are as many, there may be more. */
export const MOST_PUSHES = 1000;

/**
 * What happened to a pull request's branch, newest first; undefined where the app cannot see it, as in a fork. Once the
 * list has the push that brought the head, it has everybody who brought part of it: whoever pushes the same commits again
 * brings nothing.
 */
export async function readPushes(workspace: Workspace, { head }: Pull): Promise<RefUpdate[] | undefined> {
  if (!head.repo) return undefined;
  const at = { owner: head.repo.owner.login, repo: head.repo.name };
  const key = `pushes ${at.owner}/${at.repo} ${head.ref} ${head.sha}`;
  return workspace.facts.recall(
    key,
    () => workspace.recall(key, () => readRefUpdates(workspace, at, head.ref, MOST_PUSHES / 100)),
    (updates) => updates?.some(({ after }) => after === head.sha) ?? false,
  );
}
