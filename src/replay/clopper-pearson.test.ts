import { describe, expect, test } from "vitest";
import { clopperPearson, incompleteBeta } from "./clopper-pearson.ts";

/** P(X ≤ k) of the binomial distribution by plain summation with exact coefficients: slow and obviously right. */
function binomialCdf(k: number, n: number, p: number): number {
  let coefficient = 1n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Number(coefficient) * p ** i * (1 - p) ** (n - i);
    coefficient = (coefficient * BigInt(n - i)) / BigInt(i + 1);
  }
  return sum;
}

describe("the exact interval of a share", () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 5.
  test.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])("%i of %i gives the published values", (hits, total, lower, upper) => {
    const interval = clopperPearson(hits, total);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  test("all and none have closed forms", () => {
    expect(clopperPearson(0, 10).upper).toBeCloseTo(1 - 0.025 ** (1 / 10), 13);
    expect(clopperPearson(10, 10).lower).toBeCloseTo(0.025 ** (1 / 10), 13);
    expect(clopperPearson(0, 1).upper).toBeCloseTo(0.975, 13);
  });

  test("by its definition, the ends leave exactly 2.5% in each binomial tail", () => {
    for (let total = 1; total <= 40; total++) {
      for (let hits = 0; hits <= total; hits++) {
        const { lower, upper } = clopperPearson(hits, total);
        if (hits > 0) expect(1 - binomialCdf(hits - 1, total, lower)).toBeCloseTo(0.025, 10);
        if (hits < total) expect(binomialCdf(hits, total, upper)).toBeCloseTo(0.025, 10);
      }
    }
  });

  test("millions of decisions give a narrow interval around the share", () => {
    const { lower, upper } = clopperPearson(1_900_000, 2_000_000);
    expect(lower).toBeCloseTo(0.949697, 5);
    expect(upper).toBeCloseTo(0.950301, 5);
  });

  test("no observations say nothing", () => {
    expect(clopperPearson(0, 0)).toEqual({ lower: 0, upper: 1 });
  });

  test("what is not a share is refused", () => {
    expect(() => clopperPearson(5, 4)).toThrow("5 of 4 is not a share");
    expect(() => clopperPearson(0.5, 4)).toThrow(RangeError);
  });

  test("the incomplete beta function agrees with its closed forms", () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 14);
    expect(incompleteBeta(0.7, 1, 5)).toBeCloseTo(1 - 0.3 ** 5, 14);
    expect(incompleteBeta(0.5, 400, 400)).toBeCloseTo(0.5, 12);
  });
});
