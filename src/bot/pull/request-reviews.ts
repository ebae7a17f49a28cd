import type { Judgement } from "../../governance/approvals/judge.ts";
import { statusOf } from "../../repository/github-repository.ts";
import type { Workspace } from "../workspace.ts";
import type { Pull } from "./read-pull.ts";

/** Whom to ask for a review: those who can act next, were not asked already, and have not answered on this head. */
export function reviewersToAsk(pull: Pull, judgement: Judgement, answeredOnHead: string[]): string[] {
  if (pull.draft || judgement.state === "elsewhere") return [];
  const asked = (pull.requested_reviewers ?? []).map((user) => ("login" in user ? user.login.toLowerCase() : ""));
  const author = pull.user.login.toLowerCase();
  return Object.keys(judgement.next).filter(
    (person) => person !== author && !asked.includes(person) && !answeredOnHead.includes(person),
  );
}

/** Asks each; GitHub refuses the whole list for one person who cannot see the repository, so then one by one. */
export async function requestReviews(workspace: Workspace, number: number, reviewers: string[]): Promise<void> {
  if (reviewers.length === 0) return;
  try {
    await request(workspace, number, reviewers);
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    if (reviewers.length === 1) {
      workspace.log.warn(`GitHub does not let ${reviewers[0]} review #${number}: give them access to the repository.`);
      return;
    }
    for (const reviewer of reviewers) await requestReviews(workspace, number, [reviewer]);
  }
}

async function request({ octokit, at }: Workspace, number: number, reviewers: string[]): Promise<void> {
  await octokit.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {
    ...at,
    pull_number: number,
    reviewers,
  });
}
