import { describe, expect, test } from "vitest";
import { readStatement } from "../../src/replay/index.ts";
import { decision, model, tried } from "./loans.ts";
import type { Files } from "./runner.ts";

const served: Files = {
  "policies/loans/decisions/2026.ndjson":
    decision("case-1", 0.3, "approve") + decision("case-2", 0.38, "approve") + decision("case-3", 0.4, "refer"),
  "models/reader.yaml": model("3.1"),
};

/** What the Action makes of a head that differs in some files, and what it states of it. */
async function triedModel(change: Files) {
  const { run, ...rest } = await tried(change, served);
  const check = run.checks[0]!;
  return {
    ...rest,
    run,
    check,
    statement: readStatement<never>("countersign-replay/v1", check.output.text, check.external_id),
  };
}

describe("a pull request that changes a model", () => {
  test("without a shadow run is inconclusive, and says what to add", async () => {
    const { run, check } = await triedModel({ "models/reader.yaml": model("3.2") });
    expect(run).toMatchObject({ code: 1, outputs: { verdict: "inconclusive" } });
    expect(check).toMatchObject({ conclusion: "action_required" });
    expect(check.output.title).toBe("loans: no shadow run of the new model (inconclusive)");
    expect(check.output.summary).toContain("models/shadow/reader/3.2/loans.ndjson");
  });

  test("is tried by pairing the shadow run with the decisions of the base", async () => {
    const { origin, run, check, head, statement } = await triedModel({
      "models/reader.yaml": model("3.2"),
      "models/shadow/reader/3.2/loans.ndjson":
        decision("case-3", 0.41) + decision("case-2", 0.35) + decision("case-1", 0.3),
    });
    expect(run).toMatchObject({ code: 0, outputs: { verdict: "pass", flips: "1" } });
    expect(check.output.title).toBe(
      "loans: with the new model, 1 of 3 past decisions flips: 1 toward what people decided, 0 away",
    );
    expect(statement).toMatchObject({
      policies: [
        {
          path: "models/reader.yaml",
          policy: "loans",
          head_blob: origin.git("rev-parse", `${head}:models/reader.yaml`),
          flips: { count: 1, toward_human: 1 },
        },
      ],
      rules: [
        { path: "governance/stages.yaml", blob: null },
        { path: "policies/loans/release.yaml", blob: null },
      ],
      logs: {
        named: [{ path: "models/shadow/reader/3.2/loans.ndjson" }, { path: "policies/loans/decisions/2026.ndjson" }],
      },
    });
  });

  test("takes no run of another version, and none that shares no decision with the log", async () => {
    const old = await triedModel({
      "models/reader.yaml": model("3.2"),
      "models/shadow/reader/3.1/loans.ndjson": decision("case-1", 0.3),
    });
    expect(old.run.outputs.verdict).toBe("inconclusive");
    const strange = await triedModel({
      "models/reader.yaml": model("3.2"),
      "models/shadow/reader/3.2/loans.ndjson": decision("case-9", 0.3),
    });
    expect(strange.run.outputs.verdict).toBe("inconclusive");
    expect(strange.check.output.summary).toContain("they pair by decision_id");
  });

  test("that is not a model fails, and a change of its words alone passes", async () => {
    const wrong = await triedModel({ "models/reader.yaml": model("latest") });
    expect(wrong.check).toMatchObject({ conclusion: "failure" });
    const words = await triedModel({ "models/reader.yaml": `${model("3.1")}says: Reads applications.\n` });
    expect(words.check).toMatchObject({ conclusion: "success" });
  });
});
