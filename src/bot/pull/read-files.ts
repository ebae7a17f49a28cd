import { changesBetween } from "../../governance/approvals/changes.ts";
import type { Workspace } from "../workspace.ts";
import { compare, type Pull } from "./read-pull.ts";

/** GitHub lists no more of them (https://docs.github.com/rest/pulls/pulls#list-pull-requests-files). */
const LISTED = 3000;

/** The paths that a pull request changes, both ends of a rename. */
export async function changedFiles(workspace: Workspace, pull: Pull): Promise<string[]> {
  const { octokit, at, repository } = workspace;
  const files = await octokit.paginate("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    pull_number: pull.number,
    per_page: 100,
  });
  if (files.length < LISTED) {
    return files.flatMap(({ filename, previous_filename }) =>
      previous_filename ? [filename, previous_filename] : [filename],
    );
  }
  // The list is in the order of the alphabet, so what is to be overlooked would be put behind the rest.
  const comparison = await compare(workspace, pull.base.sha, pull.head.sha);
  const [from, to] = await Promise.all(
    [comparison?.mergeBase ?? pull.base.sha, pull.head.sha].map((commit) => repository.tree(commit)),
  );
  return changesBetween(from!, to!).map(({ path }) => path);
}
