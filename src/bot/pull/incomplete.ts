import type { Workspace } from "../workspace.ts";
import type { Comparison, Pull } from "./read-pull.ts";
import { MOST_PUSHES, readPushes } from "./read-pushes.ts";

/** Why not everybody who worked on a pull request is known, and what the author can do about it; empty where all are. */
export async function readIncomplete(workspace: Workspace, pull: Pull, comparison: Comparison): Promise<string[]> {
  const pushes = (await readPushes(workspace, pull)) ?? [];
  const { total, commits } = comparison;
  return [
    ...(commits.length < total
      ? [
          `This has ${total} commits, of which ${commits.length} are read, so not everybody who worked on it is known. Squash them ` +
            "into fewer (git rebase --interactive, or git reset --soft to where the branch began and one commit) with a line " +
            "Co-authored-by for everybody who wrote one of them, and push that with --force-with-lease. Or split it.",
        ]
      : []),
    ...(pushes.length >= MOST_PUSHES
      ? [
          `This branch was pushed to ${MOST_PUSHES} times or more, so not everybody who pushed it is known. Push it under another ` +
            "name, and open a pull request from there.",
        ]
      : []),
  ];
}
