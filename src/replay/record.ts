import { Decimal, formatNum } from "../policy/index.ts";
import { beginning } from "../text/index.ts";

/**
 * One decision that was made, as a decision log holds it. Only what a replay reads is named; a record may carry more.
 * Names follow OPA's decision log where it has one (https://www.openpolicyagent.org/docs/management-decision-logs).
 */
export interface DecisionRecord {
  decision_id: string;
  /** What the decision was made on; the values are whatever the log holds, the policy judges their types. */
  input: Record<string, unknown>;
  /** The policy that decided; a record without one belongs to whatever policy is replayed. */
  policy?: string;
  /** ISO 8601, when the decision was made. */
  timestamp?: string;
  /** What was decided, and the id of the rule that decided; null where it was `otherwise`. */
  outcome?: string;
  rule?: string | null;
  /** What a person decided in the end. */
  human_outcome?: string;
  /** How sure the AI was of its reading of the case, 0 to 1. */
  confidence?: number;
  /** Attributes to slice by, which a policy cannot see. */
  segments?: Record<string, unknown>;
  /** JSON pointers into the record, of values that were removed before it was stored. */
  masked?: string[];
}

/**
 * Why a record of a log cannot be replayed: it is not a JSON object, it has no id to name it by, it has no input
 * object, an input that the policy declares was masked out, or it is about another policy. Where two runs are compared: it
 * does not say what was decided, or the other run has no record of that id.
 */
export type NotReplayedReason =
  | "malformed"
  | "no_decision_id"
  | "no_input"
  | "masked"
  | "other_policy"
  | "no_outcome"
  | "unpaired";

export const notReplayedReasons: readonly NotReplayedReason[] = [
  "malformed",
  "no_decision_id",
  "no_input",
  "masked",
  "other_policy",
  "no_outcome",
  "unpaired",
];

/** A line of a log that holds no usable record, and what is wrong with it in words. */
export interface Unusable {
  reason: NotReplayedReason;
  message: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const toNumber = (value: unknown): number | undefined =>
  typeof value === "number" ? value : value instanceof Decimal ? value.toNumber() : undefined;

/** Numbers are ids too, digit for digit: databases count their rows beyond what a double holds. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : value instanceof Decimal ? formatNum(value) : text(value);

/** What a value is that is no record, in words. */
function kindOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(beginning(value));
  if (value === null || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "an array" : "a number";
}

/** The record in a parsed JSON value, or why there is none. Fields that do not have their type are left out. */
export function toRecord(value: unknown): DecisionRecord | Unusable {
  if (!isObject(value))
    return { reason: "malformed", message: `expected a JSON object, one decision record, not ${kindOf(value)}` };
  const id = idOf(value.decision_id);
  if (id === undefined) return { reason: "no_decision_id", message: "decision_id is missing or not a text or number" };
  if (!isObject(value.input)) return { reason: "no_input", message: "input is missing or not an object" };
  return {
    decision_id: id,
    input: value.input,
    policy: text(value.policy),
    timestamp: text(value.timestamp),
    outcome: text(value.outcome),
    rule: text(value.rule) ?? null,
    human_outcome: text(value.human_outcome),
    confidence: toNumber(value.confidence),
    segments: isObject(value.segments) ? value.segments : undefined,
    masked: Array.isArray(value.masked) ? value.masked.filter((pointer) => typeof pointer === "string") : undefined,
  };
}

/** Whether one of a record's masked pointers hides an input of that name, the whole input included. */
export function isMasked(record: DecisionRecord, inputs: ReadonlySet<string>): boolean {
  return (record.masked ?? []).some((pointer) => {
    const [root, name] = pointer.split("/").slice(1);
    if (root !== "input") return false;
    // RFC 6901 escapes "~" as ~0 and "/" as ~1.
    return name === undefined || inputs.has(name.replaceAll("~1", "/").replaceAll("~0", "~"));
  });
}
