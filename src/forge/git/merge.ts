import { type Person, readCommit, writeCommit } from "./commits.ts";
import { GitError, git } from "./git.ts";
import { mergeBase } from "./refs.ts";

/** The merged tree of two commits, or `null` when they conflict (`git merge-tree`, the real three-way merge). */
export async function mergeTrees(gitDir: string, ours: string, theirs: string): Promise<string | null> {
  try {
    const text = await git(gitDir, ["merge-tree", "--write-tree", "--no-messages", ours, theirs]);
    return text.split("\n")[0]!;
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return null;
    throw error;
  }
}

/**
 * Puts the commits of `head` that `base` has not on top of `base`, one by one, and gives the new tip; `null` on conflict.
 * `git merge-tree` before 2.40 takes no explicit merge base, so each step merges with a helper commit whose only parent
 * is the picked commit's parent.
 */
export async function rebase(gitDir: string, base: string, head: string, committer: Person): Promise<string | null> {
  const from = await mergeBase(gitDir, base, head);
  const list = await git(gitDir, ["rev-list", "--reverse", "--no-merges", from ? `${from}..${head}` : head]);
  let tip = base;
  for (const sha of list.split("\n").filter(Boolean)) {
    const commit = await readCommit(gitDir, sha);
    const onto = await readCommit(gitDir, tip);
    const helper = await writeCommit(gitDir, {
      tree: onto.tree,
      parents: commit.parents,
      message: "rebase",
      author: committer,
      committer,
    });
    const tree = await mergeTrees(gitDir, helper, sha);
    if (!tree) return null;
    tip = await writeCommit(gitDir, { ...commit, tree, parents: [tip], committer });
  }
  return tip;
}
