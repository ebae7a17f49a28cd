import { stages as ladder } from "../../policy/index.ts";
import type { Figures, Unit } from "../../replay/figure.ts";
import { type Judgement, judgeGates, type Verdict } from "../../replay/gates.ts";
import { type EarnedStage, type Gates, type Stages, stayingGates } from "../config/index.ts";
import type { PastChange, PastMove, PastReplay } from "./past.ts";

/** A gated event of the past under the gates of today and those that are tried. */
export interface SimulatedGates {
  pull: number;
  at: string;
  kind: "promotion" | "demotion" | "replay";
  /** What was gated, e.g. `mortgage 1.2.0 to assist`. */
  of: string;
  /** Null where there are no rules of today that can be read. */
  today: GateVerdict | null;
  proposed: GateVerdict;
  differs: boolean;
}

export interface GateVerdict {
  /** `unknown`: the ledger holds none of the figures that would decide it. */
  verdict: Verdict | "unknown";
  /** Why it does not pass, gate by gate; empty where it does. */
  why: string[];
}

/**
 * Tries gates on what the ledger holds of past promotions, demotions and replay tests, as far as it does. A demotion stands
 * where its stage's gates fail. Figures against the baseline are taken as they were measured then.
 */
export function simulateStages(past: PastChange[], today: Stages | undefined, proposed: Stages): SimulatedGates[] {
  return past.flatMap((change) => [
    ...change.moves.map((move) =>
      simulated(change, move.kind, wordsOf(move), today, proposed, gatesOf(move), move.evidence),
    ),
    ...(change.replay
      ? [
          simulated(
            change,
            "replay",
            change.replay.policies.join(", "),
            today,
            proposed,
            ({ replay }) => replay.gates,
            replayFigures(change.replay),
          ),
        ]
      : []),
  ]);
}

function simulated(
  { pull, at }: PastChange,
  kind: SimulatedGates["kind"],
  of: string,
  today: Stages | undefined,
  proposed: Stages,
  gates: (stages: Stages) => Gates,
  figures: Record<string, number | null> | undefined,
): SimulatedGates {
  const [before, after] = [today ? tried(gates(today), figures) : null, tried(gates(proposed), figures)];
  return {
    pull,
    at,
    kind,
    of,
    today: before,
    proposed: after,
    differs: before !== null && before.verdict !== after.verdict,
  };
}

/** Gates on figures that were not recorded decide nothing; if another gate fails, that decides. */
function tried(gates: Gates, recorded: Record<string, number | null> | undefined): GateVerdict {
  if (!recorded) return { verdict: "unknown", why: ["Its figures were not recorded."] };
  const known = Object.entries(gates).filter(([figure]) => Object.hasOwn(recorded, figure));
  const missing = Object.keys(gates).filter((figure) => !Object.hasOwn(recorded, figure));
  const judgement = judgeGates(figuresOf(recorded), Object.fromEntries(known));
  if (judgement.verdict === "pass" && missing.length > 0) {
    return { verdict: "unknown", why: [`Not recorded: ${missing.join(", ")}.`] };
  }
  return { verdict: judgement.verdict, why: reasons(judgement) };
}

const reasons = ({ gates }: Judgement): string[] =>
  gates.filter(({ verdict }) => verdict !== "pass").map(({ reason }) => reason);

/** The gates that a move was, or would be, proposed by: of the stage it earned, or of the one it no longer kept. */
function gatesOf({ kind, stage }: PastMove): (stages: Stages) => Gates {
  if (kind === "promotion") return (stages) => stages.promotions[stage as EarnedStage]?.gates ?? {};
  const above = ladder[ladder.indexOf(stage) + 1] as EarnedStage | undefined;
  return (stages) => (above ? stayingGates(stages, above) : {});
}

const wordsOf = ({ policy, version, stage }: PastMove): string => `${policy} ${version} to ${stage}`;

/** Of a test of several policies only the sum is recorded, while gates are tried on each. */
function replayFigures({ policies, flips, toward_human, away_from_human }: PastReplay) {
  if (policies.length !== 1) return undefined;
  return { flips, toward_human, away_from_human, neither: flips - toward_human - away_from_human };
}

/** The ledger has values only: what is a share and what a count is told by the name, as in docs/governance.md. */
function figuresOf(recorded: Record<string, number | null>): Figures {
  return Object.fromEntries(
    Object.entries(recorded).map(([name, value]) => {
      const says = name.replaceAll("_", " ");
      return [name, { value, unit: unitOf(name), says, ...(value === null ? { missing: "it was not measured" } : {}) }];
    }),
  );
}

function unitOf(name: string): Unit {
  if (name.endsWith("_ratio")) return "ratio";
  if (name === "handling_ms") return "ms";
  if (name === "cost") return "money";
  if (name === "period_days") return "days";
  return /^(decisions|compared|flips|toward_human|away_from_human|neither)$/.test(name) ? "count" : "share";
}
