import { RefMovedError, type Repository } from "../repository/repository.ts";
import { messageOf } from "./message.ts";
import { LEDGER_REF, type LedgerRecord, pathOf, serialise } from "./record.ts";

const ATTEMPTS = 5;

/**
 * Adds one record, as one commit, unless the ledger has it already: seeing an event twice writes it once.
 * When somebody else writes at the same moment, it reads again and goes behind them; nothing is ever overwritten.
 * @returns whether this call wrote the record.
 * @throws RefMovedError when others were faster each time; the event can be tried again later.
 */
export async function appendRecord(repository: Repository, record: LedgerRecord): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const head = await repository.resolve(LEDGER_REF);
    if (head && (await repository.tree(head)).has(pathOf(record.id))) return false;
    try {
      await repository.commit({
        ref: LEDGER_REF,
        parent: head,
        message: messageOf(record),
        files: { [pathOf(record.id)]: serialise(record) },
      });
      return true;
    } catch (error) {
      if (!(error instanceof RefMovedError) || attempt === ATTEMPTS) throw error;
    }
  }
}
