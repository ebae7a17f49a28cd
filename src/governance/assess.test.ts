import { expect, test } from "vitest";
import { loadPolicy, type Stage } from "../policy/index.ts";
import { type Assessment, assess } from "./assess.ts";
import type { Release, Stages } from "./config/index.ts";
import { computeEvidence } from "./evidence.ts";

const { policy } = loadPolicy(`policy: claims
inputs: {amount: {type: number}}
outcomes: {pay: {acts: true}, refer: {acts: false}}
rules: [{id: small, when: {amount: "< 100"}, then: pay}]
otherwise: refer
`);

const gates = { decisions: ">= 100", accuracy_lower95: ">= 0.9" };
const stages: Stages = {
  promotions: { assist: { gates }, automate: { gates }, optimize: { gates: { decisions: ">= 10000" } } },
  demotions: {},
  replay: { gates: {} },
  baseline: {},
  exceptions: { sla: { high: "P1D", normal: "P3D", low: "P9D" }, escalate_to: "compliance", kinds: {} },
  decisions: [],
};

let day = 0;
const log: object[] = [];

/** A hundred and fifty decisions of a day at a stage, of which people confirmed so many. */
function decide(stage: Stage, right: number): void {
  day++;
  for (let i = 0; i < 150; i++)
    log.push({
      decision_id: `${day}-${i}`,
      timestamp: new Date(Date.UTC(2026, 0, day, 8, i)).toISOString(),
      version: "1.0.0",
      stage,
      outcome: "pay",
      human_outcome: i < right ? "pay" : "refer",
      human_by: "olga",
    });
}

const now = (stage: Release["stage"] | undefined): Assessment =>
  assess({
    policy: policy!,
    candidate: "1.0.0",
    release: stage && { policy: "claims", version: "1.0.0", stage },
    releaseText: undefined,
    stages,
    records: () => log,
  });

test("a version that was taken down is not brought back up by the good time before", () => {
  decide("audit", 148);
  expect(now(undefined).promotion).toMatchObject({ kind: "promotion", to: { stage: "assist" } });
  decide("assist", 148);
  expect(now("assist").promotion).toMatchObject({ kind: "promotion", to: { stage: "automate" } });

  // There, something has changed in the world.
  decide("automate", 122);
  expect(now("automate").demotion).toMatchObject({ kind: "demotion", to: { stage: "assist" } });

  // All that it ever decided would still pass; it was that which was taken down.
  const ever = computeEvidence(log, { policy: policy!, version: "1.0.0" });
  expect(ever.figures.accuracy_lower95!.value).toBeGreaterThan(0.9);
  const down = now("assist");
  expect(down.promotion).toMatchObject({ kind: "none", reason: expect.stringContaining("Not yet at automate") });
  expect(down.evidence).toMatchObject({ counted: 0, leftOut: { "before it came down": 450 } });

  // A decision that was made before and arrives late is still one from before.
  log.push({ ...log.find((record) => "stage" in record && record.stage === "assist"), decision_id: "late" });
  expect(now("assist").evidence.counted).toBe(0);

  decide("assist", 148);
  expect(now("assist").promotion).toMatchObject({ kind: "promotion", to: { stage: "automate" } });
  expect(now("assist").evidence).toMatchObject({ counted: 150, leftOut: { "before it came down": 451 } });
});

test("nor one that was rolled back: what it decides in audit has to show it anew", () => {
  expect(now(undefined).promotion).toMatchObject({ kind: "none" });
  decide("audit", 148);
  expect(now(undefined).promotion).toMatchObject({ kind: "promotion", to: { stage: "assist" } });
});
