import { APPROVALS, protectDefaultBranch, REPLAY } from "./mend.ts";
import type { BranchRules, Diagnosis, RepositorySettings } from "./state.ts";

/** What keeps an unapproved change from the default branch. Ids are undefined where they could not be learnt. */
export function diagnoseDefaultBranch(
  settings: RepositorySettings,
  { pullRequest, checks, noForcePush, noDeletion }: BranchRules,
  ids: { app: number | undefined; actions: number | undefined },
): Diagnosis[] {
  const { defaultBranch } = settings;
  const mend = protectDefaultBranch(settings, ids.app, ids.actions);
  const found: Diagnosis[] = [];
  const error = (code: string, message: string) => found.push({ severity: "error", code, message, mend });
  if (!pullRequest) error("no-pull-request", `Anybody who can write can push to ${defaultBranch} past every approval.`);
  const expected = [
    [APPROVALS, ids.app, "Countersign's app"],
    [REPLAY, ids.actions, "GitHub Actions"],
  ] as const;
  for (const [context, id, by] of expected) {
    const required = checks.filter((check) => check.context === context);
    if (required.length === 0) error("check-not-required", `${defaultBranch} does not require the check ${context}.`);
    else if (required.every(({ app }) => app === null || app < 0)) {
      error("check-not-pinned", `${context} is required from anybody: whoever can set a status can forge it.`);
    } else if (id !== undefined && required.every(({ app }) => app !== id)) {
      const pinned = required.map(({ app }) => app).join(", ");
      error("check-wrong-app", `${context} is required from the app ${pinned}; it comes from ${by}, the app ${id}.`);
    }
  }
  if (!noForcePush) error("force-push", `${defaultBranch} can be force-pushed: history, the audit trail, can be lost.`);
  if (!noDeletion) error("deletion", `${defaultBranch} can be deleted.`);
  return found;
}
