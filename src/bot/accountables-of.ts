import { activitiesFor, activityFor } from "../governance/config/activities.ts";
import type { Raci } from "../governance/config/types.ts";
import { readMembers } from "./read-members.ts";
import type { Workspace } from "./workspace.ts";

/** The people who are Accountable for files by a chart, sorted. */
export async function accountablesOf(workspace: Workspace, raci: Raci, files: string[]): Promise<string[]> {
  const members = await readMembers(workspace, raci);
  const roles = files.flatMap((path) =>
    activitiesFor(raci, path).map(({ activity, policy }) => activityFor(raci, activity, policy).accountable),
  );
  return [...new Set(roles.flatMap((role) => members[role]?.people ?? []))].sort();
}
