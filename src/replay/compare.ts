import type { Policy, Stage } from "../policy/index.ts";
import { floorsOf, handling } from "./dispositions.ts";
import { measure } from "./measure.ts";
import { type Log, type LogEntry, readDecisions } from "./read-decisions.ts";
import type { DecisionRecord, Unusable } from "./record.ts";
import type { Measured } from "./report.ts";
import { resultOf, selector, unfit, weightOf } from "./result.ts";
import { segmentCell, segmentValues } from "./segments.ts";
import { countNotReplayed, countPair, emptyTally, notePeriod, type Result, type Tally } from "./tally.ts";
import { timestampOf } from "./timestamp.ts";

type Logs = Iterable<Log> | AsyncIterable<Log>;

/** Two runs over the same cases: the live model's, and that of the model that is to replace it. */
export interface CompareRequest {
  base: Logs;
  candidate: Logs;
  /** The policy that both runs are decided under; without it, the outcomes count that the records hold. */
  policy?: Policy | undefined;
  selected?: readonly string[] | undefined;
  weigh?: string | undefined;
  /** Adds what happens with the decisions at this stage; needs the policy. */
  stage?: Stage | undefined;
}

/** A decision of the candidate run, waiting for its partner. */
interface Candidate {
  result: Result;
  confidence: number;
  human: string | undefined;
  place: { log: string; line: number };
}

/**
 * Pairs two runs by decision_id and counts what differs, as a replay does of two versions. What a person decided, when,
 * for whom and what it weighs come from the base run. Memory grows with the candidate run, by some 300 bytes a decision.
 */
export async function compareRuns(request: CompareRequest): Promise<Measured> {
  const { policy, weigh, stage } = request;
  const tally = emptyTally();
  const floors = policy && stage && floorsOf(policy, policy, stage);
  const read = reader(request);
  const candidates = await readCandidates(request.candidate, read, tally);
  for await (const [place, found] of results(request.base, read)) {
    const candidate = "reason" in found ? undefined : candidates.get(found.record.decision_id);
    if ("reason" in found || candidate === undefined || candidate === "paired") {
      const reason = "reason" in found ? found : candidate ? twice(found.record) : alone(found.record, "candidate");
      countNotReplayed(tally, { ...place, ...reason });
      continue;
    }
    const { record, result } = found;
    candidates.set(record.decision_id, "paired");
    const { human_outcome: human = candidate.human, confidence = 0, timestamp, segments, input } = record;
    if (timestamp !== undefined) notePeriod(tally, timestampOf(timestamp));
    countPair(tally, record.decision_id, result, candidate.result, {
      human,
      weight: weightOf(input, weigh),
      segments: segmentValues(segments).flatMap(([name, value]) => segmentCell(tally.segments, name, value) ?? []),
      handled: floors && {
        from: handling(result.acts, confidence, floors.base, floors.stage),
        to: handling(candidate.result.acts, candidate.confidence, floors.head, floors.stage),
      },
    });
  }
  for (const [id, candidate] of candidates)
    if (candidate !== "paired") countNotReplayed(tally, { ...candidate.place, ...alone({ decision_id: id }, "base") });
  const rules = policy?.rules ?? [];
  return measure(
    { base: { rules }, head: { id: policy?.id ?? read.policy(), rules }, weigh, stage: floors?.stage },
    tally,
  );
}

async function readCandidates(logs: Logs, read: Reader, tally: Tally): Promise<Map<string, Candidate | "paired">> {
  const candidates = new Map<string, Candidate | "paired">();
  for await (const [place, found] of results(logs, read)) {
    if ("reason" in found) countNotReplayed(tally, { ...place, ...found });
    else if (candidates.has(found.record.decision_id)) countNotReplayed(tally, { ...place, ...twice(found.record) });
    else {
      const { decision_id, confidence = 0, human_outcome: human } = found.record;
      candidates.set(decision_id, { result: found.result, confidence, human, place });
    }
  }
  return candidates;
}

async function* results(logs: Logs, read: Reader): AsyncGenerator<[{ log: string; line: number }, Found]> {
  for await (const log of logs)
    for await (const entry of readDecisions(log)) yield [{ log: log.name, line: entry.line }, read(entry)];
}

type Named = Pick<DecisionRecord, "decision_id">;

const twice = ({ decision_id }: Named): Unusable => ({
  reason: "unpaired",
  message: `decision ${decision_id} stands in this run before`,
});
const alone = ({ decision_id }: Named, other: "base" | "candidate"): Unusable => ({
  reason: "unpaired",
  message: `decision ${decision_id} is not in the ${other} run`,
});

type Found = { record: DecisionRecord; result: Result } | Unusable;
type Reader = ReturnType<typeof reader>;

/** Gives what a record decided, or why that is not known. */
function reader({ policy, selected }: CompareRequest) {
  const selects = selector(selected);
  const inputs = new Set(Object.keys(policy?.inputs ?? {}));
  let id = policy?.id;
  // One object for all results alike, since a run may have millions.
  const known = new Map<string, Result>();
  const recorded = (outcome: string, rule: string | null): Result => {
    const key = JSON.stringify([outcome, rule]);
    const found = known.get(key) ?? {
      outcome,
      rule,
      unjudged: false,
      selected: selected?.includes(outcome) ?? false,
      acts: false,
    };
    known.set(key, found);
    return found;
  };
  const read = (entry: LogEntry): Found => {
    if ("reason" in entry) return { reason: entry.reason, message: entry.message };
    const { record } = entry;
    id ??= record.policy;
    const wrong = id === undefined ? undefined : unfit(record, new Set([id]), inputs);
    if (wrong) return wrong;
    if (policy) return { record, result: resultOf(policy, record.input, selects) };
    const { outcome, rule = null } = record;
    if (outcome === undefined) return { reason: "no_outcome", message: "outcome is missing or not a text" };
    return { record, result: recorded(outcome, rule) };
  };
  return Object.assign(read, { policy: () => id ?? "" });
}
