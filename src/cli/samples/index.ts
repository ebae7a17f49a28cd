import { decide, type Policy, type Stage } from "../../policy/index.ts";
import { accountsPayable } from "./accounts-payable.ts";
import { mortgage } from "./mortgage.ts";
import { type Random, seededRandom } from "./random.ts";
import type { Trade } from "./trade.ts";

const trades: Record<string, Trade> = { mortgage, "accounts-payable": accountsPayable };

export interface SampleRequest {
  policy: Policy;
  version: string;
  stage: Stage;
  count: number;
  seed: number;
  from: Date;
  /** How many days the records are spread over. */
  days: number;
}

/**
 * Invented decision records of one of the template's policies: what the policy decides on invented cases at a stage, and what
 * invented people make of it. The same request always gives the same records; each says `"engine": "sample"`.
 *
 * @throws Error for a policy that is not the template's
 */
export function sampleRecords(request: SampleRequest): Record<string, unknown>[] {
  const trade = trades[request.policy.id];
  if (!trade)
    throw new Error(`there are samples for ${Object.keys(trades).join(" and ")}, not for ${request.policy.id}`);
  const random = seededRandom(request.seed);
  const step = (request.days * 86_400_000) / request.count;
  return Array.from({ length: request.count }, (_, index) => {
    const at = new Date(request.from.getTime() + Math.floor((index + random.next()) * step));
    return sampleRecord(request, trade, random, index, at);
  });
}

function sampleRecord(
  { policy, version, stage, seed }: SampleRequest,
  trade: Trade,
  random: Random,
  index: number,
  at: Date,
) {
  const input = trade.input(random);
  const confidence = random.chance(0.85)
    ? random.normal(0.985, 0.006, { min: 0.96, max: 0.999, decimals: 3 })
    : random.normal(0.86, 0.06, { min: 0.55, max: 0.96, decimals: 3 });
  const decision = decide(policy, input, { confidence, stage, trace: false });
  const alone = decision.disposition === "act";
  const human = trade.judge(random, input, decision);
  const checked = random.chance(trade.checked);
  const handling = random.around(alone ? trade.handlingMs.alone : trade.handlingMs.person, 2);
  const decidedAt = new Date(at.getTime() + (alone ? 86_400_000 : handling));
  const person =
    !alone || checked
      ? { human_outcome: human, human_by: random.pick(trade.people), human_at: decidedAt.toISOString() }
      : {};
  return {
    decision_id: `${trade.prefix}-${version}-${seed}-${String(index + 1).padStart(5, "0")}`,
    timestamp: at.toISOString(),
    policy: policy.id,
    version,
    stage,
    input,
    confidence,
    outcome: decision.outcome,
    rule: decision.rule,
    ...person,
    handling_ms: handling,
    cost: alone ? trade.cost.alone : trade.cost.person,
    segments: trade.segments(random),
    sequence: index + 1,
    engine: "sample",
  };
}

/** One record a line. */
export function toNdjson(records: Record<string, unknown>[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
