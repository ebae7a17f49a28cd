import { disposition, stages as ladder, type Policy, type Stage } from "../policy/index.ts";
import { type Figure, type Figures, shareFigures } from "../replay/figure.ts";
import type { Baseline } from "./config/index.ts";
import { type EvidenceRecord, readEvidenceRecord } from "./evidence-record.ts";

/** Why a record says nothing about a version. */
export type LeftOut =
  | "not a record"
  | "another policy"
  | "no version"
  | "another version"
  | "another stage"
  | "before it came down"
  | "logged again later";

/** What the decision records say about one version of a policy. */
export interface Evidence {
  policy: string;
  version: string;
  figures: Figures;
  /** Decisions that the figures are measured on. */
  counted: number;
  /** All others, by reason; with `counted` they add up to the records that were read. */
  leftOut: Partial<Record<LeftOut, number>>;
  /** First and last timestamp of what was counted. */
  period?: { from: Date; to: Date };
}

export interface EvidenceRequest {
  policy: Pick<Policy, "id" | "outcomes" | "confidence">;
  /** SemVer without the tag's prefix; only records that name it count. */
  version: string;
  /** What people achieved before. */
  baseline?: Baseline | undefined;
  /** Count only decisions made at this stage. */
  stage?: Stage | undefined;
  /**
   * The stage that the version is at now. What it decided until it last decided at a higher one does not count: whoever took it
   * down, by demotion or rollback, had seen that, and a good time before must not bring it back up.
   */
  present?: Stage | undefined;
}

/**
 * Measures a version from decision records. Every record is counted or left out under a reason; a decision that is logged
 * again, say after a person decided, counts once, as it was logged last.
 *
 * - `decisions`: counted records. `period_days`: from the first to the last of them.
 * - `compared`: decisions with an outcome that acts which a person decided too; `accuracy`: the share of them in which
 *   the person agreed, `error_rate`: the rest; `error_ratio`: against the people's own error rate.
 * - `exception_share`: decisions that a person has to make: the outcome hands over, or confidence is below the floor.
 * - `audit_pass_rate`: decisions that carry what an audit asks for: version, stage, time, a known outcome, and where a
 *   person was required, who decided what. `audit_pass_ratio`: against the baseline.
 * - `handling_ms`: median; `cost`: mean; `handling_ratio`, `cost_ratio`: against the baseline.
 *
 * @param records as parsed from decision logs; anything may come
 */
export function computeEvidence(records: Iterable<unknown>, request: EvidenceRequest): Evidence {
  const leftOut: Evidence["leftOut"] = {};
  const leave = (reason: LeftOut) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const counted = new Map<string, EvidenceRecord>();
  for (const raw of records) {
    const record = readEvidenceRecord(raw);
    const reason = record ? reasonAgainst(record, request) : "not a record";
    if (!record || reason) {
      leave(reason ?? "not a record");
      continue;
    }
    if (counted.has(record.id)) leave("logged again later");
    counted.set(record.id, record);
  }
  const { policy, version } = request;
  const decisions = sinceItCameDown([...counted.values()], request.present);
  const before = counted.size - decisions.length;
  if (before > 0) leftOut["before it came down"] = before;
  const times = decisions.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return {
    policy: policy.id,
    version,
    figures: measure(decisions, request, times.length > 0 ? (to - from) / 86_400_000 : null),
    counted: decisions.length,
    leftOut,
    ...(times.length > 0 ? { period: { from: new Date(from), to: new Date(to) } } : {}),
  };
}

function reasonAgainst(record: EvidenceRecord, { policy, version, stage }: EvidenceRequest): LeftOut | undefined {
  if (record.policy !== undefined && record.policy !== policy.id) return "another policy";
  if (record.version === undefined) return "no version";
  if (record.version !== version) return "another version";
  return stage !== undefined && record.stage !== stage ? "another stage" : undefined;
}

