import { describe, expect, test } from "vitest";
import { findingsOf, policyText } from "../../../test/support/policy-text.ts";
import { loadPolicy } from "../index.ts";

const inputs =
  "{n: {type: number}, i: {type: integer}, s: {type: string}, b: {type: boolean}, d: {type: date}, t: {type: date and time}, l: {type: duration}}";

/** The codes and columns (counted from the formula's first character, 1) of what is wrong with a formula. */
function problems(feel: string, type = "number"): string[] {
  const text = policyText({ inputs, derived: `\n  x: {type: ${type}, feel: '${feel}'}` });
  const start = "  x: {type: , feel: '".length + type.length;
  return findingsOf(text).map((finding) => {
    const [, column, code] = /^\d+:(\d+) (\S+)$/.exec(finding) ?? [];
    return `${Number(column) - start} ${code}`;
  });
}

describe("a formula that cannot work is a finding, at the part that is wrong", () => {
  test.each([
    ["n + s", "number", ["1 wrong-type"]],
    ["n + b", "number", ["1 wrong-type"]],
    ["s - s", "string", ["1 wrong-type"]],
    ["1 + (d + t)", "number", ["6 wrong-type"]],
    ["n = s", "boolean", ["1 wrong-type"]],
    ["s < s", "boolean", ["1 wrong-type"]],
    ["b and n = 1 and n", "boolean", ["17 wrong-type"]],
    ["if n then 1 else 2", "number", ["4 wrong-type"]],
    ["if b then 1 else s", "number", ["1 wrong-type"]],
    ["n in (1, s)", "boolean", ["1 wrong-type"]],
    ["abs(s)", "number", ["1 wrong-arguments"]],
    ["abs()", "number", ["1 wrong-arguments"]],
    ["min(n, d)", "number", ["1 wrong-arguments"]],
    ["contains(s)", "boolean", ["1 wrong-arguments"]],
    ["ab(n)", "number", ["1 unknown-function"]],
    ["matches(s, s)", "boolean", ["1 unsupported"]],
    ["today()", "date", ["1 unsupported"]],
    ["m + 1", "number", ["1 unknown-name"]],
    ["abs + 1", "number", ["1 unknown-name"]],
    ["m + q", "number", ["1 unknown-name", "5 unknown-name"]],
    ["n.year", "number", ["1 unknown-property"]],
    ["d.yaer", "number", ["1 unknown-property"]],
    ["n < null", "boolean", ["1 compare-null"]],
    ['duration("P1Y") < duration("P1D")', "boolean", ["1 wrong-type"]],
    ["s", "number", ["1 wrong-type"]],
    ["n", "integer", []],
    ["for x in s return x", "number", ["1 unsupported"]],
    ["some x in s satisfies x", "boolean", ["1 unsupported"]],
    ["function(x) x", "number", ["1 unsupported"]],
    ["[1, 2]", "number", ["1 unsupported"]],
    ["{a: 1}", "number", ["1 unsupported"]],
    ["s[1]", "number", ["1 unsupported"]],
    ["n instance of number", "boolean", ["1 unsupported"]],
    ["string length(string: s)", "number", ["1 unsupported"]],
    ['time("10:00:00")', "number", ["6 unsupported"]],
    ['date("2024-02-30")', "date", ["6 bad-time"]],
    ["n +", "number", ["4 feel-syntax"]],
    ["n == 1", "boolean", ["4 feel-syntax"]],
    ["n = 1 && b", "boolean", ["7 feel-syntax"]],
    ["1,000 + n", "number", ["2 feel-syntax"]],
    ["", "number", ["1 empty-text"]],
  ])("%s as %s", (feel, type, expected) => expect(problems(feel, type)).toEqual(expected));

  test.each([
    ["abs(n - i) / i", "number"],
    ["t - d", "duration"],
    ["l * 2 + l", "duration"],
    ["d + l", "date"],
    ["if b then null else n", "number"],
    ["years and months duration(d, t).years + string length(s)", "number"],
    ['s in ("a", "b") or n between 1 and i or d > date("2024-01-01")', "boolean"],
    ["n = null or not(b)", "boolean"],
  ])("%s gives a %s", (feel, type) => expect(problems(feel, type)).toEqual([]));
});

