import { loadPolicy } from "../../policy/index.ts";
import { sampleRecords, toNdjson } from "./index.ts";

/**
 * The sample decision records of the template: file → text. The live mortgage policy is in assist with too few decisions
 * for more; accounts payable is in audit, fifty decisions short of going live.
 *
 * @param read the text of a file of the template
 */
export function templateSamples(read: (path: string) => string): Record<string, string> {
  const from = new Date("2026-08-03T06:00:00Z");
  const samples = [
    { id: "mortgage", stage: "assist", count: 400, seed: 1 },
    { id: "accounts-payable", stage: "audit", count: 150, seed: 2 },
  ] as const;
  return Object.fromEntries(
    samples.map(({ id, stage, count, seed }) => {
      const { policy, findings } = loadPolicy(read(`policies/${id}/policy.yaml`));
      if (!policy) throw new Error(`policies/${id}/policy.yaml: ${findings[0]?.message}`);
      const records = sampleRecords({ policy, version: "1.0.0", stage, count, seed, from, days: 60 });
      return [`policies/${id}/decisions/2026-sample.ndjson`, toNdjson(records)];
    }),
  );
}
