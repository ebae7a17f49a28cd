import type { Workspace } from "../workspace.ts";

/** The paths that a pull request changes, both ends of a rename; GitHub lists at most 3,000 files. */
export async function changedFiles({ octokit, at }: Workspace, number: number): Promise<string[]> {
  const files = await octokit.paginate("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    pull_number: number,
    per_page: 100,
  });
  return files.flatMap(({ filename, previous_filename }) =>
    previous_filename ? [filename, previous_filename] : [filename],
  );
}