/** Decisions after the last one at a higher stage than the present one; all of them where there is none. */
function sinceItCameDown(decisions: EvidenceRecord[], present: Stage | undefined): EvidenceRecord[] {
  if (present === undefined) return decisions;
  const higher = ladder.slice(ladder.indexOf(present) + 1);
  const above = decisions.filter(({ stage }) => stage !== undefined && higher.includes(stage));
  if (above.length === 0) return decisions;
  const last = above.reduce(
    (latest, { at = Number.NEGATIVE_INFINITY }) => Math.max(latest, at),
    Number.NEGATIVE_INFINITY,
  );
  return decisions.filter(
    ({ stage, at }) => (stage === present || stage === undefined) && at !== undefined && at > last,
  );
}

function measure(decisions: EvidenceRecord[], request: EvidenceRequest, days: number | null): Figures {
  const { policy, baseline = {} } = request;
  const acts = (record: EvidenceRecord) => policy.outcomes[record.outcome ?? ""]?.acts === true;
  const compared = decisions.filter((record) => acts(record) && record.humanOutcome !== undefined);
  const agreed = compared.filter((record) => record.outcome === record.humanOutcome).length;
  const ofCompared = { total: compared.length, of: "acting decisions that a person decided too" };
  const ofAll = { total: decisions.length, of: "decisions" };
  const errors = shareFigures("error_rate", "the share of wrong decisions", {
    ...ofCompared,
    hits: compared.length - agreed,
  });
  const audit = shareFigures("audit_pass_rate", "the share of decisions with a complete record", {
    ...ofAll,
    hits: decisions.filter((record) => isComplete(record, request)).length,
  });
  const handling = figure(
    "ms",
    "the median handling time",
    median(values(decisions, "handlingMs")),
    "no record has handling_ms",
  );
  const cost = figure("money", "the mean cost of a decision", mean(values(decisions, "cost")), "no record has a cost");
  return {
    decisions: figure("count", "the number of decisions", decisions.length),
    compared: figure("count", "the number of acting decisions that a person decided too", compared.length),
    ...shareFigures("accuracy", "the share of right decisions", { ...ofCompared, hits: agreed }),
    ...errors,
    error_ratio: ratio(errors.error_rate!, baseline.error_rate, "error_rate"),
    ...shareFigures("exception_share", "the share of decisions left to a person", {
      ...ofAll,
      hits: decisions.filter((record) => needsPerson(record, policy)).length,
    }),
    ...audit,
    audit_pass_ratio: ratio(audit.audit_pass_rate!, baseline.audit_pass_rate, "audit_pass_rate"),
    handling_ms: handling,
    handling_ratio: ratio(handling, baseline.handling_ms, "handling_ms"),
    cost,
    cost_ratio: ratio(cost, baseline.cost, "cost"),
    period_days: figure("days", "the period that the records cover", days, "no record has a timestamp"),
  };
}

/** Whether a person has to decide, once the policy is live: judged at the stage of the record, in audit at the next one. */
function needsPerson(record: EvidenceRecord, policy: EvidenceRequest["policy"]): boolean {
  const stage = record.stage === undefined || record.stage === "audit" ? "assist" : record.stage;
  const { outcome = "", confidence } = record;
  return disposition(policy, stage, { outcome, problems: [], confidence }).disposition !== "act";
}

function isComplete(record: EvidenceRecord, { policy }: EvidenceRequest): boolean {
  const { stage, at, outcome, humanOutcome, humanBy } = record;
  if (stage === undefined || at === undefined || outcome === undefined) return false;
  if (!Object.hasOwn(policy.outcomes, outcome)) return false;
  const signed = humanOutcome !== undefined && humanBy !== undefined;
  return signed || (stage !== "audit" && !needsPerson(record, policy));
}

const values = (decisions: EvidenceRecord[], key: "handlingMs" | "cost"): number[] =>
  decisions.flatMap((record) => (record[key] === undefined ? [] : [record[key]]));

function median(numbers: number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const mean = (numbers: number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

function figure(unit: Figure["unit"], says: string, value: number | null, missing = ""): Figure {
  return { value, unit, says, ...(value === null ? { missing } : {}) };
}

function ratio(of: Figure, baseline: number | undefined, name: string): Figure {
  const says = `${of.says} as a ratio to the manual baseline`;
  if (of.value === null) return figure("ratio", says, null, of.missing);
  if (!baseline) return figure("ratio", says, null, `stages.yaml has no baseline ${name} above 0 for this policy`);
  return figure("ratio", says, of.value / baseline);
}
