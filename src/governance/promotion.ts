import { stages as ladder, type Stage } from "../policy/index.ts";
import { type Judgement, judgeGates } from "../replay/gates.ts";
import { type Baseline, type EarnedStage, type Release, type Stages, stayingGates } from "./config/index.ts";
import type { Evidence } from "./evidence.ts";
import { moveWords } from "./promotion-words.ts";
import { writeRelease } from "./release.ts";

/** A move of a policy along the ladder, as a pull request proposes it: the whole of release.yaml, and the words for it. */
export interface Move {
  kind: "promotion" | "demotion";
  /** Undefined: nothing was live. */
  from: Release | undefined;
  to: Release;
  judgement: Judgement;
  /** The new release.yaml. */
  text: string;
  title: string;
  /** Markdown. */
  body: string;
}

/** Why nothing moves; with the judgement where evidence was judged. */
export interface Stay {
  kind: "none";
  reason: string;
  judgement?: Judgement;
}

export interface MoveRequest {
  policy: string;
  /** release.yaml as it is; undefined: nothing is live. */
  release: Release | undefined;
  releaseText: string | undefined;
  stages: Stages;
}

/** The stage that a version is at. One that is not live is in audit. */
export const presentStage = (release: Pick<Release, "version" | "stage"> | undefined, version: string): Stage =>
  release?.version === version ? release.stage : "audit";

/**
 * Whether the newest version of a policy has shown what one more stage needs: audit → assist → automate → optimize. A
 * version that is not live is in audit; its first promotion makes it live, at assist. Nothing is promoted during a hold.
 *
 * @param request.candidate the newest version on the default branch
 * @param request.evidence of that version, since it came to the stage that it is at
 */
export function planPromotion(request: MoveRequest & { candidate: string; evidence: Evidence }): Move | Stay {
  const { policy, release, candidate, evidence, stages } = request;
  if (release?.hold) {
    return { kind: "none", reason: `Held by ${release.hold.by}: ${release.hold.because}` };
  }
  const present = presentStage(release, candidate);
  const next = ladder[ladder.indexOf(present) + 1] as EarnedStage | undefined;
  if (!next) return { kind: "none", reason: `${policy} ${candidate} is at ${present}, the highest stage.` };
  if (evidence.version !== candidate) {
    return { kind: "none", reason: `The evidence is of ${evidence.version}, not of ${candidate}.` };
  }
  const judgement = judgeGates(evidence.figures, stages.promotions[next].gates);
  if (judgement.verdict !== "pass") return { kind: "none", reason: waiting(judgement, next), judgement };
  return move("promotion", request, { policy, version: candidate, stage: next }, judgement);
}

/**
 * Whether the live version no longer shows what its stage asks for. Only gates that certainly fail count, and only once
 * there are as many decisions as the gates ask for: a bad morning is no trend.
 *
 * @param request.evidence of the live version at its stage
 */
export function planDemotion(request: MoveRequest & { evidence: Evidence }): Move | Stay {
  const { policy, release, evidence, stages } = request;
  if (!release || release.stage === "audit") return { kind: "none", reason: `Nothing of ${policy} is live.` };
  if (evidence.version !== release.version) {
    return { kind: "none", reason: `The evidence is of ${evidence.version}, not of ${release.version}.` };
  }
  const judgement = judgeGates(evidence.figures, stayingGates(stages, release.stage));
  const tooFew = judgement.gates.find(({ figure, verdict }) => figure === "decisions" && verdict !== "pass");
  if (judgement.verdict !== "fail" || tooFew) {
    return {
      kind: "none",
      reason: tooFew?.reason ?? `${policy} still shows what ${release.stage} asks for.`,
      judgement,
    };
  }
  const lower = ladder[ladder.indexOf(release.stage) - 1]!;
  return move("demotion", request, { ...release, stage: lower }, judgement);
}

function move(
  kind: Move["kind"],
  request: MoveRequest & { evidence: Evidence },
  to: Release,
  judgement: Judgement,
): Move {
  const { release: from, releaseText, evidence, stages } = request;
  const baseline: Baseline | undefined = stages.baseline[to.policy];
  return {
    kind,
    from,
    to,
    judgement,
    text: writeRelease(releaseText, to),
    ...moveWords({ kind, from, to, judgement, evidence, baseline }),
  };
}

function waiting({ gates }: Judgement, next: Stage): string {
  const open = gates.filter(({ verdict }) => verdict !== "pass").map(({ reason }) => reason);
  return `Not yet at ${next}: ${open.join(" ")}`;
}
