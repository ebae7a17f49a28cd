import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadStages, type Stages } from "../config/index.ts";
import type { PastChange } from "./past.ts";
import { simulateStages } from "./simulate-stages.ts";
import { stagesSentences } from "./words.ts";

const file = resolve(import.meta.dirname, "../../../policies-template/governance/stages.yaml");
const today = loadStages(readFileSync(file, "utf8")).value!;

const past = (but: Partial<PastChange>): PastChange => ({
  pull: 7,
  at: "2026-11-23T12:00:00Z",
  says: "",
  happened: "approved",
  by: ["maria"],
  change: undefined,
  moves: [],
  replay: undefined,
  ...but,
});

const evidence = { decisions: 420, accuracy_lower95: 0.93, accuracy: 0.95, audit_pass_rate: 1 };
const promotion = { policy: "mortgage", kind: "promotion", version: "1.2.0", stage: "assist", evidence } as const;
const replay = { policies: ["mortgage"], flips: 111, toward_human: 103, away_from_human: 8 };

const promoted = (but: Partial<Stages["promotions"]["assist"]["gates"]>): Stages => ({
  ...today,
  promotions: { ...today.promotions, assist: { gates: { ...today.promotions.assist.gates, ...but } as never } },
});
const gated = (gates: Record<string, string>): Stages => ({ ...today, replay: { gates } });

describe("gates tried on the figures of the ledger", () => {
  test("a promotion that would not have been", () => {
    const [tried] = simulateStages([past({ moves: [promotion] })], today, promoted({ accuracy_lower95: ">= 0.95" }));
    expect(tried).toMatchObject({
      kind: "promotion",
      of: "mortgage 1.2.0 to assist",
      today: { verdict: "pass", why: [] },
      proposed: { verdict: "fail", why: ["Accuracy lower95 is 93%; the gate asks for at least 95%."] },
      differs: true,
    });
    expect(stagesSentences([tried!])).toBe(
      "Tried on 1 past promotions, demotions and replay tests: 1 would have come out otherwise.",
    );
  });

  test("a count that was not enough is inconclusive, which promotes nothing either", () => {
    const [tried] = simulateStages([past({ moves: [promotion] })], today, promoted({ decisions: ">= 1000" }));
    expect(tried!.proposed.verdict).toBe("inconclusive");
  });

  test("a demotion stands where the gates of the stage above fail", () => {
    const figures = { decisions: 300, accuracy: 0.87, audit_pass_rate: 1 };
    const demotion = { ...promotion, kind: "demotion", stage: "audit", evidence: figures } as const;
    const lenient = { ...today, demotions: { assist: { gates: { accuracy: ">= 0.85" } } } };
    const [tried] = simulateStages([past({ moves: [demotion] })], today, lenient);
    expect(tried).toMatchObject({ today: { verdict: "fail" }, proposed: { verdict: "pass" }, differs: true });
  });

  test("a replay test, where one gate is on record and another is not", () => {
    const verdict = (gates: Record<string, string>) =>
      simulateStages([past({ replay })], today, gated(gates))[0]!.proposed;
    expect(verdict({ away_from_human: "<= 20", neither: "= 0" }).verdict).toBe("pass");
    expect(verdict({ away_from_human: "<= 5" }).verdict).toBe("fail");
    expect(verdict({ away_from_human: "<= 20", mcnemar_p: "< 0.05" })).toEqual({
      verdict: "unknown",
      why: ["Not recorded: mcnemar_p."],
    });
    expect(verdict({ away_from_human: "<= 5", mcnemar_p: "< 0.05" }).verdict).toBe("fail");
  });

  test("what was not recorded is not guessed", () => {
    const older = past({ moves: [{ ...promotion, evidence: undefined }], replay: { ...replay, policies: ["a", "b"] } });
    const tried = simulateStages([older], today, today);
    expect(tried.map(({ proposed }) => proposed.verdict)).toEqual(["unknown", "unknown"]);
    expect(stagesSentences(tried)).toContain("Not enough is recorded of 2.");
  });
});
