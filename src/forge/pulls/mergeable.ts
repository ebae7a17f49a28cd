import { writeCommit } from "../git/commits.ts";
import { git } from "../git/git.ts";
import { mergeTrees } from "../git/merge.ts";
import { WEB_FLOW } from "../model/people.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { requirementsMissing } from "./requirements.ts";

/** The pair of commits that a trial merge speaks of. */
const pair = ({ pull }: PullRequest) => `${pull.baseSha} ${pull.headSha}`;

/** Forgets the trial merge when base or head have moved since; GitHub then answers `mergeable: null` for a while. */
export function forgetTrial(issue: PullRequest): void {
  if (issue.pull.mergeTried === pair(issue)) return;
  issue.pull.mergeTried = null;
  issue.pull.mergeable = null;
}

/** Tries the merge, keeps the outcome, and puts the merge commit at `refs/pull/N/merge`. */
export async function tryMerge(world: World, repository: Repository, issue: PullRequest): Promise<void> {
  const { pull } = issue;
  const tried = pair(issue);
  if (pull.mergeTried === tried) return;
  const { baseSha, headSha } = pull;
  const tree = await mergeTrees(repository.gitDir, baseSha, headSha);
  const ref = `refs/pull/${issue.number}/merge`;
  let commit: string | null = null;
  if (tree) {
    const person = { ...WEB_FLOW, date: world.now().toISOString() };
    const message = `Merge ${headSha} into ${baseSha}`;
    const parents = [baseSha, headSha];
    commit = await writeCommit(repository.gitDir, { tree, parents, message, author: person, committer: person });
    await git(repository.gitDir, ["update-ref", ref, commit]);
  } else {
    await git(repository.gitDir, ["update-ref", "-d", ref]);
  }
  if (tried !== pair(issue) || pull.merged) return;
  pull.mergeTried = tried;
  pull.mergeable = tree !== null;
  pull.mergeCommitSha = commit ?? pull.mergeCommitSha;
}

/** GitHub's `mergeable_state`. */
export function mergeableState(repository: Repository, issue: PullRequest): string {
  const { pull } = issue;
  if (issue.state === "closed" || pull.mergeable === null) return "unknown";
  if (!pull.mergeable) return "dirty";
  if (pull.draft) return "draft";
  if (requirementsMissing(repository, pull.base, pull.headSha, null).length > 0) return "blocked";
  const runs = repository.checkRuns.filter((run) => run.headSha === pull.headSha);
  return runs.some((run) => run.status !== "completed" || run.conclusion === "failure") ? "unstable" : "clean";
}
