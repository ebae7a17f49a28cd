import { findDefaultBranch } from "../read-default-branch.ts";
import type { Workspace } from "../workspace.ts";
import { adopt } from "./adopt.ts";
import { ensureExceptionLabel } from "./ensure-label.ts";
import { keepAccounts } from "./keep-accounts.ts";
import { proposePromotions } from "./propose-promotions.ts";
import { recordPushes } from "./record-pushes.ts";
import { reportOwnerless } from "./report-ownerless.ts";
import { restoreLedger, watchLedger } from "./watch-ledger.ts";

/** In this order: what nobody approved is told before anything is promoted. */
const DUTIES = [ensureExceptionLabel, watchLedger, recordPushes, reportOwnerless, keepAccounts, proposePromotions];

/**
 * Looks at a repository as a whole: adopts its policies when it is new, and proposes promotions. One duty that fails keeps
 * none of the others from being done, or a single odd push would stop every demotion.
 * @throws Error of the first that failed, when all were tried.
 */
export async function reconcileRepository(workspace: Workspace): Promise<void> {
  const branch = await findDefaultBranch(workspace);
  if (!branch) return;
  await restoreLedger(workspace);
  await adopt(workspace, branch);
  const failures: unknown[] = [];
  for (const duty of DUTIES) await duty(workspace, branch).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
