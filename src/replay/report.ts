import type { RegionSide, Stage } from "../policy/index.ts";
import type { Interval } from "./clopper-pearson.ts";
import type { Handling } from "./dispositions.ts";
import type { GateResult, Verdict } from "./gates.ts";
import type { NotReplayedReason } from "./record.ts";
import type { Place } from "./tally.ts";

/** Flips that went the same way by the same rules; a rule is null where `otherwise` decided. */
export interface FlipGroup {
  from: string;
  to: string;
  from_rule: string | null;
  to_rule: string | null;
  count: number;
  toward_human: number;
  away_from_human: number;
  /** With `weigh`: the sum over the group, a decimal. */
  weight?: string;
  examples: string[];
}

/** Of the decisions that people decided too, how many the policy decides as they did. */
export interface Agreement {
  compared: number;
  agreed: number;
  /** Ends of the exact 95% confidence interval of agreed / compared; 0 and 1 where nothing is compared. */
  lower95: number;
  upper95: number;
}

/** What the flips weigh: sums of one input, as decimals. */
export interface Weights {
  input: string;
  flips: string;
  toward_human: string;
  away_from_human: string;
  neither: string;
  /** Flips whose record does not say. */
  unweighed: number;
}

/** The decisions that share one value of one attribute. */
export interface SegmentReport {
  value: string;
  decisions: number;
  flips: number;
  toward_human: number;
  away_from_human: number;
  /** Too few decisions to compare its rate with those of others. */
  small: boolean;
  /** How many got a favourable outcome. */
  selected: { base: number; head: number };
}

export interface AttributeReport {
  attribute: string;
  /** Largest first. Empty when the attribute has too many values to slice by. */
  values: SegmentReport[];
  /**
   * The lowest share of favourable outcomes among the values, over the highest: below 0.8 the four-fifths rule of the
   * EEOC's Uniform Guidelines (29 CFR 1607.4 D) sees a disparity. Null where fewer than two values have 30 decisions.
   */
  selection_rate_ratio: {
    base: number | null;
    head: number | null;
    /** What chance leaves open of either: see rateRatioInterval. */
    interval95: { base: Interval | null; head: Interval | null };
  };
}

/** Decisions by the rule that decides them; unreached ones are those that no decision on record gets to. */
export interface Coverage {
  rules: Record<string, number>;
  otherwise: number;
  unreached: string[];
}

/** A region of the semantic diff, and how many decisions on record lie in it and flip; with none, nobody knows. */
export interface RegionReport {
  words: string;
  from: RegionSide;
  to: RegionSide;
  where: Record<string, string>;
  count: number;
}

/** An example that does not get the outcome it must get. */
export interface CaseFailure {
  id: string;
  expected: string;
  outcome: string;
  rule: string | null;
}

/** What becomes of the examples of cases.yaml under either version. */
export interface CasesReport {
  total: number;
  failed: { base: CaseFailure[]; head: CaseFailure[] };
}

/** What happens with the decisions at a stage: carried out by the system, or left to a person. */
export interface DispositionReport {
  stage: Stage;
  base: Partial<Record<Handling, number>>;
  head: Partial<Record<Handling, number>>;
  /** Decisions that are handled in another way, whether or not their outcome flips; the largest group first. */
  moved: { from: Handling; to: Handling; count: number; examples: string[] }[];
}

/**
 * What a policy change would have done to the decisions on record. This is the JSON that `countersign replay` prints:
 * keys are added, never renamed.
 */
export interface ReplayReport {
  policy: string;
  /** Every record found: replayed + not_replayed. */
  decisions: number;
  replayed: number;
  not_replayed: Partial<Record<NotReplayedReason, number>>;
  /** The first places that hold no usable record, without those of other policies. */
  not_replayed_places: Place[];
  /**
   * Replayed decisions whose decision_id an earlier one has: the logs hold a record more than once, and it counts as often.
   * Not exact where there are so many ids that only some could be kept: then the share is that of their records.
   */
  repeated: { count: number; share: number; exact: boolean; examples: string[] };
  /** When the first and the last replayed decision was made, ISO 8601 in UTC; null where no record says. */
  period: { from: string; to: string } | null;
  /** Replayed decisions that could not be judged and went to `otherwise`: an input missing or of the wrong type. */
  unjudged: { base: number; head: number };
  outcomes: { base: Record<string, number>; head: Record<string, number> };
  flips: {
    count: number;
    /** The head's outcome is the person's, the base's was not. */
    toward_human: number;
    /** The base's outcome was the person's, the head's is not. */
    away_from_human: number;
    neither: number;
    /** Of those that are neither: flips of which no record says what a person decided. */
    unreviewed: number;
    /** Flips whose decision_id an earlier flip has: a record that the logs hold twice counts twice. */
    repeated: number;
    /** Exact McNemar test: how probable so uneven a split is by chance. 1 where no flip moves either way. */
    mcnemar_p: number;
    groups: FlipGroup[];
  };
  /** Fingerprint of all flips, whichever order they came in: see overAll of flips.ts. */
  flips_digest: string;
  /** What the flips weigh; null unless asked for. */
  weigh: Weights | null;
  agreement: { base: Agreement; head: Agreement };
  /** Null unless a stage is asked about. */
  dispositions: DispositionReport | null;
  segments: AttributeReport[];
  coverage: { base: Coverage; head: Coverage };
  /** The regions of the semantic diff in its order; null unless they were given. */
  regions: RegionReport[] | null;
  /** Null where no cases were given. */
  cases: CasesReport | null;
  gates: GateResult[];
  /** Fail when a gate or a case fails; inconclusive when the data cannot tell; else pass. */
  verdict: Verdict;
}

/** The figures of a report, before gates are tried on them. */
export type Measured = Omit<ReplayReport, "cases" | "gates" | "verdict">;
