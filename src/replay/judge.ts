import { changeFigures } from "./change-figures.ts";
import { type Figure, type Figures, type Sample, shareFigures, type Unit } from "./figure.ts";
import { judgeGates } from "./gates.ts";
import type { CasesReport, Measured, ReplayReport } from "./report.ts";
import { safeguards } from "./safeguards.ts";
import { number } from "./words.ts";

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
  // A flip that nobody decided may be toward what a person would have decided, away from it or neither.
  const unseen =
    flips.unreviewed === 0
      ? undefined
      : { most: flips.unreviewed, says: `Of ${number(flips.unreviewed)} flips no record says what a person decided.` };
  const noneReviewed = flips.count > 0 && flips.unreviewed === flips.count;
  return {
    replayed: { value: replayed, unit: "count", says: "the number of past decisions replayed" },
    ...shareFigures("not_replayed_share", "the share of records that could not be replayed", {
      hits: own - replayed,
      total: own,
      of: "records of this policy",
    }),
    flips: count(flips.count, "the number of past decisions that flip"),
    ...shareFigures("flips_share", "the share of past decisions that flip", history),
    toward_human: { ...count(flips.toward_human, "the number of flips toward what people decided"), unseen },
    away_from_human: { ...count(flips.away_from_human, "the number of flips away from what people decided"), unseen },
    neither: count(flips.neither, "the number of flips neither toward nor away from what people decided"),
    unreviewed: count(flips.unreviewed, "the number of flips of which no record says what a person decided"),
    repeated_share: {
      value: replayed === 0 ? null : report.repeated.share,
      unit: "share",
      says: "the share of past decisions whose decision_id an earlier one has",
      ...(replayed === 0 ? { missing: "there are no past decisions to replay" } : {}),
    },
    repeated: count(flips.repeated, "the number of flips whose record stands in the logs more than once"),
    ...shareFigures("unjudged_share", "the share of past decisions that the new version could not judge", {
      hits: unjudged.head,
      total: replayed,
      of: "past decisions replayed",
    }),
    unjudged: count(unjudged.head, "the number of past decisions that the new version could not judge"),
    unjudged_base: count(unjudged.base, "the number of past decisions that the version of today could not judge"),
    compared: { value: head.compared, unit: "count", says: "the number of past decisions that a person decided too" },
    ...shareFigures("agreement", "agreement with people under the new version", compared(head.agreed)),
    ...shareFigures("agreement_base", "agreement with people under the version of today", compared(base.agreed)),
    mcnemar_p: {
      value: replayed === 0 || noneReviewed ? null : flips.mcnemar_p,
      unit: "number",
      says: "the probability that chance alone moves the flips so far to one side",
      ...(replayed === 0 ? { missing: "there are no past decisions to replay" } : {}),
      ...(noneReviewed ? { missing: "no record says what people decided of a flip" } : {}),
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

/**
 * The report with its verdict; with neither gates nor cases it is pass, where the logs can tell anything at all. A case that
 * fails needs no gate to count.
 *
 * @param options.isNew there was no version before: without any history, gates would never let this one begin to gather some
 */
export function judge(
  measured: Measured,
  gates: Record<string, string>,
  cases: CasesReport | null = null,
  { isNew = false }: { isNew?: boolean } = {},
): ReplayReport {
  const excused = isNew && measured.replayed === 0;
  const judged = judgeGates(replayFigures(measured, cases), excused ? {} : gates);
  const found = excused ? [] : safeguards(measured, gates);
  const failed = cases !== null && cases.failed.head.length > 0;
  const unsure = judged.verdict === "pass" && found.length > 0;
  const verdict = failed ? "fail" : unsure ? "inconclusive" : judged.verdict;
  return { ...measured, cases, gates: [...judged.gates, ...found], verdict };
}
