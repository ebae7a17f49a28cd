import { readReport } from "../../governance/exceptions/report.ts";
import { type OpenException, type Triage, triage } from "../../governance/exceptions/triage.ts";
import {
  EXCEPTION_LABEL,
  EXCEPTION_MARK,
  exceptionComment,
  exceptionLabels,
} from "../../governance/exceptions/words.ts";
import { appendRecord } from "../../ledger/append.ts";
import { exceptionOpened } from "../../ledger/exception-records.ts";
import { answerCommands } from "../commands/answer-commands.ts";
import { GLASS_MARK } from "../commands/break-glass.ts";
import { type Comment, keepComment, readComments } from "../own-comment.ts";
import { readDefaultBranch } from "../read-default-branch.ts";
import { readLoadedPolicies } from "../read-loaded-policies.ts";
import { readMembers } from "../read-members.ts";
import { readRaci, readStages } from "../read-rules.ts";
import { keepAccounts } from "../repository/keep-accounts.ts";
import type { Workspace } from "../workspace.ts";
import { type Issue, labelsOf, readIssue, readOpenExceptions } from "./read-issue.ts";

/** Triages an issue that is an exception, and answers commands on any issue. */
export async function reconcileIssue(workspace: Workspace, number: number): Promise<void> {
  const [issue, comments] = await Promise.all([readIssue(workspace, number), readComments(workspace, number)]);
  if (issue.state === "open" && labelsOf(issue).includes(EXCEPTION_LABEL)) await take(workspace, issue, comments);
  await answerCommands(workspace, number, comments);
  const owesAccount = issue.user?.login === workspace.self.login && GLASS_MARK.test(issue.body ?? "");
  if (owesAccount) await keepAccounts(workspace, await readDefaultBranch(workspace));
}

async function take(workspace: Workspace, issue: Issue, comments: Comment[]): Promise<void> {
  const { repository, now, log } = workspace;
  const branch = await readDefaultBranch(workspace);
  const [{ value: raci }, { value: stages }] = await Promise.all([
    readRaci(repository, branch.tree),
    readStages(repository, branch.tree),
  ]);
  if (!raci || !stages) {
    log.error(
      `#${issue.number} waits: governance/raci.yaml or governance/stages.yaml of the default branch is unreadable`,
    );
    return;
  }
  const decided = triage({
    number: issue.number,
    filedAt: new Date(issue.created_at),
    read: readReport(issue.body ?? ""),
    assignees: (issue.assignees ?? []).map(({ login }) => login.toLowerCase()),
    raci,
    stages,
    members: await readMembers(workspace, raci),
    policies: await readLoadedPolicies(repository, branch.tree),
    open: await othersOpen(workspace, issue.number),
    now: now(),
  });
  await keepComment(workspace, issue.number, comments, EXCEPTION_MARK, exceptionComment(decided, stages));
  if (decided.state === "assigned") {
    await appendRecord(repository, exceptionOpened(issue, decided.report));
  }
  await applyTriage(workspace, issue, decided);
}

async function othersOpen(workspace: Workspace, number: number): Promise<OpenException[]> {
  const issues = await readOpenExceptions(workspace);
  return issues.flatMap((issue) => {
    const { report } = readReport(issue.body ?? "");
    const assignees = (issue.assignees ?? []).map(({ login }) => login.toLowerCase());
    return report && issue.number !== number ? [{ number: issue.number, report, assignees }] : [];
  });
}

/** One request for labels, owner and state together, and none where they are so already. */
async function applyTriage({ octokit, at }: Workspace, issue: Issue, decided: Triage): Promise<void> {
  const labels = exceptionLabels(decided, labelsOf(issue));
  const present = (issue.assignees ?? []).map(({ login }) => login.toLowerCase());
  const wanted = decided.state === "assigned" ? [decided.owner, ...(decided.late ? decided.escalateTo : [])] : [];
  const assignees = [...new Set([...present, ...wanted.filter((person) => person !== undefined)])];
  const close = decided.state === "repeat";
  if (sameSet(labels, labelsOf(issue)) && sameSet(assignees, present) && !close) return;
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: issue.number,
    labels,
    assignees,
    ...(close ? { state: "closed" as const, state_reason: "duplicate" as const } : {}),
  });
}

function sameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
