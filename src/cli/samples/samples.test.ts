import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { loadStages } from "../../governance/config/index.ts";
import { decisionRecordSchema } from "../../governance/config/schemas/index.ts";
import { computeEvidence } from "../../governance/evidence.ts";
import { planDemotion, planPromotion } from "../../governance/promotion.ts";
import { decide, loadPolicy } from "../../policy/index.ts";
import { sampleRecords } from "./index.ts";
import { templateSamples } from "./template.ts";

const template = resolve(import.meta.dirname, "../../../policies-template");
const read = (path: string) => readFileSync(resolve(template, path), "utf8");
const committed = (id: string) => read(`policies/${id}/decisions/2026-sample.ndjson`);
const recordsOf = (id: string): Record<string, unknown>[] =>
  committed(id)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const policyOf = (id: string) => loadPolicy(read(`policies/${id}/policy.yaml`)).policy!;
const stages = loadStages(read("governance/stages.yaml")).value!;
const isRecord = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(decisionRecordSchema);

describe("the sample decision records of the template", () => {
  test("are what the generator writes, to the byte", () => {
    const samples = templateSamples(read);
    for (const [path, text] of Object.entries(samples)) {
      // To write them anew: npm run build && node scripts/generate-samples.mjs
      expect(text === read(path), `${path} is what the generator writes`).toBe(true);
    }
  });

  test.each(["mortgage", "accounts-payable"])("of %s are decision records that say they are samples", (id) => {
    const policy = policyOf(id);
    for (const record of recordsOf(id)) {
      expect(isRecord(record), JSON.stringify(isRecord.errors)).toBe(true);
      expect(record.engine).toBe("sample");
      const { outcome, rule, problems } = decide(policy, record.input as Record<string, unknown>, { trace: false });
      expect([outcome, rule, problems]).toEqual([record.outcome, record.rule, []]);
    }
  });

  test("leave the live mortgage policy at its stage: neither promoted nor demoted", () => {
    const policy = policyOf("mortgage");
    const evidence = computeEvidence(recordsOf("mortgage"), {
      policy,
      version: "1.0.0",
      baseline: stages.baseline.mortgage,
    });
    const release = { policy: "mortgage", version: "1.0.0", stage: "assist" } as const;
    const request = { policy: "mortgage", release, releaseText: undefined, stages, evidence };
    expect(planPromotion({ ...request, candidate: "1.0.0" })).toMatchObject({ judgement: { verdict: "inconclusive" } });
    expect(planDemotion(request)).toMatchObject({ kind: "none", judgement: { verdict: "pass" } });
  });

  test("leave accounts payable in audit, fifty decisions short", () => {
    const evidence = computeEvidence(recordsOf("accounts-payable"), {
      policy: policyOf("accounts-payable"),
      version: "1.0.0",
    });
    const plan = planPromotion({
      policy: "accounts-payable",
      release: undefined,
      releaseText: undefined,
      stages,
      candidate: "1.0.0",
      evidence,
    });
    expect(plan).toMatchObject({ kind: "none", reason: expect.stringContaining("50 more would settle it") });
  });

  test("a new version in audit earns its promotion with as many as the gates ask for", () => {
    const policy = policyOf("mortgage");
    const records = sampleRecords({
      policy,
      version: "2.0.0",
      stage: "audit",
      count: 240,
      seed: 3,
      from: new Date("2026-10-01T06:00:00Z"),
      days: 30,
    });
    const evidence = computeEvidence(records, { policy, version: "2.0.0" });
    const release = { policy: "mortgage", version: "1.0.0", stage: "assist" } as const;
    expect(
      planPromotion({ policy: "mortgage", release, releaseText: undefined, stages, candidate: "2.0.0", evidence }),
    ).toMatchObject({ kind: "promotion", to: { version: "2.0.0", stage: "assist" } });
  });

  test("exist for the template's policies only", () => {
    const request = { version: "1.0.0", stage: "audit", count: 1, seed: 1, from: new Date(0), days: 1 } as const;
    expect(() => sampleRecords({ ...request, policy: { ...policyOf("mortgage"), id: "claims" } })).toThrow(
      "not for claims",
    );
  });
});

const real = resolve(import.meta.dirname, "../../../../shared/data/mortgage/decisions.ndjson");

test.skipIf(!existsSync(real))("real mortgage records fit the published schema", () => {
  const lines = readFileSync(real, "utf8").trimEnd().split("\n");
  expect(lines.filter((line) => !isRecord(JSON.parse(line)))).toEqual([]);
  expect(lines).toHaveLength(2380);
});
