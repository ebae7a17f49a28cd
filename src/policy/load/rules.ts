import type { UnaryTest } from "../feel/ast.ts";
import { parseTest } from "../feel/parse-test.ts";
import { LIMITS } from "../limits.ts";
import { didYouMean } from "../nearest.ts";
import type { Column, Rule } from "../policy.ts";
import { isNum } from "../value/decimal.ts";
import { type TimeKind, TimeValue } from "../value/time.ts";
import { formatValue } from "../value/value.ts";
import { type Locate, pointer } from "../yaml/locate.ts";
import { testProblems } from "./check-test.ts";
import { mapping, optionalText, type Report } from "./report.ts";

/**
 * Reads the rows of the table. Sets `duration` of the columns whose tests settle it. `declared` are all names of inputs and
 * derived values, those included that could not be read: the rules that use them are not to blame.
 */
export function readRules(
  rules: unknown,
  columns: Column[],
  outcomes: readonly string[],
  declared: ReadonlySet<string>,
  report: Report,
  locate: Locate,
): Rule[] {
  if (!Array.isArray(rules)) return [];
  if (rules.length > LIMITS.rules) {
    report.error(
      "too-many-rules",
      `This policy has ${rules.length} rules; at most ${LIMITS.rules} are read. Split it.`,
      "/rules",
    );
    return [];
  }
  const lines = new Map<string, number>();
  const index = new Map(columns.map((column, at) => [column.name, at]));
  const read = cachedTests();
  return rules.map((row, at) => {
    const { id, says, when, then } = mapping(row);
    const { line } = locate(pointer("rules", at));
    const name = typeof id === "string" ? id : `${at + 1}`;
    const first = lines.get(name);
    if (first !== undefined) {
      report.error(
        "duplicate-rule",
        `There is a rule "${name}" already, in line ${first}; every rule needs an id of its own.`,
        pointer("rules", at, "id"),
      );
    } else lines.set(name, line);
    if (typeof then === "string" && !outcomes.includes(then)) {
      report.error(
        "unknown-outcome",
        `Rule ${name}: there is no outcome "${then}".${didYouMean(then, outcomes)}`,
        pointer("rules", at, "then"),
      );
    }
    const written: Record<string, string> = {};
    const tests: Rule["tests"][number][] = [];
    for (const [column, given] of Object.entries(mapping(when))) {
      const at_ = pointer("rules", at, "when", column);
      const text =
        typeof given === "string" ? given : typeof given === "boolean" || isNum(given) ? formatValue(given) : undefined;
      if (text === undefined) continue;
      written[column] = text;
      const { test, problems } = read(text);
      report.feel(problems, `Rule ${name}, ${column}`, at_);
      const position = index.get(column);
      if (position === undefined) {
        if (declared.has(column)) continue;
        report.error(
          "unknown-column",
          `Rule ${name}: there is no input or derived value "${column}".${didYouMean(column, declared)}`,
          at_,
          { key: true },
        );
      } else if (test) {
        const found = columns[position]!;
        const kind = found.type === "duration" && durationIn(test);
        if (kind) found.duration ??= kind;
        report.feel(testProblems(test, found), `Rule ${name}`, at_);
        tests.push({ column: position, text, test });
      }
    }
    tests.sort((a, b) => a.column - b.column);
    return { id: name, ...optionalText("says", says), when: written, then: String(then), line, tests };
  });
}

/** The same test stands in many rows: it is read once. */
function cachedTests(): typeof parseTest {
  const known = new Map<string, ReturnType<typeof parseTest>>();
  return (text) => {
    const found = known.get(text) ?? parseTest(text);
    known.set(text, found);
    return found;
  };
}

/** The kind of the first duration a test compares with. */
export function durationIn(test: UnaryTest): TimeKind | undefined {
  if (test.kind === "any") return undefined;
  const values = test.items.map((item) => (item.kind === "interval" ? item.low : item.value));
  return values.find((value) => value instanceof TimeValue)?.kind;
}
