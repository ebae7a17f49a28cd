import { ZERO } from "../git/refs.ts";
import { ApiError } from "../http/errors.ts";
import type { Repository } from "../model/repository.ts";
import { protectionOf, requirementsMissing } from "../pulls/requirements.ts";

/** Direct writes to a protected branch need what a merge would need. @throws ApiError 409, as GitHub answers */
export function guardBranch(repository: Repository, branch: string, login: string, sha: string = ZERO): void {
  const rule = protectionOf(repository, branch);
  if (!rule || rule.bypass.has(login)) return;
  if (rule.requirePullRequest) {
    throw new ApiError(409, "Repository rule violations found\n\nChanges must be made through a pull request.\n\n");
  }
  const missing = requirementsMissing(repository, branch, sha, login).map(({ context }) => `"${context}"`);
  if (missing.length === 1) throw new ApiError(409, `Required status check ${missing[0]} is expected.`);
  if (missing.length > 1) throw new ApiError(409, `Required status checks ${missing.join(", ")} are expected.`);
}
