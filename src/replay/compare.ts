import { measure } from "./measure.ts";
import { type Log, readDecisions } from "./read-decisions.ts";
import type { DecisionRecord, NotReplayedReason } from "./record.ts";
import type { Measured } from "./report.ts";
import { segmentCell, segmentValues } from "./segments.ts";
import { countNotReplayed, countPair, emptyTally, notePeriod, type Result, type Tally } from "./tally.ts";
import { timestampOf } from "./timestamp.ts";

/** Two runs over the same cases, such as the live model's and a retrained one's in the shadow. */
export interface CompareRequest {
  /** The run of today. */
  base: Log;
  /** The run to try. */
  head: Log;
  /** Outcomes that count as favourable where segments are compared; without them no rates are. */
  selected?: readonly string[] | undefined;
}

/** A decision of the base, kept until the head's record of the same id turns up. */
interface Waiting {
  record: DecisionRecord;
  line: number;
}

/**
 * Pairs what two runs decided by `decision_id`, and counts what differs as a replay does: the same report, the same gates.
 * The base's records are held in memory until their counterpart comes.
 */
export async function compareRuns({ base, head, selected = [] }: CompareRequest): Promise<Measured> {
  const tally = emptyTally();
  const policies = new Set<string>();
  const waiting = new Map<string, Waiting>();
  for await (const entry of decided(base, tally)) {
    const before = waiting.get(entry.record.decision_id);
    if (before) leaveOut(tally, base, before.line, "unpaired", `stands again at line ${entry.line}, which counts`);
    waiting.set(entry.record.decision_id, entry);
  }
  const resultOf = ({ outcome, rule }: DecisionRecord): Result => ({
    outcome: outcome!,
    rule: rule ?? null,
    unjudged: false,
    selected: selected.includes(outcome!),
  });
  for await (const { record, line } of decided(head, tally)) {
    const { decision_id, timestamp, human_outcome, segments } = record;
    const counterpart = waiting.get(decision_id);
    if (!counterpart) {
      leaveOut(tally, head, line, "unpaired", `${base.name} has no decision ${decision_id} left`);
      continue;
    }
    waiting.delete(decision_id);
    const before = counterpart.record;
    const at = before.timestamp ?? timestamp;
    if (at !== undefined) notePeriod(tally, timestampOf(at));
    for (const { policy } of [before, record]) if (policy !== undefined) policies.add(policy);
    const values = segmentValues(before.segments ?? segments);
    countPair(tally, decision_id, resultOf(before), resultOf(record), {
      // A person may have decided after the base run was stored, so that only the newer record knows.
      human: human_outcome ?? before.human_outcome,
      segments: values.flatMap(([name, value]) => segmentCell(tally.segments, name, value) ?? []),
    });
  }
  for (const { record, line } of waiting.values())
    leaveOut(tally, base, line, "unpaired", `${head.name} has no decision ${record.decision_id}`);
  const id = policies.size === 1 ? [...policies][0]! : `${head.name} against ${base.name}`;
  return measure({ base: { rules: [] }, head: { id, rules: [] } }, tally);
}

/** The records of a run that say what was decided; the others are counted. */
async function* decided(log: Log, tally: Tally): AsyncGenerator<Waiting> {
  for await (const entry of readDecisions(log)) {
    if ("reason" in entry) countNotReplayed(tally, { log: log.name, ...entry });
    else if (entry.record.outcome === undefined)
      leaveOut(tally, log, entry.line, "no_outcome", "outcome is missing or not a text");
    else yield { record: entry.record, line: entry.line };
  }
}

const leaveOut = (tally: Tally, { name }: Log, line: number, reason: NotReplayedReason, message: string): void =>
  countNotReplayed(tally, { log: name, line, reason, message });
