import { changeFigures } from "./change-figures.ts";
import { type Figure, type Figures, formatFigure, type Sample, shareFigures, type Unit } from "./figure.ts";
import { type GateResult, judgeGates } from "./gates.ts";
import type { CasesReport, Measured, ReplayReport } from "./report.ts";

/**
 * The figures of a replay that a gate of stages.yaml can test. Without a single replayed decision none is known: a gate
 * asks for history, and there is none.
 */
export function replayFigures(report: Measured, cases: CasesReport | null = null): Figures {
  const { decisions, replayed, not_replayed, flips, agreement, unjudged } = report;
  // A log may hold the decisions of many policies; those of others say nothing about how complete it is for this one.
  const own = decisions - (not_replayed.other_policy ?? 0);
  const { base, head } = agreement;
  const history = { hits: flips.count, total: replayed, of: "past decisions replayed" };
  const compared = (hits: number): Sample => ({
    hits,
    total: head.compared,
    of: "past decisions that a person decided too",
  });
  const count = (value: number, says: string): Figure =>
    replayed === 0
      ? { value: null, unit: "count", says, missing: "there are no past decisions to replay" }
      : { value, unit: "count", says };
  return {
    replayed: { value: replayed, unit: "count", says: "the number of past decisions replayed" },
    ...shareFigures("not_replayed_share", "the share of records that could not be replayed", {
      hits: own - replayed,
      total: own,
      of: "records of this policy",
    }),
    flips: count(flips.count, "the number of past decisions that flip"),
    ...shareFigures("flips_share", "the share of past decisions that flip", history),
    toward_human: count(flips.toward_human, "the number of flips toward what people decided"),
    away_from_human: count(flips.away_from_human, "the number of flips away from what people decided"),
    neither: count(flips.neither, "the number of flips neither toward nor away from what people decided"),
    repeated_share: {
      value: replayed === 0 ? null : report.repeated.share,
      unit: "share",
      says: "the share of past decisions whose decision_id an earlier one has",
      ...(replayed === 0 ? { missing: "there are no past decisions to replay" } : {}),
    },
    repeated: count(flips.repeated, "the number of flips whose record stands in the logs more than once"),
    unjudged: count(unjudged.head, "the number of past decisions that the new version could not judge"),
    unjudged_base: count(unjudged.base, "the number of past decisions that the version of today could not judge"),
    compared: { value: head.compared, unit: "count", says: "the number of past decisions that a person decided too" },
    ...shareFigures("agreement", "agreement with people under the new version", compared(head.agreed)),
    ...shareFigures("agreement_base", "agreement with people under the version of today", compared(base.agreed)),
    mcnemar_p: {
      value: replayed === 0 ? null : flips.mcnemar_p,
      unit: "number",
      says: "the probability that chance alone moves the flips so far to one side",
      ...(replayed === 0 ? { missing: "there are no past decisions to replay" } : {}),
    },
    agreement_change: {
      value: head.compared === 0 ? null : (head.agreed - base.agreed) / head.compared,
      unit: "share" satisfies Unit,
      says: "the change of agreement with people",
      ...(head.compared === 0 ? { missing: "no record says what people decided" } : {}),
    },
    ...changeFigures(report, cases),
  };
}

/** The report with its verdict; with neither gates nor cases it is pass. A case that fails needs no gate to count. */
export function judge(
  measured: Measured,
  gates: Record<string, string>,
  cases: CasesReport | null = null,
): ReplayReport {
  const judged = judgeGates(replayFigures(measured, cases), gates);
  const doubled = "repeated_share" in gates ? [] : tooManyRepeated(measured);
  const verdict =
    cases !== null && cases.failed.head.length > 0
      ? "fail"
      : judged.verdict === "pass" && doubled.length > 0
        ? "inconclusive"
        : judged.verdict;
  return { ...measured, cases, gates: [...judged.gates, ...doubled], verdict };
}

/** The share of repeated decisions up to which counts and intervals say what they seem to. */
const toleratedRepeats = 0.01;

/**
 * The gate that stands where no other one says how many repeats are fine: what was delivered twice counts twice and halves
 * the width of what is certain, so that nothing can pass on it.
 */
function tooManyRepeated({ repeated: { share } }: Measured): GateResult[] {
  if (share <= toleratedRepeats) return [];
  const is = formatFigure(share, "share");
  const reason = `Of the past decisions ${is} repeat the decision_id of an earlier one, so that counts and intervals claim more than was seen. Replay each record once, or say with a gate on repeated_share how many repeats are fine.`;
  return [{ figure: "repeated_share", test: `<= ${toleratedRepeats}`, value: share, verdict: "inconclusive", reason }];
}
