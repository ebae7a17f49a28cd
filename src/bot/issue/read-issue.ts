import { EXCEPTION_LABEL } from "../../governance/exceptions/words.ts";
import type { Workspace } from "../workspace.ts";

/** The REST API's answer on one issue. */
export type Issue = Awaited<ReturnType<typeof readIssue>>;

export async function readIssue({ octokit, at }: Workspace, number: number) {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: number,
  });
  return data;
}

/** All exceptions that are being worked on. */
export async function readOpenExceptions({ octokit, at }: Workspace) {
  const issues = await octokit.paginate("GET /repos/{owner}/{repo}/issues", {
    ...at,
    state: "open",
    labels: EXCEPTION_LABEL,
    per_page: 100,
  });
  return issues.filter(({ pull_request }) => !pull_request);
}

export function labelsOf({ labels }: Pick<Issue, "labels">): string[] {
  return labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")));
}
