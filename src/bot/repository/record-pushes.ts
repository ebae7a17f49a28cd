import { type Change, changesBetween } from "../../governance/approvals/changes.ts";
import { workOf } from "../../governance/approvals/contributors.ts";
import { governedContent, needsAnswer } from "../../governance/approvals/requirements.ts";
import type { Raci } from "../../governance/config/types.ts";
import { appendRecord } from "../../ledger/append.ts";
import { pushRecord } from "../../ledger/merge-records.ts";
import { openLedger, readRecord } from "../../ledger/read.ts";
import { pathOf } from "../../ledger/record.ts";
import type { Tree } from "../../repository/repository.ts";
import { accountablesOf } from "../accountables-of.ts";
import { keepIssue } from "../keep-issue.ts";
import { approvedContent } from "../pull/approved-content.ts";
import { pushIssue } from "../pull/merge-words.ts";
import { type ComparedCommit, compare } from "../pull/read-pull.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { type RefUpdate, readRefUpdates } from "../read-ref-updates.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";
import { ADOPTION_ID } from "./adopt.ts";

/**
 * Finds what reached the default branch by a push instead of an approved pull request. GitHub's own log of the branch
 * tells pushes from merges, so rebased and squashed merges are none, whatever their commits look like.
 */
export async function recordPushes(workspace: Workspace, branch: DefaultBranch): Promise<void> {
  const { repository, at } = workspace;
  const ledger = await openLedger(repository);
  const adoption = ledger && (await readRecord(repository, ledger, ADOPTION_ID));
  if (!adoption) return;
  const updates = (await readRefUpdates(workspace, at, branch.name)) ?? [];
  for (const update of sinceAdoption(updates, adoption.commit!)) {
    const pushed = update.type === "push" || update.type === "force_push";
    if (pushed && !ledger.has(pathOf(`commit-${update.after}/bypass`))) await inspect(workspace, update);
  }
}

/** Governance begins with the commit that was adopted; nobody is asked about what was before. Oldest first. */
function sinceAdoption(updates: RefUpdate[], adopted: string): RefUpdate[] {
  const index = updates.findIndex(({ after }) => after === adopted);
  return (index < 0 ? updates : updates.slice(0, index)).reverse();
}

async function inspect(workspace: Workspace, update: RefUpdate): Promise<void> {
  const { repository } = workspace;
  const { before, after, at, actor } = update;
  const [from, to] = await Promise.all([repository.tree(before), repository.tree(after)]);
  // By the chart as it was: a push that takes its own files out of the chart is asked about all the same.
  // Where that cannot be read, every file of a governed folder counts, or two pushes would do what one may not.
  const { value: raci } = await readRaci(repository, from);
  const changes = changesBetween(from, to);
  const files = governed(raci, changes);
  if (files.length === 0) return;
  // A merge that somebody made in their clone and pushed: right when it brought exactly what was approved.
  if (await approvedContent(workspace, after, governedContent(raci, changes))) return;
  const by = actor ?? "somebody";
  const pushers = actor ? [actor] : [];
  const { commits = [] } = (await compare(workspace, before, after)) ?? {};
  const forced = update.type === "force_push";
  for (const { commit, files } of await governedCommits(workspace, after, commits, raci)) {
    const work = workOf([commit], pushers);
    await appendRecord(repository, pushRecord({ commit: commit.id, by, at, forced }, files, work));
  }
  const work = workOf(commits, pushers);
  const accountable = raci ? await accountablesOf(workspace, raci, files) : [];
  await keepIssue(workspace, pushIssue({ before, after, by }, files, accountable, work));
  // Last, because it is what keeps this push from being inspected again.
  await appendRecord(repository, pushRecord({ commit: after, by, at, forced }, files, work));
}

/**
 * The commits that a push put onto the branch one after the other and that changed governed files, but for the last.
 * What came in by a merge is the merge's.
 */
async function governedCommits(
  workspace: Workspace,
  after: string,
  commits: ComparedCommit[],
  raci: Raci | undefined,
): Promise<{ commit: ComparedCommit; files: string[] }[]> {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const before = (commit: ComparedCommit | undefined) => byId.get(commit?.parents[0] ?? "");
  const found: { commit: ComparedCommit; files: string[] }[] = [];
  for (let commit = before(byId.get(after)); commit; commit = before(commit)) {
    const parent = commit.parents[0];
    const from: Tree = parent ? await workspace.repository.tree(parent) : new Map();
    const files = governed(raci, changesBetween(from, await workspace.repository.tree(commit.id)));
    if (files.length > 0) found.unshift({ commit, files });
  }
  return found;
}

function governed(raci: Raci | undefined, changes: Change[]): string[] {
  return changes.map(({ path }) => path).filter((path) => needsAnswer(raci, path));
}
