import type { Client, Workspace } from "../workspace.ts";
import type { Pull } from "./read-pull.ts";

/** The open pull requests whose head is this commit. */
export async function pullsOfCommit(
  octokit: Client,
  at: { owner: string; repo: string },
  sha: string,
): Promise<number[]> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...at,
    commit_sha: sha,
    per_page: 100,
  });
  return data.filter(({ state, head }) => state === "open" && head.sha === sha).map(({ number }) => number);
}

/**
 * Whether the head of a pull request is that of another one, into the default branch, that is open or merged. A commit has one
 * check, which then speaks of that one: somebody else could otherwise take it away by proposing the commit elsewhere.
 */
export async function isJudgedToo({ octokit, at }: Workspace, { number, head, base }: Pull): Promise<boolean> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...at,
    commit_sha: head.sha,
    per_page: 100,
  });
  return data.some(
    (other) =>
      other.number !== number &&
      other.head.sha === head.sha &&
      other.base.ref === base.repo.default_branch &&
      (other.state === "open" || other.merged_at !== null),
  );
}

/** All open pull requests of a repository. */
export async function openPulls(octokit: Client, { owner, repo }: { owner: string; repo: string }): Promise<number[]> {
  const pulls = await octokit.paginate("GET /repos/{owner}/{repo}/pulls", {
    owner,
    repo,
    state: "open",
    per_page: 100,
  });
  return pulls.map(({ number }) => number);
}
