import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { compileExpression } from "../src/policy/compile/expression.ts";
import { compileTest } from "../src/policy/compile/test.ts";
import { parseExpression } from "../src/policy/feel/parse-expression.ts";
import { parseTest } from "../src/policy/feel/parse-test.ts";
import { checkTypes } from "../src/policy/feel/type-check.ts";
import { NoResult, type StaticType } from "../src/policy/functions/builtin.ts";
import { FUNCTIONS } from "../src/policy/functions/index.ts";
import { formatValue, LIMITS, parseJsonExact, simplest, type Value } from "../src/policy/index.ts";
import { isDecimal } from "../src/policy/value/decimal.ts";
import { deciding } from "./support/policy-text.ts";

const page = readFileSync(resolve(import.meta.dirname, "../docs/language.md"), "utf8");

/** The rows of the table after `<!-- table: name -->`, without its head and without code marks. */
function table(name: string): string[][] {
  const after = page.split(`<!-- table: ${name} -->\n`)[1] ?? "";
  const lines = after.split("\n");
  const rows = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

const bare = (cell: string) => cell.replace(/^`(.*)`$/, "$1");

const missing = new Map<string, StaticType>([
  ["n", "number"],
  ["m", "number"],
  ["s", "string"],
  ["b", "boolean"],
  ["d", "date"],
]);

function evaluate(text: string): string {
  const { expression, problems } = parseExpression(text);
  expect(problems).toEqual([]);
  expect(checkTypes(expression!, missing).problems).toEqual([]);
  try {
    return shown(compileExpression(expression!, () => 0)([null]));
  } catch (reason) {
    if (reason instanceof NoResult) return `no value: ${reason.reason}`;
    throw reason;
  }
}

const shown = (value: Value) => formatValue(isDecimal(value) ? simplest(value) : value);

describe("docs/language.md", () => {
  test.each(table("tests"))("%s %s is %s", (value, text, result) => {
    const { test: parsed, problems } = parseTest(bare(text!));
    expect(problems).toEqual([]);
    const { expression } = parseExpression(bare(value!));
    expect(String(compileTest(parsed!)(compileExpression(expression!, () => 0)([])))).toBe(result);
  });

  test.each(table("formulas"))("%s is %s", (formula, result) => {
    expect(evaluate(bare(formula!))).toBe(bare(result!));
  });

  test.each(table("functions"))("%s: %s is %s", (_name, example, result) => {
    expect(evaluate(bare(example!))).toBe(bare(result!));
  });

  test("every function is in the table", () => {
    const listed = table("functions").map(([name]) => /^`([^(]+)\(/.exec(name!)?.[1]);
    expect(new Set(listed)).toEqual(new Set(FUNCTIONS.keys()));
  });

  test.each(table("cases"))("an input declared as %s and given as %s: %s", (declared, given, expected) => {
    const decide = deciding({ inputs: `{x: ${bare(declared!)}}` });
    const input = given === "nothing" ? "{}" : `{"x": ${bare(given!)}}`;
    const { problems } = decide(parseJsonExact(input) as Record<string, unknown>);
    expect(problems.map((problem) => problem.code)).toEqual(expected === "judged" ? [] : [expected]);
  });

  test("every limit is in the table", () => {
    const listed = table("limits").map(([what, most]) => [
      /`(\w+)`/.exec(what!)?.[1],
      Number(most!.replaceAll(",", "")),
    ]);
    expect(Object.fromEntries(listed)).toEqual(LIMITS);
  });
});
