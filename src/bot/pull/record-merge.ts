import { changesBetween, notIn } from "../../governance/approvals/changes.ts";
import { needsAnswer } from "../../governance/approvals/requirements.ts";
import type { ApprovalsStatement } from "../../governance/approvals/statement.ts";
import { newestVersion, nextVersion, versionTag } from "../../governance/versions.ts";
import { appendRecord } from "../../ledger/append.ts";
import { bypassRecord, type Merge, mergeRecords } from "../../ledger/merge-records.ts";
import { openLedger, readRecord } from "../../ledger/read.ts";
import { type LedgerRecord, pathOf } from "../../ledger/record.ts";
import type { Tag } from "../../repository/repository.ts";
import { accountablesOf } from "../accountables-of.ts";
import { keepIssue } from "../keep-issue.ts";
import { type Comment, keepComment } from "../own-comment.ts";
import { readRaci } from "../read-rules.ts";
import { ADOPTION_ID } from "../repository/adopt.ts";
import type { Workspace } from "../workspace.ts";
import { statementAt } from "./approved-content.ts";
import { measureMove } from "./measure-move.ts";
import { bypassIssue, MERGE_MARK, mergeComment } from "./merge-words.ts";
import { readWork } from "./read-contributors.ts";
import { changedFiles } from "./read-files.ts";
import { compare, type Pull } from "./read-pull.ts";

/**
 * Records a merged pull request: ledger, version tags, and word to the Informed. What was approved is read from the
 * approvals check on the merged head, which nobody but the app can write; without a green one it is a bypass.
 * Every step looks whether it is done already, so a kill in between costs nothing.
 */
export async function recordMerge(workspace: Workspace, pull: Pull, comments: Comment[]): Promise<void> {
  if (pull.base.ref !== pull.base.repo.default_branch || !pull.merge_commit_sha) return;
  const merge: Merge = {
    pull: pull.number,
    title: pull.title,
    commit: pull.merge_commit_sha,
    at: pull.merged_at!,
    by: pull.merged_by?.login ?? "unknown",
  };
  const statement = await statementAt(workspace, pull.head.sha);
  const mixed = statement ? await mixedFiles(workspace, merge, statement) : [];
  if (!statement) await recordBypass(workspace, merge, pull, await changedFiles(workspace, pull));
  else if (mixed.length > 0) await recordBypass(workspace, { ...merge, mixed: true }, pull, mixed);
  else if (statement.activities.length > 0) await recordApproved(workspace, merge, statement, comments);
}

/**
 * The files that the merge did not make what was approved, because the base had changed them too. The check says so when it
 * sees it; somebody may have been faster.
 */
async function mixedFiles(workspace: Workspace, { commit }: Merge, statement: ApprovalsStatement): Promise<string[]> {
  const { repository } = workspace;
  const start = (await compare(workspace, statement.base, statement.head))?.mergeBase;
  if (!start) return [];
  const [from, to, base, merged] = await Promise.all(
    [start, statement.head, statement.base, commit].map((id) => repository.tree(id)),
  );
  const { value: raci } = await readRaci(repository, base!);
  return notIn(merged!, changesBetween(from!, to!))
    .map(({ path }) => path)
    .filter((path) => needsAnswer(raci, path));
}

async function recordApproved(
  workspace: Workspace,
  merge: Merge,
  statement: ApprovalsStatement,
  comments: Comment[],
): Promise<void> {
  const versions: Record<string, string> = {};
  const tagged: Tag[] = [];
  for (const policy of statement.policies) {
    const tags = await workspace.repository.tags(`${policy.policy}/v`);
    tagged.push(...tags);
    const version = versionOf(tags, merge.commit, policy);
    if (version) versions[policy.policy] = version;
  }
  const ledger = await openLedger(workspace.repository);
  for (const record of mergeRecords(merge, statement, versions)) {
    if (ledger?.has(pathOf(record.id))) continue;
    await appendRecord(workspace.repository, await withEvidence(workspace, merge, statement, record));
  }
  for (const [policy, version] of Object.entries(versions)) {
    const name = versionTag(policy, version);
    const there = tagged.some((tag) => tag.name === name && tag.commit === merge.commit);
    if (!there) await workspace.repository.tag(name, merge.commit);
  }
  await keepComment(workspace, merge.pull, comments, MERGE_MARK, mergeComment(merge, statement, versions));
}

/** A promotion or demotion is recorded with the figures that it rests on. */
async function withEvidence(
  workspace: Workspace,
  merge: Merge,
  { releases }: ApprovalsStatement,
  record: LedgerRecord,
): Promise<LedgerRecord> {
  const release = releases.find(({ path }) => record.files?.includes(path));
  const evidence = release && (await measureMove(workspace, merge.commit, release));
  return evidence ? { ...record, evidence } : record;
}

/** The version that this merge made, where a kill left its tag behind; else the one that follows the newest. */
function versionOf(tags: Tag[], commit: string, stated: ApprovalsStatement["policies"][number]): string | undefined {
  if (stated.version === undefined) return undefined;
  const there = tags.filter((tag) => tag.commit === commit);
  if (there.length > 0) return newestVersion(stated.policy, there);
  return nextVersion(newestVersion(stated.policy, tags), stated.class ?? "major");
}

/** Files that somebody answers for reached the default branch unapproved: the ledger says so, and the Accountable is asked. */
async function recordBypass(workspace: Workspace, merge: Merge, pull: Pull, files: string[]): Promise<void> {
  const { repository } = workspace;
  // By the chart as it was: a merge that takes its own files out of the chart is asked about all the same.
  const { value: raci } = await readRaci(repository, await repository.tree(pull.base.sha));
  const governed = files.filter((path) => needsAnswer(raci, path));
  if (governed.length === 0 || !(await wasGoverned(workspace, merge))) return;
  const work = await readWork(workspace, pull);
  await appendRecord(repository, bypassRecord(merge, governed, work));
  const accountable = raci ? await accountablesOf(workspace, raci, governed) : [];
  await keepIssue(workspace, bypassIssue(merge, governed, accountable, { opened: pull.user.login, work }));
}

/** Whether governance had begun when it was merged; what came before is nobody's bypass. */
async function wasGoverned({ repository }: Workspace, merge: Merge): Promise<boolean> {
  const ledger = await openLedger(repository);
  const adoption = ledger && (await readRecord(repository, ledger, ADOPTION_ID));
  return adoption !== undefined && Date.parse(adoption.at) <= Date.parse(merge.at);
}
