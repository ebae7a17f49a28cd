import { expect, test } from "vitest";
import { didYouMean, nearest } from "./nearest.ts";

test.each([
  ["aprove", "approve"],
  ["approev", "approve"],
  ["Approve", "approve"],
  ["debt to income", "debt_to_income"],
  ["refuse", undefined],
  ["x", undefined],
])("%s is near %s", (written, expected) => {
  expect(nearest(written, ["approve", "refer", "debt_to_income"])).toBe(expected);
});

test("a message ends with the nearest name, or with the few there are", () => {
  expect(didYouMean("aprove", ["approve", "refer"])).toBe(' Did you mean "approve"?');
  expect(didYouMean("zzz", ["approve", "refer"])).toBe(" Known: approve, refer.");
  expect(
    didYouMean(
      "zzz",
      Array.from({ length: 20 }, (_, i) => `name${i}`),
    ),
  ).toBe("");
});
