import { expect, test } from "vitest";
import { rateRatioInterval } from "./rate-ratio.ts";

test("the interval of a ratio is that of the formula, worked out by hand", () => {
  // ln(0.01713 / 0.00942) = 0.5976, and 1.96 times the root of 1/104 - 1/11037 + 1/189 - 1/11034 is 0.2378.
  const { lower, upper } = rateRatioInterval({ hits: 104, total: 11_037 }, { hits: 189, total: 11_034 });
  expect(1 / upper).toBeCloseTo(1.433, 3);
  expect(1 / lower).toBeCloseTo(2.306, 3);
});

test("more of the same narrows it around the same ratio", () => {
  const few = rateRatioInterval({ hits: 12, total: 40 }, { hits: 20, total: 50 });
  const many = rateRatioInterval({ hits: 1200, total: 4000 }, { hits: 2000, total: 5000 });
  expect(few.lower).toBeLessThan(many.lower);
  expect(many.lower).toBeLessThan(0.75);
  expect(many.upper).toBeGreaterThan(0.75);
  expect(few.upper).toBeGreaterThan(many.upper);
});

test("a group in which nothing happened says little while it is small", () => {
  const { lower, upper } = rateRatioInterval({ hits: 0, total: 3 }, { hits: 20, total: 50 });
  expect(lower).toBe(0);
  expect(upper).toBeGreaterThan(0.8);
});
