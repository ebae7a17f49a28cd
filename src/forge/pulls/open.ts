import { countCommits } from "../git/commits.ts";
import { git } from "../git/git.ts";
import { mergeBase, readRef } from "../git/refs.ts";
import { ApiError, invalid } from "../http/errors.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account, App } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { emitPull } from "./events.ts";
import { fetchHead, tryMergeSoon } from "./follow.ts";

export interface NewPull {
  title: string;
  body: string | null;
  head: string;
  base: string;
  draft: boolean;
  user: Account;
  via: App | null;
  maintainerCanModify: boolean;
}

/** The repository and branch that `branch` or `owner:branch` names, within the same network of forks. */
function headSide(world: World, repository: Repository, head: string): { from: Repository; ref: string } | null {
  const [, owner, ref] = /^(?:([^:]+):)?(.+)$/.exec(head)!;
  if (!owner || owner.toLowerCase() === repository.owner.login.toLowerCase()) return { from: repository, ref: ref! };
  const fork = world.repositories.find(
    (it) =>
      it.owner.login.toLowerCase() === owner.toLowerCase() && (it.parent === repository || repository.parent === it),
  );
  return fork ? { from: fork, ref: ref! } : null;
}

/** Opens a pull request. @throws ApiError 422 with the reason that GitHub gives */
export async function openPull(world: World, repository: Repository, wanted: NewPull): Promise<PullRequest> {
  const wrong = (field: string) => invalid({ resource: "PullRequest", field, code: "invalid" });
  const side = headSide(world, repository, wanted.head);
  const base = await readRef(repository.gitDir, `refs/heads/${wanted.base}`);
  if (!base) throw wrong("base");
  const head = side && (await readRef(side.from.gitDir, `refs/heads/${side.ref}`));
  if (!side || !head) throw wrong("head");
  const custom = (message: string) => invalid({ resource: "PullRequest", code: "custom", message });
  const twin = [...repository.issues.values()].find(
    ({ pull, state }) =>
      state === "open" && pull?.base === wanted.base && pull.headRef === side.ref && pull.headRepository === side.from,
  );
  if (twin) throw custom(`A pull request already exists for ${side.from.owner.login}:${side.ref}.`);
  if (side.from !== repository) {
    await git(repository.gitDir, ["fetch", "--quiet", "--no-tags", side.from.gitDir, head.sha]);
  }
  const common = await mergeBase(repository.gitDir, base.sha, head.sha);
  if (!common) throw custom(`The ${side.ref} branch has no history in common with ${wanted.base}`);
  if ((await countCommits(repository.gitDir, base.sha, head.sha)) === 0) {
    throw custom(`No commits between ${wanted.base} and ${side.ref}`);
  }
  const now = world.now();
  const number = ++repository.lastNumber;
  const issue: PullRequest = {
    id: world.ids.next("issue"),
    number,
    title: wanted.title,
    body: wanted.body,
    user: wanted.user,
    via: wanted.via,
    state: "open",
    stateReason: null,
    labels: [],
    assignees: [],
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: {
      base: wanted.base,
      baseSha: base.sha,
      headRepository: side.from,
      headOwner: side.from.owner,
      headRef: side.ref,
      headSha: head.sha,
      draft: wanted.draft,
      merged: false,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      mergeable: null,
      mergeTried: null,
      requestedReviewers: [],
      requestedTeams: [],
      reviews: [],
      maintainerCanModify: wanted.maintainerCanModify,
    },
  };
  repository.issues.set(number, issue);
  await fetchHead(repository, issue);
  tryMergeSoon(world, repository, issue);
  await emitPull(world, repository, issue, "opened", wanted.user);
  return issue;
}

/** The pull request of this number. @throws ApiError 404 */
export function pullOf(repository: Repository, number: number): PullRequest {
  const issue = repository.issues.get(number);
  if (!issue?.pull) throw new ApiError(404, "Not Found");
  return issue as PullRequest;
}
