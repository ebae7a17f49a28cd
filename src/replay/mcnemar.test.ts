import { expect, test } from "vitest";
import { mcnemar } from "./mcnemar.ts";

test.each([
  // R: binom.test(b, b + c)$p.value
  [8, 103, 3.681528239938514e-22],
  [1, 9, 0.021484375],
  [0, 5, 0.0625],
  [3, 5, 0.7265625],
  [10, 20, 0.098737146705389],
])("%i against %i has the binomial's p-value", (away, toward, p) => {
  expect(mcnemar(toward, away) / p).toBeCloseTo(1, 6);
  expect(mcnemar(away, toward)).toBe(mcnemar(toward, away));
});

test("an even split, or none, is what chance gives", () => {
  expect(mcnemar(4, 4)).toBe(1);
  expect(mcnemar(0, 0)).toBe(1);
});
