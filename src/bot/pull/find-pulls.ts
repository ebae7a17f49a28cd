import type { Client } from "../workspace.ts";

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
