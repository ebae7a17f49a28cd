import { describe, expect, test } from "vitest";
import { deciding } from "../../test/support/policy-text.ts";

describe("what happens with a result at each stage", () => {
  const decide = deciding({
    inputs: "{amount: {type: number}}",
    rules: ['when: {amount: "< 100"}, then: pay'],
    confidence: "{assist: 0.95, automate: 0.80}",
  });
  const at = (stage: "audit" | "assist" | "automate" | "optimize", confidence?: number, amount: unknown = 50) =>
    decide({ amount }, { stage, ...(confidence === undefined ? {} : { confidence }) }).disposition;

  test("audit only ever suggests", () => {
    expect(at("audit", 1)).toBe("suggest");
    expect(at("audit", 1, "no number")).toBe("suggest");
  });

  test("an acting outcome acts where the AI is sure enough, the floor itself included", () => {
    expect(at("assist", 0.95)).toBe("act");
    expect(at("assist", 0.9499)).toBe("route");
    expect(at("automate", 0.9499)).toBe("act");
  });

  test("a stage without a floor has that of the stage before it", () => {
    expect(at("optimize", 0.8)).toBe("act");
    expect(at("optimize", 0.79)).toBe("route");
  });

  test("a confidence that is missing, or no number, is below every floor", () => {
    expect(at("assist")).toBe("route");
    expect(at("assist", Number.NaN)).toBe("route");
    expect(decide({ amount: 50 }, { stage: "assist" }).reason).toBe(
      "No confidence was given; at the stage assist this policy asks for 0.95.",
    );
  });

  test("an outcome that does not act goes to a person, and so does a case that was not judged", () => {
    expect(at("automate", 1, 100)).toBe("route");
    expect(decide({ amount: "x" }, { stage: "automate", confidence: 1 }).reason).toBe(
      'The case could not be judged: amount must be a number, not "x".',
    );
  });

  test("a problem routes even where otherwise acts", () => {
    const acting = deciding({ otherwise: "pay" });
    expect(acting({}, { stage: "automate" }).disposition).toBe("route");
    expect(acting({ amount: 1 }, { stage: "automate" }).disposition).toBe("act");
  });
});
