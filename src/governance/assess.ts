import { type Policy, parseJsonExact } from "../policy/index.ts";
import type { Baseline, Release, Stages } from "./config/index.ts";
import { computeEvidence, type Evidence } from "./evidence.ts";
import { type Move, planDemotion, planPromotion, presentStage, type Stay } from "./promotion.ts";

/** What the records say about a policy, and what follows for its stage. */
export interface Assessment {
  policy: Policy;
  release: Release | undefined;
  /** The newest version. */
  candidate: string;
  /** Of the candidate. */
  evidence: Evidence;
  baseline: Baseline | undefined;
  promotion: Move | Stay;
  /** Where something is live. */
  demotion: Move | Stay | undefined;
}

export interface AssessmentRequest {
  policy: Policy;
  candidate: string;
  release: Release | undefined;
  /** release.yaml as it is. */
  releaseText: string | undefined;
  stages: Stages;
  /** The decision records, as parsed; it is gone through once for each version. */
  records: () => Iterable<unknown>;
}

/**
 * Measures a policy and plans its next move; the bot proposes what `countersign evidence` shows. A demotion looks at what
 * was decided at the live stage alone, so that a good time before does not hide a bad one now; a promotion at what was decided
 * since the version last came down.
 */
export function assess({ policy, candidate, release, releaseText, stages, records }: AssessmentRequest): Assessment {
  const baseline = stages.baseline[policy.id];
  const request = { policy: policy.id, release, releaseText, stages };
  const present = presentStage(release, candidate);
  const evidence = computeEvidence(records(), { policy, version: candidate, baseline, present });
  const live = release && release.stage !== "audit" ? release : undefined;
  const measured = live && computeEvidence(records(), { policy, version: live.version, baseline, stage: live.stage });
  return {
    policy,
    release,
    candidate,
    evidence,
    baseline,
    promotion: planPromotion({ ...request, candidate, evidence }),
    demotion: measured && planDemotion({ ...request, evidence: measured }),
  };
}

/**
 * The records in newline-delimited JSON. A line that is not JSON comes as its text, so that whoever counts can count it.
 */
export function* recordsIn(text: string): Generator<unknown> {
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    if (line.trim() !== "") yield parsed(line);
  }
}

function parsed(line: string): unknown {
  try {
    return parseJsonExact(line);
  } catch {
    return line;
  }
}
