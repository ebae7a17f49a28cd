import type { Tree } from "../repository/repository.ts";
import type { Workspace } from "./workspace.ts";

/** The branch whose rules govern, as it is now. */
export interface DefaultBranch {
  name: string;
  head: string;
  tree: Tree;
}

/** @throws Error where the repository has no commit yet. */
export async function readDefaultBranch(workspace: Workspace): Promise<DefaultBranch> {
  const found = await findDefaultBranch(workspace);
  if (!found) throw new Error(`${workspace.at.owner}/${workspace.at.repo} has no commit on its default branch yet.`);
  return found;
}

/** Undefined where the repository has no commit yet. */
export async function findDefaultBranch({
  octokit,
  at,
  repository,
}: Pick<Workspace, "octokit" | "at" | "repository">): Promise<DefaultBranch | undefined> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}", at);
  const name = data.default_branch;
  const head = await repository.resolve(`refs/heads/${name}`);
  return head === undefined ? undefined : { name, head, tree: await repository.tree(head) };
}
