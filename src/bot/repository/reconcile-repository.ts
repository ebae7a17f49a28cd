import { findDefaultBranch } from "../read-default-branch.ts";
import type { Workspace } from "../workspace.ts";
import { adopt } from "./adopt.ts";
import { ensureExceptionLabel } from "./ensure-label.ts";
import { keepAccounts } from "./keep-accounts.ts";
import { proposePromotions } from "./propose-promotions.ts";
import { recordPushes } from "./record-pushes.ts";
import { reportOwnerless } from "./report-ownerless.ts";

/** Looks at a repository as a whole: adopts its policies when it is new, and proposes promotions. */
export async function reconcileRepository(workspace: Workspace): Promise<void> {
  const branch = await findDefaultBranch(workspace);
  if (!branch) return;
  await ensureExceptionLabel(workspace);
  await adopt(workspace, branch);
  await recordPushes(workspace, branch);
  await reportOwnerless(workspace, branch);
  await keepAccounts(workspace, branch);
  await proposePromotions(workspace, branch);
}