test("the values of a duration keep to one kind, and settle which", () => {
  const of = (values: string) =>
    findingsOf(
      policyText({
        inputs: `{l: {type: duration, values: ${values}}}`,
        rules: ["when: {l: 'duration(\"P1M\")'}, then: pay"],
      }),
    );
  expect(of("'< duration(\"P1Y\")'")).toEqual([]);
  expect(of("'< duration(\"P9D\")'")).toEqual(["6:25 mixed-durations"]);
  expect(of('\'duration("P1Y"), duration("P9D")\'')[0]).toBe("2:56 mixed-durations");
  expect(of("[P1M, P9D]")).toEqual(["2:38 mixed-durations"]);
});

describe("tests that cannot work on their column", () => {
  const codes = (column: string, value: string) =>
    findingsOf(policyText({ inputs, rules: [`when: {${column}: ${value}}, then: pay`] })).map(
      (one) => one.split(" ")[1],
    );
  test.each([
    ["n", "'\"5\"'", "wrong-type"],
    ["n", "true", "wrong-type"],
    ["n", "'< s'", "not-a-constant"],
    ["n", "'< 2 * 3'", "not-a-constant"],
    ["n", "'[5..1]'", "empty-interval"],
    ["n", "'(5..5]'", "empty-interval"],
    ["n", "'< null'", "compare-null"],
    ["n", "'!= 5'", "unsupported"],
    ["n", "'[1, 2]'", "not-a-constant"],
    ["n", "'> 1 and < 5'", "not-a-constant"],
    ["n", "'<= 1,000'", "leading-zero"],
    ["n", "'< 2%'", "feel-syntax"],
    ["n", "\"'5'\"", "feel-syntax"],
    ["n", "''", "empty-text"],
    ["n", "[1, 2]", "wrong-type"],
    ["n", "null", "wrong-type"],
    ["n", "1e7000", "not-a-number"],
    ["n", "'1e7000'", "bad-number"],
    ["i", "2.5", "never-equal"],
    ["s", "invoice", "not-a-constant"],
    ["s", "5", "wrong-type"],
    ["s", "'< \"a\"'", "wrong-type"],
    ["b", "'\"true\"'", "wrong-type"],
    ["b", "'> false'", "wrong-type"],
    ["d", "'< \"2024-02-29\"'", "wrong-type"],
    ["d", "'< date(\"2024-02-30\")'", "bad-time"],
    ["d", "'< date and time(\"2024-02-29T00:00:00Z\")'", "wrong-type"],
    ["l", '\'duration("P1M"), duration("P1D")\'', "mixed-durations"],
  ])("%s: %s", (column, value, code) => expect(codes(column, value)).toEqual([code]));
});

test.each([
  ["'5 to 10'", "An interval stands in brackets: [5..10]"],
  ["5..10", "An interval stands in brackets: [5..10]"],
  ["'≥ 5'", "Write `>=`."],
  ["'=> 5'", "Two operators stand side by side"],
  ["'> $5'", "Write the number alone"],
  ["5%", "Write 2% as 0.02"],
  ["2024-01-01", 'write date("2024-01-01")'],
  ["'[5,10]'", "an interval has two dots"],
  ["[1..5)", "Put a test such as [1..5) in double quotes."],
  ["low", "Text needs double quotes of its own inside those of YAML: '\"low\"'."],
])("what people write in other languages is met with this one: %s", (value, hint) => {
  const { findings } = loadPolicy(policyText({ inputs, rules: [`when: {n: ${value}}, then: pay`] }));
  expect(findings[0]?.message).toContain(hint);
});
