import { expect, test } from "vitest";
import { fitGitHub } from "./fit.ts";

test("what fits stays as it is", () => {
  expect(fitGitHub("- one\n- two\n", 12)).toBe("- one\n- two\n");
});

test("what does not fit ends after a whole line, and says so", () => {
  const long = "- a line of a list\n".repeat(100);
  const fitted = fitGitHub(long, 200);
  expect(fitted.length).toBeLessThanOrEqual(200);
  expect(fitted).toMatch(/^(- a line of a list\n)+\n_The rest is left out/);
});

test("one endless line is left out whole", () => {
  expect(fitGitHub("x".repeat(1000), 100).trim()).toMatch(/^_The rest is left out/);
});
