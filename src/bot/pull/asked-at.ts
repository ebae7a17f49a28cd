import { remembering, type Workspace } from "../workspace.ts";
import { statementOf } from "./approved-content.ts";
import { ownCheck } from "./own-check.ts";
import { checksOf } from "./read-present.ts";
import { type Pull, readCheckRuns } from "./read-pull.ts";
import { readPushes } from "./read-pushes.ts";
import type { CheckRun } from "./replay-state.ts";

/**
 * When the people were first asked about this content: the time at which the check of the head began, or that of the
 * head before it where its content was the same. So a rebase takes nothing from the time in which they may answer, and
 * gives them none anew. A check of a time in which nobody was asked, as of a draft, says nothing of this content.
 */
export async function readAskedAt(
  workspace: Workspace,
  pull: Pull,
  runs: CheckRun[],
  content: string,
): Promise<Date | undefined> {
  const own = ownCheck(runs, workspace.self);
  if (own) return startOf(own, pull, content);
  const pushes = (await readPushes(remembering(workspace), pull)) ?? [];
  const before = pushes.find((push) => push.after === pull.head.sha && !/^0+$/.test(push.before))?.before;
  if (before === undefined) return undefined;
  const earlier = await workspace.recall(checksOf(workspace, before), () => readCheckRuns(workspace, before));
  return startOf(ownCheck(earlier, workspace.self), pull, content);
}

/** A commit may have been shown in an earlier pull request, where others were asked. */
function startOf(run: CheckRun | undefined, pull: Pull, content: string): Date | undefined {
  const about = run && (statementOf(run, run.head_sha)?.content ?? run.external_id);
  if (about !== content || !run?.started_at) return undefined;
  return new Date(Math.max(Date.parse(run.started_at), Date.parse(pull.created_at)));
}
