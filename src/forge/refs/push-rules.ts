import type { Repository } from "../model/repository.ts";
import type { Actor } from "../model/types.ts";
import { requirementsMissing } from "../pulls/requirements.ts";

/**
 * What the update hook needs to know, as environment: `FORGE_RULES` has a line for each protected branch,
 * `<ref> pull-request`, or `<ref> checks <sha>…` with the commits that have passed the required checks.
 * The hook cannot ask back, because git waits for it; so it is told everything before.
 */
export function pushRules(
  repository: Repository,
  actor: Actor & { kind: "user" | "installation" },
): Record<string, string> {
  const lines = repository.protections
    .filter((rule) => !rule.bypass.has(actor.account.login))
    .map((rule) => {
      const ref = `refs/heads/${rule.branch}`;
      if (rule.requirePullRequest) return `${ref} pull-request`;
      if (rule.requiredChecks.length === 0) return `${ref} any`;
      const known = new Set(
        [...repository.checkRuns, ...repository.statuses].map((it) => ("sha" in it ? it.sha : it.headSha)),
      );
      const passed = [...known].filter((sha) => requirementsMissing(repository, rule.branch, sha, null).length === 0);
      return `${ref} checks ${passed.join(" ")}`;
    });
  const workflows = actor.kind === "installation" && actor.permissions.workflows !== "write";
  return { FORGE_RULES: lines.join("\n"), ...(workflows && { FORGE_NO_WORKFLOWS: "1" }) };
}
