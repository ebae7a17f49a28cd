import { isRecordedChange } from "../governance/approvals/recorded-change.ts";
import type { PastChange, PastMove, PastReplay } from "../governance/simulation/past.ts";
import type { Stage } from "../policy/index.ts";
import type { Repository, Tree } from "../repository/repository.ts";
import { readRecord } from "./read.ts";
import type { LedgerRecord } from "./record.ts";

const MERGE = /^records\/(pull-(\d+)\/(?:[^/]+-policy|[^/]+-release|files|bypass))\.json$/;

/**
 * The last merged pull requests that the ledger has, the highest number first. Pull requests in which nobody answered for
 * any file are not in the ledger.
 * @param last how many at most. Of each, all merge records are read, one blob a record.
 */
export async function readPastChanges(repository: Repository, ledger: Tree, last: number): Promise<PastChange[]> {
  const pulls = new Map<number, string[]>();
  for (const path of ledger.keys()) {
    const [, id, pull] = MERGE.exec(path) ?? [];
    if (id !== undefined) pulls.set(Number(pull), [...(pulls.get(Number(pull)) ?? []), id]);
  }
  const newest = [...pulls].sort(([a], [b]) => b - a).slice(0, last);
  return Promise.all(
    newest.map(async ([pull, ids]) => {
      const records = await Promise.all(ids.sort().map((id) => readSafely(repository, ledger, id)));
      return pastChange(pull, records);
    }),
  );
}

/** A record; of one that is none, as somebody may have written it past the app, nothing is known but that it is there. */
async function readSafely(repository: Repository, ledger: Tree, id: string): Promise<Partial<LedgerRecord>> {
  const record: unknown = await readRecord(repository, ledger, id).catch((error: Error) => {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  });
  const schema = (record as LedgerRecord | null | undefined)?.schema;
  return schema === "countersign-ledger/v1" ? (record as LedgerRecord) : {};
}

function pastChange(pull: number, records: Partial<LedgerRecord>[]): PastChange {
  const at = records.find((record) => !Number.isNaN(Date.parse(String(record.at))))?.at;
  const change = records.map((record) => record.change).find(isRecordedChange);
  const bypass = records.find(({ kind }) => kind === "bypass");
  const glass = records.find(({ broke_glass }) => broke_glass)?.broke_glass;
  const accountable = records.flatMap(({ activities = [] }) => activities.flatMap((activity) => activity.accountable));
  return {
    pull,
    at: at ?? "",
    says: records.flatMap(({ sentence }) => sentence ?? []).join(" "),
    happened: bypass ? "bypass" : glass ? "glass" : "approved",
    by: bypass ? [bypass.by ?? "unknown"] : glass ? [glass] : [...new Set(accountable)].sort(),
    change: at === undefined ? undefined : change,
    moves: records.flatMap(moveOf),
    replay: replayOf(records),
  };
}

function moveOf({ kind, policy, version, stage, evidence }: Partial<LedgerRecord>): PastMove[] {
  if ((kind !== "promotion" && kind !== "demotion") || !policy || !version || !stage) return [];
  return [{ policy, kind, version, stage: stage as Stage, evidence }];
}

function replayOf(records: Partial<LedgerRecord>[]): PastReplay | undefined {
  const tested = records.filter(({ replay, policy }) => replay && policy);
  const [one] = tested;
  if (!one) return undefined;
  const { flips, toward_human, away_from_human } = one.replay!;
  return { policies: tested.map(({ policy }) => policy!), flips, toward_human, away_from_human };
}
