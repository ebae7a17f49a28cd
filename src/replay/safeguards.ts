import { formatFigure } from "./figure.ts";
import type { GateResult } from "./gates.ts";
import type { Measured } from "./report.ts";
import { number } from "./words.ts";

/** The share of repeated decisions up to which counts and intervals say what they seem to. */
const toleratedRepeats = 0.01;

/**
 * Gates that stand where stages.yaml has none on the same: nothing passes on logs that cannot tell. Those that hold are not
 * mentioned.
 */
export function safeguards(measured: Measured, gates: Record<string, string>): GateResult[] {
  const found = [nothingReplayed(measured), nothingJudged(measured), repeats(measured)];
  return found.filter((gate) => gate !== undefined).filter(({ figure }) => !Object.hasOwn(gates, figure));
}

const inconclusive = (figure: string, test: string, value: number, reason: string): GateResult => ({
  figure,
  test,
  value,
  verdict: "inconclusive",
  reason,
});

/** For who has, say, one JSON object around all of them, or one that takes several lines each. */
const howKept = " A log is CSV, Parquet, one JSON array of records, or has one record on each line as a JSON object.";

/** There are no records of this policy, or none that can be read. */
function nothingReplayed({ decisions, replayed, not_replayed }: Measured): GateResult | undefined {
  if (replayed > 0) return undefined;
  const own = decisions - (not_replayed.other_policy ?? 0);
  if (own === 0)
    return inconclusive(
      "replayed",
      "> 0",
      0,
      'There is no past decision of this policy to replay, so that nothing can be said. Where that is fine, a gate replayed: ">= 0" says so.',
    );
  const noRecords = (not_replayed.malformed ?? 0) + (not_replayed.no_decision_id ?? 0);
  const reason = `The logs have ${number(own)} records of this policy, and none of them could be replayed, so that they say nothing.${noRecords === own ? howKept : ""}`;
  return inconclusive("replayed", "> 0", 0, reason);
}

/** All decisions went to `otherwise` under both versions, because nothing else could be done with them. */
function nothingJudged({ replayed, unjudged }: Measured): GateResult | undefined {
  if (replayed === 0 || Math.min(unjudged.base, unjudged.head) < replayed) return undefined;
  const reason = `Neither version could judge any of the ${number(replayed)} past decisions: an input is missing or of the wrong type in all of them. That nothing flips says nothing.`;
  return inconclusive("unjudged", `< ${replayed}`, replayed, reason);
}

/** What was delivered twice counts twice, and narrows every interval. */
function repeats({ repeated: { share } }: Measured): GateResult | undefined {
  if (share <= toleratedRepeats) return undefined;
  const reason = `Of the past decisions ${formatFigure(share, "share")} repeat the decision_id of an earlier one, so that counts and intervals claim more than was seen. Replay each record once, or say with a gate on repeated_share how many repeats are fine.`;
  return inconclusive("repeated_share", `<= ${toleratedRepeats}`, share, reason);
}
