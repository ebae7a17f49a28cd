import type { Stage } from "../../policy/index.ts";
import type { RecordedChange } from "../approvals/recorded-change.ts";

/** A merged pull request, as the ledger has it. */
export interface PastChange {
  pull: number;
  /** When it was merged, ISO 8601 in UTC. */
  at: string;
  /** What it did, in one sentence. */
  says: string;
  /** By approval, by broken glass, or past every approval. */
  happened: "approved" | "glass" | "bypass";
  /** Who answered for it as Accountable, or broke the glass, or merged it unapproved. */
  by: string[];
  /** What was judged; absent in records made before it was kept, and where nothing was judged. */
  change: RecordedChange | undefined;
  moves: PastMove[];
  replay: PastReplay | undefined;
}

/** A promotion or demotion that was merged. */
export interface PastMove {
  policy: string;
  kind: "promotion" | "demotion";
  version: string;
  /** The stage it went to. */
  stage: Stage;
  /** Figures of the evidence; absent in records made before they were kept. */
  evidence: Record<string, number | null> | undefined;
}

/** The replay test of a policy change that was merged. */
export interface PastReplay {
  policies: string[];
  flips: number;
  toward_human: number;
  away_from_human: number;
}
