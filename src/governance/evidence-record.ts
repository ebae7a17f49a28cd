import { Decimal, type Stage, stages } from "../policy/index.ts";
import { idOf } from "../replay/record.ts";
import { timestampOf } from "../replay/timestamp.ts";

/** What of a decision record evidence needs. A value of the wrong type is no value. */
export interface EvidenceRecord {
  id: string;
  policy: string | undefined;
  version: string | undefined;
  stage: Stage | undefined;
  /** Milliseconds since 1970. */
  at: number | undefined;
  outcome: string | undefined;
  /** 0 to 1. */
  confidence: number | undefined;
  humanOutcome: string | undefined;
  humanBy: string | undefined;
  handlingMs: number | undefined;
  cost: number | undefined;
}

/** The record in a parsed value; undefined when it is not an object with an id. */
export function readEvidenceRecord(value: unknown): EvidenceRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const id = idOf(record.decision_id);
  if (id === undefined) return undefined;
  const at = timestampOf(text(record.timestamp) ?? "");
  return {
    id,
    policy: text(record.policy),
    version: text(record.version),
    stage: stages.find((stage) => stage === record.stage),
    at: Number.isNaN(at) ? undefined : at,
    outcome: text(record.outcome),
    confidence: amount(record.confidence),
    humanOutcome: text(record.human_outcome),
    humanBy: text(record.human_by),
    handlingMs: amount(record.handling_ms),
    cost: amount(record.cost),
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** A number that is not negative; exact decimals as doubles, which is fine for times and averages. */
function amount(value: unknown): number | undefined {
  const number = value instanceof Decimal ? value.toNumber() : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}
