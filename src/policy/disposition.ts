import type { Policy } from "./policy.ts";
import { type Stage, stages } from "./stage.ts";

export interface Disposition {
  /** suggest: a person decides and sees the result. act: the system carries it out. route: a person decides. */
  disposition: "suggest" | "act" | "route";
  /** A sentence for the person who gets the case, or who audits it. */
  reason: string;
}

/** What of a decision its disposition depends on. */
export interface Decided {
  outcome: string;
  problems: readonly { message: string }[];
  /** How sure the AI was of its reading of the case, 0 to 1; missing counts as 0. */
  confidence?: number | undefined;
}

/** The confidence a stage asks for: its own floor, else that of the nearest stage before it that has one, else none. */
export function confidenceFloor(policy: Pick<Policy, "confidence">, stage: Stage): number | undefined {
  for (let at = stages.indexOf(stage); at > 0; at--) {
    const floor = policy.confidence[stages[at]!];
    if (floor !== undefined) return floor;
  }
  return undefined;
}

/**
 * What happens with a result at a stage. In audit it is only ever suggested. Later it is carried out, unless the case could
 * not be judged, the outcome hands it to a person anyway, or the confidence is below the policy's floor for the stage.
 */
export function disposition(
  policy: Pick<Policy, "confidence" | "outcomes">,
  stage: Stage,
  decision: Decided,
): Disposition {
  if (stage === "audit")
    return { disposition: "suggest", reason: "In audit, every result is a suggestion; a person decides." };
  const [problem] = decision.problems;
  if (problem) return { disposition: "route", reason: `The case could not be judged: ${problem.message}` };
  if (policy.outcomes[decision.outcome]?.acts !== true) {
    return { disposition: "route", reason: `The outcome ${decision.outcome} hands the case to a person.` };
  }
  const floor = confidenceFloor(policy, stage);
  // Written so that a confidence that is no number is below every floor, as a missing one is.
  if (floor !== undefined && !((decision.confidence ?? 0) >= floor)) {
    const given =
      decision.confidence === undefined
        ? "No confidence was given"
        : `The confidence ${decision.confidence} is too low`;
    return { disposition: "route", reason: `${given}; at the stage ${stage} this policy asks for ${floor}.` };
  }
  return { disposition: "act", reason: `The outcome ${decision.outcome} is carried out at the stage ${stage}.` };
}
