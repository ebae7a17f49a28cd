import type { ApprovalsStatement } from "../../governance/approvals/statement.ts";
import { readStatement } from "../../replay/index.ts";
import type { Workspace } from "../workspace.ts";
import { ownCheck } from "./own-check.ts";
import { readCheckRuns } from "./read-pull.ts";
import type { CheckRun } from "./replay-state.ts";

/** What the approvals check of a head asserts; undefined where it is not green, or speaks of something else. */
export async function statementAt(workspace: Workspace, head: string): Promise<ApprovalsStatement | undefined> {
  return statementOf(ownCheck(await readCheckRuns(workspace, head), workspace.self), head);
}

/** The same of an approvals check that was read already. */
export function statementOf(check: CheckRun | undefined, head: string): ApprovalsStatement | undefined {
  if (check?.conclusion !== "success") return undefined;
  const format = "countersign-approvals/v1";
  const statement = readStatement<ApprovalsStatement>(format, check.output.text, check.external_id);
  return statement?.head === head ? statement : undefined;
}

/** Whether a pull request that this commit merged was approved for exactly this content. */
export async function approvedContent(workspace: Workspace, commit: string, content: string): Promise<boolean> {
  const { octokit, at } = workspace;
  const { data: pulls } = await octokit.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...at,
    commit_sha: commit,
  });
  for (const { merged_at, head, base } of pulls) {
    if (!merged_at || base.ref !== base.repo.default_branch) continue;
    if ((await statementAt(workspace, head.sha))?.content === content) return true;
  }
  return false;
}
