import type { Command } from "../../governance/commands.ts";
import { activitiesFor, activityFor } from "../../governance/config/activities.ts";
import { appendRecord } from "../../ledger/append.ts";
import { readInterventions, settledRecord } from "../../ledger/intervention-records.ts";
import { openLedger } from "../../ledger/read.ts";
import { plainLine } from "../../text/index.ts";
import { readIssue } from "../issue/read-issue.ts";
import { changedFiles } from "../pull/read-files.ts";
import { readPull } from "../pull/read-pull.ts";
import { readDefaultBranch } from "../read-default-branch.ts";
import { readMembers } from "../read-members.ts";
import { readRaci } from "../read-rules.ts";
import { proposePromotions } from "../repository/propose-promotions.ts";
import type { Workspace } from "../workspace.ts";
import { GLASS_MARK } from "./break-glass.ts";
import type { Given } from "./given.ts";

/** Accepts the account of a broken glass, by somebody Accountable who did not break it. @returns the answer. */
export async function settle(
  workspace: Workspace,
  { command, comment, number }: Given<Extract<Command, { name: "settle" }>>,
): Promise<string> {
  const { octokit, at, repository, self } = workspace;
  const issue = await readIssue(workspace, number);
  const pull = Number(issue.user?.login === self.login ? GLASS_MARK.exec(issue.body ?? "")?.[1] : undefined);
  if (!pull) return "`/settle` is for the issues that follow a broken glass.";
  const ledger = await openLedger(repository);
  const interventions = ledger ? await readInterventions(repository, ledger, pull) : [];
  const breakers = interventions.filter(({ kind }) => kind === "break-glass").map(({ by }) => by);
  const branch = await readDefaultBranch(workspace);
  const { value: raci } = await readRaci(repository, branch.tree);
  if (!raci) return "The RACI chart cannot be read, so nobody can be authorised: mend governance/raci.yaml first.";
  const members = await readMembers(workspace, raci);
  const touched = (await changedFiles(workspace, await readPull(workspace, pull))).flatMap((path) =>
    activitiesFor(raci, path),
  );
  const accountables = touched.map(({ activity, policy }) => activityFor(raci, activity, policy).accountable);
  // The one Accountable may be the one who broke it; then whoever answers for governance itself can accept the account.
  const roles = [...accountables, activityFor(raci, "governance").accountable];
  const person = comment.user.toLowerCase();
  const accountable = roles.some((role) => members[role]?.people.includes(person));
  if (!accountable || breakers.includes(person)) {
    return `Only someone Accountable for what #${pull} changed, or for governance, who did not break the glass, can accept its account.`;
  }
  const because = plainLine(command.because!);
  await appendRecord(repository, settledRecord(pull, number, person, because, comment.at));
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: number,
    state: "closed",
    state_reason: "completed",
  });
  await proposePromotions(workspace, branch);
  return `Settled and recorded. What #${pull} owed no longer keeps anything from being promoted.`;
}
