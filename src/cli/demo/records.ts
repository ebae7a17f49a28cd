import { loadPolicy, type Stage } from "../../policy/index.ts";
import { sampleRecords, toNdjson } from "../samples/index.ts";

/** Where the template keeps its sample records of the mortgage policy, by which changes are replayed. */
export const SAMPLES = "policies/mortgage/decisions/2026-sample.ndjson";

/** What a batch of invented records should look like. */
export interface Batch {
  version: string;
  stage: Stage;
  count: number;
  /** The same seed gives the same records. */
  seed: number;
}

/**
 * Sample records of one version of a template policy, as NDJSON.
 * @param text the policy.yaml of that version
 */
export function batch(text: string, { version, stage, count, seed }: Batch): string {
  const { policy, findings } = loadPolicy(text);
  if (!policy) throw new Error(`The policy cannot be read: ${findings[0]?.message}`);
  const from = new Date("2026-10-01T08:00:00Z");
  return toNdjson(sampleRecords({ policy, version, stage, count, seed, from, days: 45 }));
}
