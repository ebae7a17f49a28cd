import { EXCEPTION_LABEL } from "../../governance/exceptions/words.ts";
import { statusOf } from "../../repository/github-repository.ts";
import type { Workspace } from "../workspace.ts";

/** GitHub gives an issue form's label only where the repository has it, and exceptions are known by theirs. */
export async function ensureExceptionLabel({ octokit, at }: Workspace): Promise<void> {
  try {
    await octokit.request("GET /repos/{owner}/{repo}/labels/{name}", { ...at, name: EXCEPTION_LABEL });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await octokit.request("POST /repos/{owner}/{repo}/labels", {
      ...at,
      name: EXCEPTION_LABEL,
      color: "d93f0b",
      description: "A case that the AI could not or should not decide",
    });
  }
}
