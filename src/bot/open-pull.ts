import { RefMovedError } from "../repository/repository.ts";
import type { Workspace } from "./workspace.ts";

/** A pull request of the bot's own: one commit on a branch whose name says what it is for. */
export interface DesiredPull {
  /** Unique for the event, so that the same event never opens two. */
  branch: string;
  title: string;
  body: string;
  /** The commit of the default branch that the files were made from. */
  from: string;
  base: string;
  message: string;
  files: Record<string, string>;
}

/** Opens the pull request unless it was opened before, be it closed or merged since. @returns its number. */
export async function openPull(
  workspace: Workspace,
  desired: DesiredPull,
): Promise<{ number: number; opened: boolean }> {
  const { octokit, at, repository } = workspace;
  const { branch, title, body, from, base, message, files } = desired;
  const { data: known } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
    ...at,
    head: `${at.owner}:${branch}`,
    state: "all",
  });
  if (known[0]) return { number: known[0].number, opened: false };
  await repository
    .commit({ ref: `refs/heads/${branch}`, parent: undefined, startFrom: from, message, files })
    .catch((error: unknown) => {
      // The branch is there from an attempt that ended before the pull request was opened.
      if (!(error instanceof RefMovedError)) throw error;
    });
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/pulls", {
    ...at,
    head: branch,
    base,
    title,
    body,
  });
  return { number: data.number, opened: true };
}
