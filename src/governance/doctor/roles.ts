import { raciPath } from "../config/layout.ts";
import type { Raci } from "../config/types.ts";
import type { RoleMembers } from "../members.ts";
import { vacanciesOf } from "../vacancies.ts";
import type { Diagnosis, RepositorySettings } from "./state.ts";

/** Roles of the chart in which nobody can act, before anybody waits for them. */
export function diagnoseRoles(
  { web, owner, repo, defaultBranch }: RepositorySettings,
  raci: Raci,
  members: Record<string, RoleMembers>,
): Diagnosis[] {
  const edit = `${web}/${owner}/${repo}/edit/${defaultBranch}/${raciPath}`;
  return vacanciesOf(raci, members).map(({ code, severity, role, activities, says }) => ({
    severity,
    code: `role-${code}`,
    message: `${role}, asked for ${activities.join(", ")}: ${says}`,
    mend: code === "team-unseen" ? "Give the app, and your token, access to the organisation's members." : edit,
  }));
}
