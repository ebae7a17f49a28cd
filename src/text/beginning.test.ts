import { expect, test } from "vitest";
import { beginning } from "./beginning.ts";

test("a text up to the limit stays whole; of a longer one the first characters are left, and that it went on", () => {
  expect(beginning("x".repeat(60))).toBe("x".repeat(60));
  expect(beginning("x".repeat(61))).toBe(`${"x".repeat(60)}…`);
  expect(beginning("abcdef", 3)).toBe("abc…");
});
