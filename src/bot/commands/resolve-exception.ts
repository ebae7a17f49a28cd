import type { Command } from "../../governance/commands.ts";
import { casesPath } from "../../governance/config/layout.ts";
import { addCase } from "../../governance/exceptions/add-case.ts";
import { readReport } from "../../governance/exceptions/report.ts";
import { EXCEPTION_LABEL } from "../../governance/exceptions/words.ts";
import { appendRecord } from "../../ledger/append.ts";
import { exceptionResolved } from "../../ledger/exception-records.ts";
import { decide, didYouMean } from "../../policy/index.ts";
import { readFile } from "../../repository/repository.ts";
import { escapeMarkdown, inlineCode, plainLine } from "../../text/index.ts";
import { labelsOf, readIssue } from "../issue/read-issue.ts";
import { openPull } from "../open-pull.ts";
import { readDefaultBranch } from "../read-default-branch.ts";
import { readLoadedPolicies } from "../read-loaded-policies.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";
import { refusal } from "./authorise.ts";
import type { Given } from "./given.ts";

/** Closes an exception and brings its case back as a pull request. @returns the answer to whoever asked, as Markdown. */
export async function resolveException(
  workspace: Workspace,
  { command, number, comment }: Given<Extract<Command, { name: "resolve" }>>,
): Promise<string> {
  const { octokit, at, repository } = workspace;
  const issue = await readIssue(workspace, number);
  const { report } = readReport(issue.body ?? "");
  if (issue.pull_request || !labelsOf(issue).includes(EXCEPTION_LABEL) || !report) {
    return "`/resolve` is for exceptions: issues made with the exception form, complete enough to work on.";
  }
  const branch = await readDefaultBranch(workspace);
  const { value: raci } = await readRaci(repository, branch.tree);
  if (!raci) return "The RACI chart cannot be read, so nobody can be authorised: mend governance/raci.yaml first.";
  const policies = await readLoadedPolicies(repository, branch.tree);
  const policy = Object.hasOwn(policies, report.policy) ? policies[report.policy] : undefined;
  if (!policy) return `There is no readable policy ${inlineCode(report.policy)} on ${inlineCode(branch.name)}.`;
  const refused = await refusal(workspace, raci, "error-investigation", policy.id, comment.user);
  if (refused) return refused;
  const outcome = command.outcome!;
  if (!Object.hasOwn(policy.outcomes, outcome)) {
    return `${escapeMarkdown(policy.id)} has no outcome ${inlineCode(outcome)}.${didYouMean(outcome, Object.keys(policy.outcomes))}`;
  }

  const because = plainLine(command.because!);
  const path = casesPath(policy.id);
  const id = `exception-${number}`;
  const text = addCase(await readFile(repository, branch.tree, path), policy.id, {
    id,
    says: plainLine(issue.title, 200),
    input: report.input,
    outcome,
    because: `${comment.user}: ${because}`,
    exception: `#${number}`,
  });
  const today = decide(policy, report.input, { trace: false });
  const agrees = today.outcome === outcome;
  const { number: pull } = await openPull(workspace, {
    branch: `countersign/case/${number}`,
    title: `Add the case of exception ${number} to ${policy.id}`,
    body: [
      `#${number} was resolved as ${inlineCode(outcome)} by ${escapeMarkdown(comment.user)}: ${escapeMarkdown(because)}`,
      agrees
        ? `The policy as it is now decides so too. The case ${inlineCode(id)} keeps it that way.`
        : `The policy as it is now gives ${inlineCode(today.outcome)}, so the case ${inlineCode(id)} **fails until the policy is changed**.`,
    ].join("\n\n"),
    from: branch.head,
    base: branch.name,
    message: `Add the case of exception ${number} to ${policy.id}\n`,
    files: { [path]: text },
  });
  await appendRecord(
    repository,
    exceptionResolved({ issue: number, policy: policy.id, outcome, because, by: comment.user, at: comment.at, pull }),
  );
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...at,
    issue_number: number,
    state: "closed",
    state_reason: "completed",
  });
  return `Resolved as ${inlineCode(outcome)}. #${pull} adds the case, so that every later version is tried on it.`;
}
