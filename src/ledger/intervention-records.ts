import type { Intervention } from "../governance/approvals/interventions.ts";
import type { Repository, Tree } from "../repository/repository.ts";
import { readRecord } from "./read.ts";
import type { LedgerRecord } from "./record.ts";

const VERBS: Record<Intervention["kind"], string> = {
  hold: "holds",
  "hold-lifted": "no longer holds",
  answer: "answers on",
  objection: "objects to",
  "objection-withdrawn": "no longer objects to",
  "break-glass": "lets through alone, by broken glass,",
};

const PATH = /^records\/(pull-(\d+)\/(hold|hold-lifted|answer|objection|objection-withdrawn|break-glass)-(\d+))\.json$/;
const SETTLED = /^records\/pull-(\d+)\/settled\.json$/;

/** What somebody did to a pull request by the command of a comment. */
export function interventionRecord(
  pull: number,
  comment: number,
  { kind, by, because, at, content, flips, due }: Intervention,
): LedgerRecord {
  return {
    schema: "countersign-ledger/v1",
    id: `pull-${pull}/${kind}-${comment}`,
    kind,
    at,
    sentence: `${by} ${VERBS[kind]} pull request ${pull}${because ? `: ${because}` : "."}`,
    pull,
    by,
    ...(because ? { because } : {}),
    ...(content ? { content } : {}),
    ...(flips ? { flips } : {}),
    ...(due ? { due } : {}),
  };
}

/** An Accountable accepted the account of a broken glass. */
export function settledRecord(pull: number, issue: number, by: string, because: string, at: string): LedgerRecord {
  return {
    schema: "countersign-ledger/v1",
    id: `pull-${pull}/settled`,
    kind: "break-glass-settled",
    at,
    sentence: `${by} settles the broken glass of pull request ${pull}: ${because}`,
    pull,
    issue,
    by,
    because,
  };
}

/** What the ledger has of a pull request's commands, in the order in which they were given. */
export async function readInterventions(repository: Repository, ledger: Tree, pull: number): Promise<Intervention[]> {
  const ids = [...ledger.keys()].flatMap((path) => {
    const [, id, number, , comment] = PATH.exec(path) ?? [];
    return id && Number(number) === pull ? [{ id, comment: Number(comment) }] : [];
  });
  ids.sort((a, b) => a.comment - b.comment);
  const records = await Promise.all(ids.map(({ id }) => readRecord(repository, ledger, id)));
  return records.map((record, index) => {
    const { kind, by, because, at, content, flips, due } = record!;
    return {
      kind: kind as Intervention["kind"],
      by: by!,
      because: because ?? "",
      at,
      comment: ids[index]!.comment,
      ...(content ? { content } : {}),
      ...(flips ? { flips } : {}),
      ...(due ? { due } : {}),
    };
  });
}

/** The pull requests that went through by broken glass, or may, and whose account nobody has accepted yet. */
export function unsettledPulls(ledger: Tree): number[] {
  const paths = [...ledger.keys()];
  const settled = new Set(paths.map((path) => SETTLED.exec(path)?.[1]));
  const broken = paths.map((path) => PATH.exec(path)).filter((match) => match?.[3] === "break-glass");
  const pulls = broken.map((match) => match![2]!).filter((pull) => !settled.has(pull));
  return [...new Set(pulls)].map(Number).sort((a, b) => a - b);
}
