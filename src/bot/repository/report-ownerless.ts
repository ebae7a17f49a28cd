import { activityFor } from "../../governance/config/activities.ts";
import { raciPath } from "../../governance/config/layout.ts";
import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import { accountablesOf } from "../accountables-of.ts";
import { keepIssue } from "../keep-issue.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { policyIds } from "../read-loaded-policies.ts";
import { readMembers } from "../read-members.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

/** Tells those who answer for governance of every policy that nobody answers for any more, before a change waits in vain. */
export async function reportOwnerless(workspace: Workspace, { tree }: DefaultBranch): Promise<void> {
  const { value: raci } = await readRaci(workspace.repository, tree);
  if (!raci) return;
  const members = await readMembers(workspace, raci);
  for (const policy of policyIds(tree)) {
    const { people = [], unseen = [] } = members[activityFor(raci, "policy-change", policy).accountable] ?? {};
    // Of a team that the app cannot see nothing is known.
    if (people.length + unseen.length > 0) continue;
    const chart = tree.get(raciPath)!.id;
    await keepIssue(workspace, {
      // Once for each chart: what somebody mends and breaks again is told again.
      mark: `<!-- countersign:ownerless ${policy} ${chart} -->`,
      title: `Nobody answers for ${policy}`,
      body:
        `Nobody who is Accountable for ${escapeMarkdown(policy)} by ${inlineCode(raciPath)} can still see this repository, so no change of it ` +
        "can be approved, a rollback included. Name somebody who can.",
      labels: ["countersign:ownerless"],
      assignees: await accountablesOf(workspace, raci, [raciPath]),
    });
  }
}
