import { isCleanMerge } from "../../governance/approvals/clean-merge.ts";
import {
  type Contributors,
  coAuthorAddresses,
  contributorsOf,
  type Work,
  workOf,
} from "../../governance/approvals/contributors.ts";
import type { Workspace } from "../workspace.ts";
import { type ComparedCommit, compare, type Pull } from "./read-pull.ts";
import { readPushes } from "./read-pushes.ts";

/** Merges that are looked into, the newest; the authors of others count as contributors. */
const MERGES = 10;

/** Addresses of co-authors that are looked for. */
const ADDRESSES = 20;

/** Everybody who worked on a pull request, or pushed part of it. */
export async function readContributors(
  workspace: Workspace,
  pull: Pull,
  commits: ComparedCommit[],
): Promise<Contributors> {
  const { written, pushers, accounts } = await readWritten(workspace, pull, commits);
  return contributorsOf(pull.user.login, written, pushers, accounts);
}

/** Who did what of a pull request; undefined where its commits are gone. */
export async function readWork(workspace: Workspace, pull: Pull): Promise<Work | undefined> {
  const comparison = await compare(workspace, pull.base.sha, pull.head.sha);
  if (!comparison) return undefined;
  const { written, pushers, accounts } = await readWritten(workspace, pull, comparison.commits);
  return workOf(written, pushers, accounts);
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
  const accounts = await readAccounts(workspace, coAuthorAddresses(written));
  const pushers = await readPushers(workspace, pull, commits, clean);
  const { logins } = contributorsOf(pull.user.login, written, pushers, accounts);
  return { written, accounts, pushers: [...pushers, ...(await readOverwritten(workspace, pull, commits, logins))] };
}

/** Whose addresses these are, told by what they have committed here before. */
async function readAccounts(workspace: Workspace, addresses: string[]): Promise<Map<string, string>> {
  const { octokit, at, facts } = workspace;
  const accounts = new Map<string, string>();
  for (const author of addresses.slice(0, ADDRESSES)) {
    const login = await facts.recall(
      `account ${at.owner}/${at.repo} ${author}`,
      async () => {
        const { data } = await octokit.request("GET /repos/{owner}/{repo}/commits", { ...at, author, per_page: 1 });
        const [commit] = data.filter(({ commit }) => commit.author?.email?.toLowerCase() === author);
        return (commit?.author as { login?: string } | null | undefined)?.login;
      },
      (found) => found !== undefined,
    );
    if (login) accounts.set(author, login);
  }
  return accounts;
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

/**
 * Who else pushed commits that were rewritten since, as by a rebase: what they brought may still be in it, under any name. Counted
 * from when the branch was made; who only merged the base in brought nothing.
 * @param known contributors already, lower case.
 */
async function readOverwritten(
  workspace: Workspace,
  pull: Pull,
  commits: ComparedCommit[],
  known: ReadonlySet<string>,
): Promise<Set<string>> {
  const updates = (await readPushes(workspace, pull)) ?? [];
  const made = updates.findIndex(({ before }) => /^0+$/.test(before));
  const present = new Set(commits.map(({ id }) => id));
  const found = new Set<string>();
  for (const { before, after, actor } of made < 0 ? updates : updates.slice(0, made + 1)) {
    if (!actor || known.has(actor) || found.has(actor) || present.has(after)) continue;
    if (await broughtSomething(workspace, pull, before, after)) found.add(actor);
  }
  return found;
}

/** Whether a push brought more than the base had, or a merge of it; so also where GitHub has its commits no more. */
function broughtSomething(workspace: Workspace, pull: Pull, before: string, after: string): Promise<boolean> {
  const { at, facts } = workspace;
  return facts.recall(`brought ${at.owner}/${at.repo} ${before} ${after}`, async () => {
    const comparison = await compare(workspace, pull.base.ref, after);
    if (!comparison) return true;
    if (comparison.mergeBase === after) return false;
    const tip = comparison.commits.find(({ id }) => id === after);
    const merged = tip?.parents.length === 2 && tip.parents[0] === before;
    return !(merged && (await bringsNothing(workspace, tip)));
  });
}
