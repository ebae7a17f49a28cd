import fc from "fast-check";
import { expect, test } from "vitest";
import { fitGitHub } from "./fit.ts";

const bytes = (text: string) => Buffer.byteLength(text);

test("what fits stays as it is", () => {
  expect(fitGitHub("- one\n- two\n", 12)).toBe("- one\n- two\n");
});

test("what does not fit ends after a whole line, and says so", () => {
  const long = "- a line of a list\n".repeat(100);
  const fitted = fitGitHub(long, 200);
  expect(bytes(fitted)).toBeLessThanOrEqual(200);
  expect(fitted).toMatch(/^(- a line of a list\n)+\n_The rest is left out/);
});

test("one endless line is left out whole", () => {
  expect(fitGitHub("x".repeat(1000), 100).trim()).toMatch(/^_The rest is left out/);
});

test("bytes count, not characters", () => {
  const marks = "✅ passed\n".repeat(6_000);
  expect(marks.length).toBeLessThan(65_535);
  expect(bytes(fitGitHub(marks))).toBeLessThanOrEqual(65_535);
  expect(bytes(fitGitHub(marks))).toBeGreaterThan(65_400);
});

test.each([
  ["a code block", `\`\`\`mermaid\npie\n${'  "a" : 1\n'.repeat(50)}\`\`\`\n`],
  ["a code block that shows another", `\`\`\`\`md\n\`\`\`\n${"x\n".repeat(200)}\`\`\`\`\n`],
  ["a fold", `<details><summary>More</summary>\n\n${"| a | b |\n".repeat(50)}\n</details>\n`],
  ["a code block in a fold", `<details>\n\n\`\`\`js\n${"x\n".repeat(200)}\`\`\`\n\n</details>\n`],
])("%s that would not end is left out whole", (_, block) => {
  const fitted = fitGitHub(`Before\n\n${block}\nAfter\n`, 250);
  expect(fitted).toBe("Before\n\n_The rest is left out: GitHub takes no more._\n");
});

test("wherever it is cut, every code block and fold that begins also ends, and it fits", () => {
  const blocks = fc.constantFrom(
    "```mermaid\npie\n```",
    "<details><summary>S</summary>\n\n| a |\n| - |\n\n```js\nx\n```\n\n</details>",
    "Text ✅",
    "- a\n- b",
  );
  fc.assert(
    fc.property(fc.array(blocks, { minLength: 1, maxLength: 30 }), fc.integer({ min: 60, max: 600 }), (all, limit) => {
      const fitted = fitGitHub(all.join("\n\n"), limit);
      expect(bytes(fitted)).toBeLessThanOrEqual(limit);
      expect(fitted.match(/```/g)?.length ?? 0).toSatisfy((n: number) => n % 2 === 0);
      expect(fitted.match(/<details>/g)?.length).toBe(fitted.match(/<\/details>/g)?.length);
    }),
  );
});
