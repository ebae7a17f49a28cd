import { type RefUpdate, readRefUpdates } from "../read-ref-updates.ts";
import type { Workspace } from "../workspace.ts";
import type { Pull } from "./read-pull.ts";

/** What happened to a pull request's branch, newest first; undefined where the app cannot see it, as in a fork. */
export async function readPushes(workspace: Workspace, { head }: Pull): Promise<RefUpdate[] | undefined> {
  if (!head.repo) return undefined;
  const at = { owner: head.repo.owner.login, repo: head.repo.name };
  return workspace.recall(`pushes ${at.owner}/${at.repo} ${head.ref} ${head.sha}`, () =>
    readRefUpdates(workspace, at, head.ref),
  );
}
