import type { Work } from "../governance/approvals/contributors.ts";
import type { RecordedChange } from "../governance/approvals/recorded-change.ts";

/** The branch that holds the ledger. A branch, because rulesets can protect it and every clone fetches it. */
export const LEDGER_REF = "refs/heads/governance-log";

export type RecordKind =
  | "adoption"
  | "change"
  | "promotion"
  | "demotion"
  | "rollback"
  | "bypass"
  | "exception-opened"
  | "exception-resolved"
  | "hold"
  | "hold-lifted"
  | "answer"
  | "objection"
  | "objection-withdrawn"
  | "break-glass"
  | "break-glass-settled";

/** Who took part in an approved change, for one activity of the RACI chart. Names are GitHub logins. */
export interface RecordedActivity {
  activity: string;
  policy?: string;
  responsible: string[];
  accountable: string[];
  consulted: string[];
  informed: string[];
}

/** What the replay test said when the change was merged. */
export interface RecordedReplay {
  verdict: "pass" | "fail" | "inconclusive";
  decisions: number;
  flips: number;
  toward_human: number;
  away_from_human: number;
  flips_digest?: string;
}

/**
 * One governance event, one entry of the ledger: `schemas/ledger-record.schema.json` describes it for readers.
 * Made from GitHub's own state and times alone, so that writing it again gives the same bytes.
 */
export interface LedgerRecord {
  schema: "countersign-ledger/v1";
  /** Where the record is kept, `records/<id>.json`; the same event has the same id however often it is seen. */
  id: string;
  kind: RecordKind;
  /** When it happened on GitHub, ISO 8601 in UTC. */
  at: string;
  /** What happened, in one sentence for an auditor. */
  sentence: string;
  policy?: string;
  version?: string;
  /** SemVer class of the change that made the version. */
  class?: "patch" | "minor" | "major";
  stage?: string;
  /** The commit on the default branch that this is about. */
  commit?: string;
  pull?: number;
  issue?: number;
  /** Login of whoever caused the event. */
  by?: string;
  because?: string;
  activities?: RecordedActivity[];
  replay?: RecordedReplay;
  /** Figures that carried the decision, e.g. the evidence of a promotion. */
  evidence?: Record<string, number | null>;
  files?: string[];
  outcome?: string;
  /** Digest of the governed content that the event is about, where it holds for that content only. */
  content?: string;
  /** Digest of the flips that the replay test had shown by then. */
  flips?: string;
  /** Until when an account of the event is owed, ISO 8601 in UTC. */
  due?: string;
  /** Login of whoever let the change through on their own authority. */
  broke_glass?: string;
  /** Of a bypass: who did what of the change, as far as GitHub tells. */
  work?: Work;
  /** Of a merge: what was judged, so that other rules can be tried on it. */
  change?: RecordedChange;
}

/** The path of a record in the ledger's tree. */
export function pathOf(id: string): string {
  return `records/${id}.json`;
}

/** The bytes of a record: keys in the order of the interface, two spaces, a newline at the end. */
export function serialise(record: LedgerRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
