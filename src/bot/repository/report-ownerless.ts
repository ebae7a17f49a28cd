import { activityFor } from "../../governance/config/activities.ts";
import { raciPath } from "../../governance/config/layout.ts";
import type { Raci } from "../../governance/config/types.ts";
import { vacanciesOf } from "../../governance/vacancies.ts";
import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import { accountablesOf } from "../accountables-of.ts";
import { type DesiredIssue, keepIssue } from "../keep-issue.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { policyIds } from "../read-loaded-policies.ts";
import { readMembers } from "../read-members.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Tells those who answer for governance of every policy that nobody answers for any more, and of other roles in which nobody
 * can act, before a change waits in vain.
 */
export async function reportOwnerless(workspace: Workspace, { tree }: DefaultBranch): Promise<void> {
  const { value: raci } = await readRaci(workspace.repository, tree);
  if (!raci) return;
  const members = await readMembers(workspace, raci);
  // Once for each chart: what somebody mends and breaks again is told again.
  const chart = tree.get(raciPath)!.id;
  const told = new Set<string>();
  for (const policy of policyIds(tree)) {
    const role = activityFor(raci, "policy-change", policy).accountable;
    const { people = [], unseen = [] } = members[role] ?? {};
    // Of a team that the app cannot see nothing is known.
    if (people.length + unseen.length > 0) continue;
    told.add(role);
    await tell(workspace, raci, {
      mark: `<!-- countersign:ownerless ${policy} ${chart} -->`,
      title: `Nobody answers for ${policy}`,
      body:
        `Nobody who is Accountable for ${escapeMarkdown(policy)} by ${inlineCode(raciPath)} can still see this repository, so no change of it ` +
        "can be approved, a rollback included. Name somebody who can.",
    });
  }
  const vacant = vacanciesOf(raci, members).filter(({ severity, role }) => severity === "error" && !told.has(role));
  if (vacant.length === 0) return;
  const roles = [...new Set(vacant.map(({ role }) => role))].sort();
  const lines = vacant.map(({ role, activities, says }) =>
    escapeMarkdown(`${role}, asked for ${activities.join(", ")}: ${says}`),
  );
  await tell(workspace, raci, {
    mark: `<!-- countersign:ownerless roles ${roles.join(" ")} ${chart} -->`,
    title: `Nobody can act as ${roles.join(", ")}`,
    body: `Whatever ${inlineCode(raciPath)} asks of these roles will wait in vain.\n\n${lines.map((line) => `- ${line}`).join("\n")}`,
  });
}

async function tell(
  workspace: Workspace,
  raci: Raci,
  issue: Pick<DesiredIssue, "mark" | "title" | "body">,
): Promise<void> {
  const assignees = await accountablesOf(workspace, raci, [raciPath]);
  await keepIssue(workspace, { ...issue, labels: ["countersign:ownerless"], assignees });
}
