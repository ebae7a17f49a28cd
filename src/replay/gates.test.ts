import { describe, expect, test } from "vitest";
import { clopperPearson } from "./clopper-pearson.ts";
import { type Figure, formatFigure, shareFigures } from "./figure.ts";
import { gateProblem, gateWords, judgeGates } from "./gates.ts";

const count = (value: number): Figure => ({ value, unit: "count", says: "the number of decisions" });
const accuracy = (hits: number, total: number) =>
  shareFigures("accuracy", "the share of decisions that people confirmed", {
    hits,
    total,
    of: "decisions that people checked",
  });

describe("a gate on a count", () => {
  test("passes when the count passes", () => {
    expect(judgeGates({ decisions: count(200) }, { decisions: ">= 200" })).toEqual({
      verdict: "pass",
      gates: [
        {
          figure: "decisions",
          test: ">= 200",
          value: 200,
          verdict: "pass",
          reason: "The number of decisions is 200; the gate asks for at least 200.",
        },
      ],
    });
  });

  test("waits while the count can still grow, and says how many are missing", () => {
    const { verdict, gates } = judgeGates({ decisions: count(57) }, { decisions: ">= 200" });
    expect(verdict).toBe("inconclusive");
    expect(gates[0]!.reason).toBe(
      "The number of decisions is 57 so far; the gate asks for at least 200. 143 more would settle it.",
    );
  });

  test("fails for good when it is already too many", () => {
    expect(judgeGates({ away: count(3) }, { away: "<= 2" }).verdict).toBe("fail");
  });
});

describe("a gate on a share, with what the data can support", () => {
  test("the cautious end must pass, not the share itself", () => {
    const { verdict, gates } = judgeGates(accuracy(96, 100), { accuracy_lower95: ">= 0.95" });
    expect(verdict).toBe("inconclusive");
    expect(gates[0]!.value).toBeCloseTo(0.9007, 4);
    expect(gates[0]!.reason).toMatch(
      /^The lower end of the 95% interval of the share of decisions that people confirmed is 90\.1% so far; the gate asks for at least 95%\. At the present rate, about [\d,]+ more decisions that people checked would settle it\.$/,
    );
  });

  test("as many more as it says do settle it, and one fewer does not", () => {
    const { gates } = judgeGates(accuracy(96, 100), { accuracy_lower95: ">= 0.95" });
    const more = Number(/about ([\d,]+) more/.exec(gates[0]!.reason)![1]!.replace(",", ""));
    const lower = (n: number) => clopperPearson(Math.round(0.96 * n), n).lower;
    expect(lower(100 + more)).toBeGreaterThanOrEqual(0.95);
    expect(lower(100 + more - 1)).toBeLessThan(0.95);
  });

  test("it fails when even the hopeful end does not pass", () => {
    expect(judgeGates(accuracy(80, 100), { accuracy_lower95: ">= 0.95" }).verdict).toBe("fail");
  });

  test("between the two, at a rate that will not get there, it says that the data cannot tell", () => {
    const { verdict, gates } = judgeGates(accuracy(94, 100), { accuracy_lower95: ">= 0.95" });
    expect(verdict).toBe("inconclusive");
    expect(gates[0]!.reason).toContain("leave it between 87.4% and 97.8%");
  });

  test("a near miss does not look like a hit", () => {
    const figure: Figure = { value: 0.89996, unit: "share", says: "agreement" };
    expect(judgeGates({ agreement: figure }, { agreement: ">= 0.9" }).gates[0]!.reason).toBe(
      "Agreement is 89.996%; the gate asks for at least 90%.",
    );
  });

  test("a gate on the plain share takes it as it is, but fails only when the data are sure", () => {
    expect(judgeGates(accuracy(19, 20), { accuracy: ">= 0.95" }).verdict).toBe("pass");
    expect(judgeGates(accuracy(2, 3), { accuracy: ">= 0.95" }).verdict).toBe("inconclusive");
    expect(judgeGates(accuracy(200, 300), { accuracy: ">= 0.95" }).verdict).toBe("fail");
  });

  test("nothing to measure it on is no verdict, and says so", () => {
    expect(judgeGates(accuracy(0, 0), { accuracy_lower95: ">= 0.9" }).gates[0]!.reason).toBe(
      "The lower end of the 95% interval of the share of decisions that people confirmed is unknown; there are no decisions that people checked.",
    );
  });
});

describe("the verdict over all gates", () => {
  const figures = { ...accuracy(990, 1000), decisions: count(10), away: count(5) };

  test("one that fails fails all; one that cannot tell keeps the rest from passing", () => {
    expect(judgeGates(figures, { accuracy_lower95: ">= 0.95" }).verdict).toBe("pass");
    expect(judgeGates(figures, { accuracy_lower95: ">= 0.95", decisions: ">= 20" }).verdict).toBe("inconclusive");
    expect(judgeGates(figures, { decisions: ">= 20", away: "<= 2" }).verdict).toBe("fail");
  });

  test("no gates, nothing to fail", () => {
    expect(judgeGates(figures, {}).verdict).toBe("pass");
  });

  test("a figure that nothing measures never passes, whatever its name", () => {
    for (const name of ["acuracy", "constructor", "__proto__"]) {
      expect(judgeGates(figures, Object.fromEntries([[name, ">= 0"]])).gates[0]).toMatchObject({
        verdict: "inconclusive",
        value: null,
      });
    }
  });

  test("a measure without a sample fails at once", () => {
    const handling: Figure = { value: 900_000, unit: "ms", says: "the median handling time" };
    expect(judgeGates({ handling }, { handling: "<= 600000" }).gates[0]).toMatchObject({
      verdict: "fail",
      reason: "The median handling time is 15 min; the gate asks for at most 10 min.",
    });
  });
});

describe("what a gate may be", () => {
  test.each([">= 0.95", "<= 2", "[0.9..1]", "(0..1)", "0", "1, 2", "not(> 3)"])("%s", (text) => {
    expect(gateProblem(text)).toBeUndefined();
  });

  test.each(["-", '"high"', "true", "null", ">= high", "", ">=", "0.9 <"])("%s is none", (text) => {
    expect(gateProblem(text)).toBeTruthy();
    expect(judgeGates({ x: count(1) }, { x: text }).verdict).toBe("inconclusive");
  });
});

test("a gate is put into words where words are clearer", () => {
  expect(gateWords(">= 0.9", "share")).toBe("at least 90%");
  expect(gateWords("< 2", "count")).toBe("less than 2");
  expect(gateWords("<= 600000", "ms")).toBe("at most 10 min");
  expect(gateWords("[0.8..1.2]", "ratio")).toBe("[0.8..1.2]");
  expect(gateWords("not(0)", "count")).toBe("not(0)");
});

test("figures are printed as people read them", () => {
  expect(formatFigure(0.9534, "share")).toBe("95.3%");
  expect(formatFigure(1234, "count")).toBe("1,234");
  expect(formatFigure(5_400_000, "ms")).toBe("1 h 30 min");
  expect(formatFigure(754_000, "ms")).toBe("13 min");
  expect(formatFigure(95_000, "ms")).toBe("1 min 35 s");
  expect(formatFigure(4200, "ms")).toBe("4.2 s");
  expect(formatFigure(420, "ms")).toBe("420 ms");
  expect(formatFigure(9.4, "money")).toBe("9.40");
  expect(formatFigure(1, "days")).toBe("1 day");
  expect(formatFigure(0.8125, "ratio")).toBe("0.813");
});
