import type { Workspace } from "./workspace.ts";

/** An issue that the bot opens once. */
export interface DesiredIssue {
  /** A hidden line at the end of the body, by which the bot finds the issue again. */
  mark: string;
  title: string;
  body: string;
  /** The first of them is the bot's own: it limits where the mark is looked for. */
  labels: [string, ...string[]];
  assignees: string[];
}

/** Opens the issue unless it was opened before, be it closed or not. @returns its number. */
export async function keepIssue(
  workspace: Workspace,
  { mark, title, body, labels, assignees }: DesiredIssue,
): Promise<number> {
  const { octokit, at } = workspace;
  const found = await findIssue(workspace, labels[0], mark);
  if (found) return found.number;
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/issues", {
    ...at,
    title,
    body: `${body}\n\n${mark}`,
    labels,
    assignees: assignees.slice(0, 10),
  });
  return data.number;
}

/** The bot's own issue with this label and this hidden line at its end, be it closed or not. */
export async function findIssue({ octokit, at, self }: Workspace, label: string, mark: string) {
  const known = await octokit.paginate("GET /repos/{owner}/{repo}/issues", {
    ...at,
    state: "all",
    labels: label,
    creator: self.login,
    per_page: 100,
  });
  return known.find((issue) => issue.body?.trimEnd().endsWith(mark));
}
