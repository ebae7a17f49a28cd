import { changesBetween } from "../../governance/approvals/changes.ts";
import { raciPath } from "../../governance/config/layout.ts";
import { appendRecord } from "../../ledger/append.ts";
import { openLedger } from "../../ledger/read.ts";
import { LEDGER_REF, type LedgerRecord, pathOf } from "../../ledger/record.ts";
import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import { accountablesOf } from "../accountables-of.ts";
import { type DesiredIssue, keepIssue } from "../keep-issue.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { type RefUpdate, readRefUpdates } from "../read-ref-updates.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

/** Records that the issue names. */
const SHOWN = 20;

/**
 * Finds what was done to the ledger past the app, by GitHub's own log of its branch: each time becomes a record, and an issue for
 * those who answer for governance. A ruleset that lets only the app write there keeps it from happening.
 */
export async function watchLedger(workspace: Workspace, { tree }: DefaultBranch): Promise<void> {
  const { repository, self } = workspace;
  const ledger = await openLedger(repository);
  if (!ledger) return;
  for (const update of (await readLedgerUpdates(workspace)).reverse()) {
    const record = tampering(update);
    if (update.actor === self.login.toLowerCase() || ledger.has(pathOf(record.id))) continue;
    const { value: raci } = await readRaci(repository, tree);
    const assignees = raci ? await accountablesOf(workspace, raci, [raciPath]) : [];
    await keepIssue(workspace, tamperingIssue(update, record, await touched(workspace, update), assignees));
    // Last, because it is what keeps this update from being told of again.
    await appendRecord(repository, record);
  }
}

/** A ledger that was deleted goes on where it ended: without it, all that is owed or held would be forgotten. */
export async function restoreLedger(workspace: Workspace): Promise<void> {
  const { octokit, at, repository, log } = workspace;
  if ((await repository.resolve(LEDGER_REF)) !== undefined) return;
  const [last] = await readLedgerUpdates(workspace);
  if (last?.type !== "branch_deletion") return;
  log.warn(`${last.actor ?? "somebody"} deleted the ledger; it goes on from ${last.before}`);
  await octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...at, ref: LEDGER_REF, sha: last.before });
}

/** Newest first. */
async function readLedgerUpdates(workspace: Workspace): Promise<RefUpdate[]> {
  return (await readRefUpdates(workspace, workspace.at, LEDGER_REF.slice("refs/heads/".length))) ?? [];
}

const VERBS: Record<string, string> = { force_push: "rewrote", branch_deletion: "deleted", branch_creation: "made" };

function tampering({ before, after, at, actor, type }: RefUpdate): LedgerRecord {
  const by = actor ?? "somebody";
  const deleted = type === "branch_deletion";
  return {
    schema: "countersign-ledger/v1",
    id: `ledger-${deleted ? before : after}/bypass`,
    kind: "bypass",
    at,
    sentence: `${by} ${VERBS[type] ?? "wrote to"} the ledger past the app, ${deleted ? `at ${before.slice(0, 7)}` : `up to ${after.slice(0, 7)}`}.`,
    commit: deleted ? before : after,
    by,
  };
}

/** The records that were added, changed or taken away; those of a ledger that was made or deleted are all of it. */
async function touched({ repository }: Workspace, { before, after }: RefUpdate): Promise<string[]> {
  if (/^0+$/.test(before) || /^0+$/.test(after)) return [];
  const [from, to] = await Promise.all([repository.tree(before), repository.tree(after)]);
  return changesBetween(from, to).map(
    ({ path, from, to }) => `${inlineCode(path)} ${from ? (to ? "changed" : "taken away") : "added"}`,
  );
}

function tamperingIssue(
  { before, after }: RefUpdate,
  { id, sentence }: LedgerRecord,
  records: string[],
  assignees: string[],
): DesiredIssue {
  const more = records.length - SHOWN;
  return {
    mark: `<!-- countersign:${id} -->`,
    title: "Somebody else wrote to the ledger",
    body: [
      `${escapeMarkdown(sentence)} Only the app should: what stands there is taken for what happened.`,
      ...records.slice(0, SHOWN).map((line) => `- ${line}`),
      ...(more > 0 ? [`- … and ${more} more`] : []),
      `Compare ${before} with ${after}, and say here what of it is true. A ruleset on ${inlineCode("governance-log")} that lets ` +
        "only the app write keeps it from happening again: `countersign doctor` has the command. The ledger has recorded it.",
    ].join("\n\n"),
    labels: ["countersign:bypass"],
    assignees,
  };
}
