import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonExact } from "../policy/index.ts";
import { computeEvidence, type EvidenceRequest } from "./evidence.ts";
import { evidenceFigures } from "./evidence-figures.ts";

const policy = {
  id: "mortgage",
  outcomes: { approve: { acts: true }, deny: { acts: false } },
  confidence: { assist: 0.9 },
};

/** A decision at audit that an officer confirmed; each test changes what it is about. */
let next = 0;
const record = (changes: Record<string, unknown> = {}) => ({
  decision_id: `d-${next++}`,
  timestamp: "2026-03-01T09:00:00Z",
  policy: "mortgage",
  version: "1.1.0",
  stage: "audit",
  input: {},
  confidence: 0.97,
  outcome: "approve",
  human_outcome: "approve",
  human_by: "olga",
  handling_ms: 60_000,
  cost: 10,
  ...changes,
});
const many = (count: number, changes: Record<string, unknown> = {}) =>
  Array.from({ length: count }, () => record(changes));

const evidence = (records: unknown[], request: Partial<EvidenceRequest> = {}) =>
  computeEvidence(records, { policy, version: "1.1.0", ...request });

const value = (records: unknown[], figure: string, request: Partial<EvidenceRequest> = {}) =>
  evidence(records, request).figures[figure]!.value;

describe("which records count", () => {
  test("only those of exactly this version; each other one is named with its reason", () => {
    const { counted, leftOut } = evidence([
      ...many(3),
      ...many(2, { version: "1.0.0" }),
      record({ version: undefined }),
      record({ policy: "claims" }),
      "not a record",
      { input: {} },
      null,
    ]);
    expect(counted).toBe(3);
    expect(leftOut).toEqual({ "another version": 2, "no version": 1, "another policy": 1, "not a record": 3 });
  });

  test("a record that does not say its policy belongs to the one it lies with", () => {
    expect(evidence([record({ policy: undefined })]).counted).toBe(1);
  });

  test("a decision logged again, after a person decided, counts once and as it was last", () => {
    const first = record({ human_outcome: undefined });
    const { counted, leftOut, figures } = evidence([first, { ...first, human_outcome: "deny" }]);
    expect(counted).toBe(1);
    expect(leftOut).toEqual({ "logged again later": 1 });
    expect(figures.accuracy!.value).toBe(0);
  });

  test("numbers of any length are ids, each its own", () => {
    const ids = ["9007199254740992", "9007199254740993", "12345678901234567890"].map((id) => parseJsonExact(id));
    expect(evidence(ids.map((decision_id) => record({ decision_id }))).counted).toBe(3);
  });

  test("a time without an offset is UTC, wherever it is read", () => {
    const { TZ } = process.env;
    process.env.TZ = "America/New_York";
    try {
      const at = new Date("2026-03-01T09:00:00Z");
      expect(evidence([record({ timestamp: "2026-03-01T09:00:00" })]).period).toEqual({ from: at, to: at });
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  test("only those of one stage, where that is asked", () => {
    const records = [...many(2, { stage: "assist" }), record()];
    expect(evidence(records, { stage: "assist" })).toMatchObject({ counted: 2, leftOut: { "another stage": 1 } });
  });

  test("whatever comes, every record is counted or left out", () => {
    const any = fc.oneof(
      fc.anything(),
      fc.record({
        decision_id: fc.constantFrom("a", "b", 3, ""),
        version: fc.constantFrom("1.1.0", "x", null),
        outcome: fc.anything(),
        confidence: fc.anything(),
        cost: fc.anything(),
        handling_ms: fc.anything(),
        timestamp: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(fc.array(any), (records) => {
        const { counted, leftOut, figures } = evidence(records);
        expect(counted + Object.values(leftOut).reduce((a, b) => a + b, 0)).toBe(records.length);
        for (const figure of Object.values(figures)) {
          expect(figure.value === null || Number.isFinite(figure.value)).toBe(true);
        }
      }),
    );
  });
});

describe("being right", () => {
  const records = [
    ...many(18),
    ...many(2, { human_outcome: "deny" }),
    ...many(5, { outcome: "deny", human_outcome: "approve" }),
    ...many(4, { human_outcome: undefined }),
  ];

  test("compares what acts with what people decided; a case left to a person cannot be wrong", () => {
    const { figures } = evidence(records);
    expect(figures.compared!.value).toBe(20);
    expect(figures.accuracy!.value).toBe(0.9);
    expect(figures.accuracy!.sample).toMatchObject({ hits: 18, total: 20 });
    // Clopper–Pearson for 18 of 20.
    expect(figures.accuracy_lower95!.value).toBeCloseTo(0.683, 3);
    expect(figures.accuracy_upper95!.value).toBeCloseTo(0.9877, 4);
    expect(figures.error_rate!.value).toBeCloseTo(0.1, 12);
  });

  test("and with how often people were wrong before", () => {
    expect(value(records, "error_ratio", { baseline: { error_rate: 0.05 } })).toBeCloseTo(2, 12);
    const { figures } = evidence(records);
    expect(figures.error_ratio).toMatchObject({
      value: null,
      missing: "stages.yaml has no baseline error_rate above 0 for this policy",
    });
  });
});

test("exceptions are what a person has to decide: outcomes that hand over, and too little confidence", () => {
  const records = [
    ...many(6),
    ...many(2, { outcome: "deny" }),
    record({ confidence: 0.5 }),
    record({ confidence: undefined }),
  ];
  expect(value(records, "exception_share")).toBe(0.4);
});

describe("the audit trail", () => {
  test.each([
    ["a suggestion that a person decided and signed", {}, 1],
    ["a suggestion that nobody signed", { human_by: undefined }, 0],
    ["a suggestion that is not decided yet", { human_outcome: undefined }, 0],
    [
      "a routine case on which the policy acted alone",
      { stage: "assist", human_outcome: undefined, human_by: undefined },
      1,
    ],
    ["a case it was unsure of, with nobody's name", { stage: "assist", confidence: 0.2, human_by: undefined }, 0],
    ["a denial that no person signed", { stage: "automate", outcome: "deny", human_outcome: undefined }, 0],
    ["a record without its stage", { stage: undefined }, 0],
    ["a record without its time", { timestamp: "yesterday" }, 0],
    ["an outcome that the policy does not know", { outcome: "refer" }, 0],
  ])("%s", (_, changes, passes) => {
    expect(value([record(changes)], "audit_pass_rate")).toBe(passes);
  });
});

describe("business figures", () => {
  const records = [
    ...[1000, 3000, 2000, 100_000].map((handling_ms) => record({ handling_ms, cost: 2 })),
    record({ handling_ms: -5, cost: "free", timestamp: "2026-03-31T09:00:00Z" }),
  ];

  test("the median handling time and the mean cost, beside the manual baseline", () => {
    const baseline = { handling_ms: 5000, cost: 8 };
    expect(value(records, "handling_ms")).toBe(2500);
    expect(value(records, "handling_ratio", { baseline })).toBe(0.5);
    expect(value(records, "cost")).toBe(2);
    expect(value(records, "cost_ratio", { baseline })).toBe(0.25);
  });

  test("the period that the records cover", () => {
    const { figures, period } = evidence(records);
    expect(figures.period_days!.value).toBe(30);
    expect(period).toEqual({ from: new Date("2026-03-01T09:00:00Z"), to: new Date("2026-03-31T09:00:00Z") });
  });

  test("numbers that are kept exact count too", () => {
    const exact = parseJsonExact('{"decision_id":"x","version":"1.1.0","cost":1.00000000000000000001}');
    expect(value([exact], "cost")).toBe(1);
  });
});

test("what is measured is exactly what gates can name, with or without records", () => {
  expect(Object.keys(evidence([]).figures)).toEqual(evidenceFigures);
  expect(Object.keys(evidence(many(3)).figures)).toEqual(evidenceFigures);
  expect(evidence([]).figures.decisions!.value).toBe(0);
  expect(evidence([]).figures.accuracy!.missing).toBe("there are no acting decisions that a person decided too");
});
