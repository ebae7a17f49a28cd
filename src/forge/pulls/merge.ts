import { logCommits, type Person, utc, writeCommit } from "../git/commits.ts";
import { GitError } from "../git/git.ts";
import { mergeTrees, rebase } from "../git/merge.ts";
import { updateRef } from "../git/refs.ts";
import { ApiError } from "../http/errors.ts";
import { WEB_FLOW } from "../model/people.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { signatureOf } from "../present/commit.ts";
import { refsMoved } from "../refs/moved.ts";
import { markMerged } from "./follow.ts";
import { blockedMessage, requirementsMissing } from "./requirements.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export interface MergeWish {
  method: MergeMethod;
  /** What the head must be. */
  sha: string | undefined;
  title: string | undefined;
  message: string | undefined;
  by: Account;
  author: Person;
}

/** Merges a pull request as its method says and gives the new commit of the base branch. @throws ApiError 405, 409 */
export async function mergePull(
  world: World,
  repository: Repository,
  issue: PullRequest,
  wish: MergeWish,
): Promise<string> {
  const { pull } = issue;
  if (pull.merged) throw new ApiError(405, "Pull Request is already merged");
  if (issue.state === "closed") throw new ApiError(405, "Pull Request is closed");
  if (pull.draft) throw new ApiError(405, "Pull Request is still a draft");
  if (wish.sha !== undefined && wish.sha !== pull.headSha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  const missing = requirementsMissing(repository, pull.base, pull.headSha, wish.by.login);
  if (missing.length > 0) throw new ApiError(405, blockedMessage(missing));
  const before = pull.baseSha;
  const commit = await mergeCommit(world, repository, issue, wish);
  const name = `refs/heads/${pull.base}`;
  try {
    await updateRef(repository.gitDir, name, before, commit);
  } catch (error) {
    if (error instanceof GitError) throw new ApiError(409, "Base branch was modified. Review and try the merge again.");
    throw error;
  }
  await markMerged(world, repository, issue, commit, wish.by);
  await refsMoved(world, repository, [{ name, before, after: commit }], wish.by, "pr_merge");
  return commit;
}

/** The commit that a merge would make, on no branch yet. @throws ApiError 405 where the two sides conflict */
export async function mergeCommit(
  world: World,
  repository: Repository,
  issue: PullRequest,
  wish: MergeWish,
): Promise<string> {
  const { gitDir } = repository;
  const { pull, number } = issue;
  const committer: Person = { ...WEB_FLOW, date: utc(world.now()) };
  const conflict = () => new ApiError(405, "Pull Request is not mergeable");
  if (wish.method === "rebase") {
    const tip = await rebase(gitDir, pull.baseSha, pull.headSha, committer);
    if (!tip) throw new ApiError(405, "This branch can't be rebased");
    return tip;
  }
  const tree = await mergeTrees(gitDir, pull.baseSha, pull.headSha);
  if (!tree) throw conflict();
  const say = (title: string, body: string) => [wish.title ?? title, wish.message ?? body].filter(Boolean).join("\n\n");
  if (wish.method === "merge") {
    const message = say(`Merge pull request #${number} from ${pull.headOwner.login}/${pull.headRef}`, issue.title);
    return writeCommit(gitDir, {
      tree,
      parents: [pull.baseSha, pull.headSha],
      message,
      author: wish.author,
      committer,
    });
  }
  const commits = await logCommits(gitDir, ["--reverse", pull.headSha, "--not", pull.baseSha]);
  const single = commits.length === 1;
  const [title = "", ...rest] = single ? commits[0]!.message.split("\n") : [issue.title];
  const body = single ? rest.join("\n").trim() : commits.map((it) => `* ${it.message}`).join("\n\n");
  const author = single ? commits[0]!.author : signatureOf(issue.user, world.now());
  const others = new Map(commits.map((it) => [it.author.email, it.author.name]));
  others.delete(author.email);
  const trailers = [...others].map(([email, name]) => `Co-authored-by: ${name} <${email}>`).join("\n");
  return writeCommit(gitDir, {
    tree,
    parents: [pull.baseSha],
    message: [say(`${title} (#${number})`, body), trailers].filter(Boolean).join("\n\n"),
    author: { ...author, date: committer.date },
    committer,
  });
}
