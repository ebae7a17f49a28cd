import type { AuthoredCommit, Signature } from "../../governance/approvals/contributors.ts";
import type { Review } from "../../governance/approvals/snapshot.ts";
import { statusOf } from "../../repository/github-repository.ts";
import type { Workspace } from "../workspace.ts";
import type { CheckRun } from "./replay-state.ts";

/** The REST API's answer on one pull request. */
export type Pull = Awaited<ReturnType<typeof readPull>>;

export async function readPull({ octokit, at }: Workspace, number: number) {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...at,
    pull_number: number,
  });
  return data;
}

export interface Comparison {
  /** Where the base branch is now; `pull.base.sha` may be older. */
  base: string;
  mergeBase: string;
  commits: ComparedCommit[];
  /** How many commits there are; `commits` may be fewer. */
  total: number;
}

export interface ComparedCommit extends AuthoredCommit {
  id: string;
  parents: string[];
}

/** Pages of a hundred commits that are read before a comparison counts as too long to judge. */
const MAX_PAGES = 10;

/** A base branch against a commit; undefined where GitHub knows the commit no more, or nothing links the two. */
export async function compare(workspace: Workspace, base: string, head: string): Promise<Comparison | undefined> {
  const read = (page: number) => comparePage(workspace, `${base}...${head}`, page);
  try {
    const first = await read(1);
    const commits = [...first.commits];
    for (let page = 2; commits.length < first.total_commits && page <= MAX_PAGES; page++) {
      commits.push(...(await read(page)).commits);
    }
    const mergeBase = first.merge_base_commit.sha;
    const tip = commits.find(({ sha }) => sha === head);
    if (tip && first.files) {
      await workspace.repository.learn({ from: mergeBase, to: head, tree: tip.commit.tree.sha, files: first.files });
    }
    return {
      base: first.base_commit.sha,
      mergeBase,
      commits: commits.map(({ sha, parents, author, committer, commit }) => ({
        id: sha,
        parents: parents.map((parent) => parent.sha),
        author: signature(author, commit.author),
        committer: signature(committer, commit.committer),
        message: commit.message,
      })),
      total: first.total_commits,
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

async function comparePage({ octokit, at }: Workspace, basehead: string, page: number) {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...at,
    basehead,
    per_page: 100,
    page,
  });
  return data;
}

function signature(user: unknown, git: { name?: string; email?: string } | null): Signature {
  const { login } = (user ?? {}) as { login?: string };
  return { login, name: git?.name ?? "", email: git?.email ?? "" };
}

/** All reviews, oldest first. */
export async function readReviews({ octokit, at }: Workspace, number: number): Promise<Review[]> {
  const reviews = await octokit.paginate("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...at,
    pull_number: number,
    per_page: 100,
  });
  return reviews
    .filter(({ user, state }) => user && state !== "PENDING")
    .map(({ user, state, commit_id, submitted_at }) => ({
      user: user!.login.toLowerCase(),
      bot: user!.type === "Bot",
      state: state as Review["state"],
      commit: commit_id,
      at: submitted_at ?? "",
    }));
}

/** The latest check run of each name and app on a commit. */
export async function readCheckRuns({ octokit, at }: Workspace, sha: string): Promise<CheckRun[]> {
  const runs = await octokit.paginate("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
    ...at,
    ref: sha,
    // Also those that a later one of the same name hides.
    filter: "all",
    per_page: 100,
  });
  return runs as CheckRun[];
}
