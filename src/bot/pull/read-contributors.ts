import { isCleanMerge } from "../../governance/approvals/clean-merge.ts";
import { type Contributors, contributorsOf, type Work, workOf } from "../../governance/approvals/contributors.ts";
import type { Workspace } from "../workspace.ts";
import { type ComparedCommit, compare, type Pull } from "./read-pull.ts";
import { readPushes } from "./read-pushes.ts";

/** Merges that are looked into, the newest; the authors of others count as contributors. */
const MERGES = 10;

/** Everybody who worked on a pull request, or pushed part of it. */
export async function readContributors(
  workspace: Workspace,
  pull: Pull,
  commits: ComparedCommit[],
): Promise<Contributors> {
  const { written, pushers } = await readWritten(workspace, pull, commits);
  return contributorsOf(pull.user.login, written, pushers);
}

/** Who did what of a pull request; undefined where its commits are gone. */
export async function readWork(workspace: Workspace, pull: Pull): Promise<Work | undefined> {
  const comparison = await compare(workspace, pull.base.sha, pull.head.sha);
  if (!comparison) return undefined;
  const { written, pushers } = await readWritten(workspace, pull, comparison.commits);
  return workOf(written, pushers);
}

/**
 * The commits that bring something, and who pushed them. Who only merged, as by GitHub's button *Update branch*, brought
 * nothing: such a commit is told by its files, since anybody can write a merge's message and slip an edit into it.
 */
async function readWritten(workspace: Workspace, pull: Pull, commits: ComparedCommit[]) {
  const clean = new Set<string>();
  for (const commit of commits.filter(({ parents }) => parents.length === 2).slice(-MERGES)) {
    if (await bringsNothing(workspace, commit)) clean.add(commit.id);
  }
  const written = commits.filter(({ id }) => !clean.has(id));
  return { written, pushers: await readPushers(workspace, pull, commits, clean) };
}

function bringsNothing(workspace: Workspace, { id, parents }: ComparedCommit): Promise<boolean> {
  const { at, facts, repository } = workspace;
  return facts.recall(`clean merge ${at.owner}/${at.repo} ${id}`, async () => {
    const [ours, theirs] = parents as [string, string];
    const base = (await compare(workspace, ours, theirs))?.mergeBase;
    if (!base) return false;
    const trees = await Promise.all([base, ours, theirs, id].map((commit) => repository.tree(commit)));
    return isCleanMerge(trees[0]!, trees[1]!, trees[2]!, trees[3]!);
  });
}

/**
 * Who pushed commits that are still in it: a commit may bear anybody's name, a push is what GitHub saw. Of a fork that the
 * app cannot see, or that is gone, its owner.
 */
async function readPushers(
  workspace: Workspace,
  pull: Pull,
  commits: ComparedCommit[],
  clean: ReadonlySet<string>,
): Promise<string[]> {
  if (!pull.head.repo) return pull.head.user ? [pull.head.user.login] : [];
  const updates = await readPushes(workspace, pull);
  if (!updates) return [pull.head.repo.owner.login];
  const parentOf = new Map(commits.map(({ id, parents }) => [id, parents[0]]));
  return updates.flatMap(({ before, after, actor }) => {
    const onlyMerged = clean.has(after) && parentOf.get(after) === before;
    return actor && parentOf.has(after) && !onlyMerged ? [actor] : [];
  });
}
