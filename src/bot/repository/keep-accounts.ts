import type { Intervention } from "../../governance/approvals/interventions.ts";
import { activityFor } from "../../governance/config/activities.ts";
import { readInterventions, unsettledPulls } from "../../ledger/intervention-records.ts";
import { openLedger } from "../../ledger/read.ts";
import { escapeMarkdown } from "../../text/index.ts";
import { GLASS_LABEL, glassMark } from "../commands/break-glass.ts";
import { labelsOf } from "../issue/read-issue.ts";
import { findIssue } from "../keep-issue.ts";
import { keepComment, readComments } from "../own-comment.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { readMembers } from "../read-members.ts";
import { readRaci, readStages } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

type Issue = NonNullable<Awaited<ReturnType<typeof findIssue>>>;

const MARK = "<!-- countersign:account -->";
const LATE_LABEL = "countersign:late";

/**
 * Sees to the accounts that are owed for broken glass: one that is late is escalated as a late exception is, and an issue
 * that was closed before somebody accepted the account is opened again. What is owed is told by the ledger, so that
 * neither depends on the issue.
 */
export async function keepAccounts(workspace: Workspace, branch: DefaultBranch): Promise<void> {
  const { repository, now } = workspace;
  const ledger = await openLedger(repository);
  for (const pull of ledger ? unsettledPulls(ledger) : []) {
    const issue = await findIssue(workspace, GLASS_LABEL, glassMark(pull));
    if (!issue) continue;
    const broken = (await readInterventions(repository, ledger!, pull)).find(({ kind }) => kind === "break-glass")!;
    const late = broken.due !== undefined && now() > new Date(broken.due);
    if (!late && issue.state === "open") continue;
    const calledIn = late ? await peopleToCall(workspace, branch) : undefined;
    await keepComment(
      workspace,
      issue.number,
      await readComments(workspace, issue.number),
      MARK,
      text(pull, broken, calledIn),
    );
    await reopen(workspace, issue, calledIn);
  }
}

/** The people to whom late exceptions are escalated, and those who can accept the account. */
async function peopleToCall(workspace: Workspace, { tree }: DefaultBranch): Promise<string[]> {
  const { repository } = workspace;
  const [{ value: raci }, { value: stages }] = await Promise.all([
    readRaci(repository, tree),
    readStages(repository, tree),
  ]);
  if (!raci) return [];
  const roles = [activityFor(raci, "governance").accountable, ...(stages ? [stages.exceptions.escalate_to] : [])];
  const members = await readMembers(workspace, raci, new Set(roles));
  return [...new Set(roles.flatMap((role) => members[role]?.people ?? []))].sort();
}

/** @param calledIn absent: it is not late yet. */
function text(pull: number, { by, due }: Intervention, calledIn: string[] | undefined): string {
  const names = calledIn?.length ? calledIn.map((person) => `@${person}`).join(", ") : "nobody is left";
  return [
    `${MARK}\n### ${calledIn ? "⏰ Late" : "↩️ Still owed"}`,
    ...(calledIn ? [`The account of #${pull} was due ${shortTime(due!)}. Called in: ${names}.`] : []),
    `Closing this issue settles nothing. Someone Accountable for what #${pull} changed, or for governance, other than ` +
      `${escapeMarkdown(by)} accepts the account with \`/settle because …\`. Until then nothing in this repository is promoted.`,
  ].join("\n\n");
}

const shortTime = (iso: string) => `${iso.slice(0, 16).replace("T", " ")} UTC`;

/** Opens it again, and calls each person in once. */
async function reopen({ octokit, at }: Workspace, issue: Issue, calledIn: string[] | undefined): Promise<void> {
  const labels = labelsOf(issue);
  const present = (issue.assignees ?? []).map(({ login }) => login.toLowerCase());
  const wanted = {
    state: "open" as const,
    labels: [...new Set([...labels, ...(calledIn ? [LATE_LABEL] : [])])],
    assignees: [...new Set([...present, ...(calledIn ?? [])])].slice(0, 10),
  };
  const same =
    issue.state === "open" && wanted.labels.length === labels.length && wanted.assignees.length === present.length;
  if (same) return;
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: issue.number,
    ...wanted,
  });
}
