import { activityFor } from "../../governance/config/activities.ts";
import type { ActivityName, Raci } from "../../governance/config/types.ts";
import { escapeMarkdown } from "../../text/index.ts";
import { readMembers } from "../read-members.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Whether somebody may start an activity: its Responsible and Accountable roles may.
 * @returns undefined when they may; otherwise the answer to them, as Markdown.
 */
export async function refusal(
  workspace: Workspace,
  raci: Raci,
  activity: ActivityName,
  policy: string,
  person: string,
): Promise<string | undefined> {
  const { responsible, accountable } = activityFor(raci, activity, policy);
  const roles = [...new Set([...responsible, accountable])];
  const members = await readMembers(workspace, raci);
  if (roles.some((role) => members[role]?.people.includes(person.toLowerCase()))) return undefined;
  const who = new Intl.ListFormat("en", { type: "disjunction" }).format(roles.map((role) => escapeMarkdown(role)));
  return `Only ${who} can do that for ${escapeMarkdown(policy)}, by the activity ${activity} of the RACI chart.`;
}
