import { reconcileIssue } from "./issue/reconcile-issue.ts";
import type { Key } from "./key.ts";
import { nameOf } from "./key.ts";
import { reconcilePull } from "./pull/reconcile-pull.ts";
import { reconcileRepository } from "./repository/reconcile-repository.ts";
import type { Workspace } from "./workspace.ts";

/** Reads how things are, judges what should be, and makes it so. Doing it twice changes nothing. */
export async function reconcile(key: Key, workspace: Workspace): Promise<void> {
  const started = performance.now();
  if (key.kind === "pull") await reconcilePull(workspace, key.number!);
  else if (key.kind === "issue") await reconcileIssue(workspace, key.number!);
  else await reconcileRepository(workspace);
  workspace.log.info(`${nameOf(key)} looked at in ${Math.round(performance.now() - started)} ms`);
}
