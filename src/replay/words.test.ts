import { expect, test } from "vitest";
import { beforeAfter, decimal, percent } from "./words.ts";

test("a share is never rounded to all or to nothing", () => {
  expect([
    percent(1, 3),
    percent(9999, 10_000),
    percent(1, 10_000),
    percent(0, 5),
    percent(5, 5),
    percent(0, 0),
  ]).toEqual(["33.3%", "> 99.9%", "< 0.1%", "0.0%", "100.0%", "–"]);
});

test("decimals are grouped digit for digit", () => {
  expect(["1234567.50", "-1000", "12345678901234567890.01", "0.5"].map(decimal)).toEqual([
    "1,234,567.50",
    "−1,000",
    "12,345,678,901,234,567,890.01",
    "0.5",
  ]);
});

test("a sum that no person could read is rounded: a hostile log could fill a page with its digits", () => {
  expect([`-${"9".repeat(6144)}.5`, `0.${"0".repeat(6000)}7`].map(decimal)).toEqual([
    "about −1.00000000000000e+6144",
    "about 7.00000000000000e-6001",
  ]);
});

test("a change has its sign", () => {
  expect(beforeAfter(300, 1500)).toEqual(["300", "1,500", "+1,200"]);
  expect(beforeAfter(5, undefined)).toEqual(["5", "0", "−5"]);
  expect(beforeAfter(7, 7)).toEqual(["7", "7", "0"]);
});
