import type { Repository, Tree } from "../repository/repository.ts";
import { LEDGER_REF, type LedgerRecord, pathOf } from "./record.ts";

/** The ledger as it stands; undefined where nothing was ever recorded. */
export async function openLedger(repository: Repository): Promise<Tree | undefined> {
  const head = await repository.resolve(LEDGER_REF);
  return head === undefined ? undefined : repository.tree(head);
}

/** One record, or undefined where the ledger has none of that id. */
export async function readRecord(repository: Repository, ledger: Tree, id: string): Promise<LedgerRecord | undefined> {
  const entry = ledger.get(pathOf(id));
  return entry && (JSON.parse(await repository.blob(entry.id)) as LedgerRecord);
}
