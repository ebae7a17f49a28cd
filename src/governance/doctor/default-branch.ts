import { APPROVALS, protectDefaultBranch, REPLAY, settingsPage } from "./mend.ts";
import type { BranchRules, Diagnosis, RepositorySettings, Ruleset } from "./state.ts";

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

/** Who could pass all of this. */
export function diagnoseBypass(
  settings: RepositorySettings,
  rules: BranchRules | undefined,
  rulesets: Ruleset[] | undefined,
): Diagnosis[] {
  const found: Diagnosis[] = [];
  if (rules?.adminsPass) {
    found.push({
      severity: "warning",
      code: "bypass",
      message: `Administrators can pass the protection of ${settings.defaultBranch}; each time will be recorded as a bypass.`,
      mend: `${settingsPage(settings, "branches")} (Do not allow bypassing the above settings)`,
    });
  }
  const names = ["~ALL", "~DEFAULT_BRANCH", `refs/heads/${settings.defaultBranch}`];
  for (const { name, target, active, include, bypass } of rulesets ?? []) {
    if (!active || target !== "branch" || !include.some((pattern) => names.includes(pattern))) continue;
    if ("unseen" in bypass) {
      found.push({
        severity: "unseen",
        code: "bypass",
        message: `Who can pass the ruleset "${name}": ${bypass.unseen}`,
      });
    } else if (bypass.value.length > 0) {
      found.push({
        severity: "warning",
        code: "bypass",
        message: `The ruleset "${name}" can be passed by ${bypass.value.map(nameOf).join(", ")}; each time will be recorded as a bypass.`,
        mend: `${settingsPage(settings, "rules")} (Bypass list)`,
      });
    }
  }
  return found;
}

/** The built-in roles by their ids: https://docs.github.com/rest/repos/rules */
const ROLES: Record<number, string> = { 2: "everyone who maintains", 4: "everyone who can write", 5: "administrators" };

function nameOf({ type, id }: { type: string; id: number | null }): string {
  if (type === "OrganizationAdmin") return "owners of the organisation";
  if (type === "RepositoryRole") return ROLES[id ?? 0] ?? `holders of the role ${id}`;
  if (type === "DeployKey") return "holders of a deploy key";
  return `${type === "Integration" ? "the app" : `the ${type.toLowerCase()}`} ${id}`;
}
