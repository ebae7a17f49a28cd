import { describe, expect, test } from "vitest";
import type { Release, Stages } from "./config/index.ts";
import { computeEvidence } from "./evidence.ts";
import { type Move, planDemotion, planPromotion } from "./promotion.ts";

const policy = { id: "mortgage", outcomes: { approve: { acts: true }, deny: { acts: false } }, confidence: {} };

const stages: Stages = {
  promotions: {
    assist: { gates: { decisions: ">= 100", accuracy_lower95: ">= 0.9" } },
    automate: { gates: { decisions: ">= 200", accuracy_lower95: ">= 0.93" } },
    optimize: { gates: { decisions: ">= 10000" } },
  },
  demotions: { assist: { gates: { decisions: ">= 50", accuracy: ">= 0.85" } } },
  replay: { gates: {} },
  baseline: {
    mortgage: { handling_ms: 600_000, cost: 60, error_rate: 0.06, audit_pass_rate: 0.93, measured: "2025, by @ada" },
  },
  exceptions: { sla: { high: "P1D", normal: "P3D", low: "P9D" }, escalate_to: "compliance", kinds: {} },
  decisions: [],
};

/** Evidence of `total` decisions, of which people confirmed `right`. */
function evidence(version: string, right: number, total: number) {
  const records = Array.from({ length: total }, (_, index) => ({
    decision_id: `d-${index}`,
    version,
    stage: "audit",
    timestamp: new Date(Date.UTC(2026, 2, 1, index)).toISOString(),
    outcome: "approve",
    human_outcome: index < right ? "approve" : "deny",
    human_by: "olga",
    handling_ms: 300_000,
    cost: 20,
  }));
  return computeEvidence(records, { policy, version, baseline: stages.baseline.mortgage });
}

const live = (version: string, stage: Release["stage"]): Release => ({ policy: "mortgage", version, stage });
const fileOf = ({ version, stage }: Release) =>
  `# Ours.\npolicy: mortgage\nversion: ${version}\nstage: ${stage} # see stages.yaml\n`;

const promote = (release: Release | undefined, candidate: string, right: number, total: number) =>
  planPromotion({
    policy: "mortgage",
    release,
    releaseText: release && fileOf(release),
    stages,
    candidate,
    evidence: evidence(candidate, right, total),
  });

const demote = (release: Release | undefined, right: number, total: number) =>
  planDemotion({
    policy: "mortgage",
    release,
    releaseText: release && fileOf(release),
    stages,
    evidence: evidence(release?.version ?? "1.0.0", right, total),
  });

describe("a promotion", () => {
  test("makes a version live at assist, first of all", () => {
    const plan = promote(undefined, "1.0.0", 195, 200) as Move;
    expect(plan).toMatchObject({
      kind: "promotion",
      title: "Promote mortgage 1.0.0 to assist",
      to: live("1.0.0", "assist"),
      text: "policy: mortgage\nversion: 1.0.0\nstage: assist\n",
    });
  });

  test("goes one stage up, and changes nothing else of the file", () => {
    expect(promote(live("1.0.0", "assist"), "1.0.0", 295, 300)).toMatchObject({
      to: live("1.0.0", "automate"),
      text: "# Ours.\npolicy: mortgage\nversion: 1.0.0\nstage: automate # see stages.yaml\n",
    });
  });

  test("puts a newer version in the place of the live one, at assist, whatever stage that had", () => {
    const plan = promote(live("1.0.0", "automate"), "2.0.0", 195, 200) as Move;
    expect(plan.to).toEqual(live("2.0.0", "assist"));
    expect(plan.body).toContain("It takes the place of 1.0.0, which is live at *automate*.");
  });

  test("waits while there are too few decisions, and says how many more", () => {
    const plan = promote(undefined, "1.0.0", 60, 60);
    expect(plan).toMatchObject({ kind: "none", judgement: { verdict: "inconclusive" } });
    expect((plan as { reason: string }).reason).toBe(
      "Not yet at assist: The number of decisions is 60 so far; the gate asks for at least 100. 40 more would settle it.",
    );
  });

  test("does not happen on failing evidence, during a hold, or past the top", () => {
    expect(promote(undefined, "1.0.0", 100, 200)).toMatchObject({ kind: "none", judgement: { verdict: "fail" } });
    const held = { ...live("1.0.0", "assist"), hold: { by: "omar", because: "denials doubled" } };
    expect(promote(held, "2.0.0", 300, 300)).toEqual({ kind: "none", reason: "Held by omar: denials doubled" });
    expect(promote(live("1.0.0", "optimize"), "1.0.0", 300, 300)).toMatchObject({
      reason: "mortgage 1.0.0 is at optimize, the highest stage.",
    });
  });

  test("never rests on the evidence of another version", () => {
    const plan = planPromotion({
      policy: "mortgage",
      release: undefined,
      releaseText: undefined,
      stages,
      candidate: "2.0.0",
      evidence: evidence("1.0.0", 300, 300),
    });
    expect(plan).toEqual({ kind: "none", reason: "The evidence is of 1.0.0, not of 2.0.0." });
  });

  test("tells the accountable person what it rests on, beside what people achieved before", () => {
    const { body } = promote(undefined, "1.0.0", 195, 200) as Move;
    expect(body).toContain("With this change it may act on routine cases that it is sure of; people decide the rest.");
    expect(body).toContain(
      "200 decisions of exactly this version from 2026-03-01 to 2026-03-09. Of those on which it would act, people decided 200 too, and agreed with 195. No record was left out.",
    );
    expect(body).toContain("| ✅ | the number of decisions | 200 | at least 100 |");
    expect(body).toContain("| handling time, median | 5 min | 10 min |");
    expect(body).toContain("| cost of a decision | 20.00 | 60.00 |");
    expect(body).toContain("| wrong decisions | 2.5% | 6% |");
    expect(body).toContain("The baseline: 2025, by @&#8203;ada");
    expect(body).toContain("people decide everything again");
  });
});

describe("a demotion", () => {
  test("goes one stage down when the evidence certainly fails", () => {
    const plan = demote(live("1.0.0", "automate"), 200, 300) as Move;
    expect(plan).toMatchObject({
      kind: "demotion",
      title: "Demote mortgage 1.0.0 to assist",
      to: live("1.0.0", "assist"),
    });
    expect(plan.text).toContain("stage: assist # see stages.yaml");
    expect(plan.body).toContain("| ❌ |");
  });

  test("from assist leads to audit, by the gates that keep it there", () => {
    expect(demote(live("1.0.0", "assist"), 100, 200)).toMatchObject({ to: live("1.0.0", "audit") });
    expect(demote(live("1.0.0", "assist"), 180, 200)).toMatchObject({
      kind: "none",
      reason: "mortgage still shows what assist asks for.",
    });
  });

  test("does not follow from a bad morning", () => {
    expect(demote(live("1.0.0", "automate"), 10, 30)).toMatchObject({
      kind: "none",
      reason: expect.stringContaining("170 more would settle it"),
    });
  });

  test("keeps a hold", () => {
    const held = { ...live("1.0.0", "automate"), hold: { by: "omar", because: "x" } };
    expect(demote(held, 200, 300)).toMatchObject({ to: { stage: "assist", hold: held.hold } });
  });

  test("needs something live", () => {
    expect(demote(undefined, 0, 300)).toMatchObject({ kind: "none" });
    expect(demote(live("1.0.0", "audit"), 0, 300)).toMatchObject({ kind: "none" });
  });
});
