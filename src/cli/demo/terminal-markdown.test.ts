import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { terminalMarkdown } from "./terminal-markdown.ts";

const plain = (markdown: string, width?: number) => stripVTControlCharacters(terminalMarkdown(markdown, width));

test("headings, lists, quotes and code lose their marks, comments and entities go", () => {
  expect(plain("<!-- mark -->\n### ⏳ Waiting\n\n- **maria** as `x`\n\n> a &lt; b\\_c")).toBe(
    "⏳ Waiting\n\n  • maria as x\n\n│ a < b_c",
  );
});

test("a quote that is too long goes on behind its bar", () => {
  expect(plain("> one two three four", 12)).toBe("│ one two\n│ three four");
});

test("a table is framed, and its widest column wraps until it fits", () => {
  const drawn = plain(`| | Who | Why |\n|---|---|---|\n| ✅ | maria | ${"because ".repeat(20)}|`, 60);
  const lines = drawn.split("\n");
  expect(lines[0]).toMatch(/^┌─+┬─+┬─+┐$/);
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(60);
  expect(drawn.match(/because/g)).toHaveLength(20);
});
