import type { UnaryTest } from "../feel/ast.ts";
import { parseTest } from "../feel/parse-test.ts";
import { LIMITS } from "../limits.ts";
import { didYouMean } from "../nearest.ts";
import type { Column, Rule } from "../policy.ts";
import { isNum } from "../value/decimal.ts";
import { formatValue } from "../value/value.ts";
import { type Locate, pointer } from "../yaml/locate.ts";
import { durationIn, testProblems } from "./check-test.ts";
import { mapping, optionalText, type Report } from "./report.ts";

/** What the rows of a table may speak of. */
export interface Head {
  /** Their `duration` is settled by the tests on them. */
  columns: Column[];
  /** All names of inputs and derived values, those included that could not be read: the rules are not to blame for them. */
  declared: ReadonlySet<string>;
  outcomes: readonly string[];
}

/** Reads the rows of the table. */
export function readRules(rules: unknown, head: Head, report: Report, locate: Locate): Rule[] {
  if (!Array.isArray(rules)) return [];
  if (rules.length > LIMITS.rules) {
    const message = `This policy has ${rules.length} rules; at most ${LIMITS.rules} are read. Split it.`;
    report.error("too-many-rules", message, "/rules");
    return [];
  }
  const lines = new Map<string, number>();
  const readTests = testReader(head, report);
  return rules.map((row, at) => {
    const { id, says, when, then } = mapping(row);
    const { line } = locate(pointer("rules", at));
    const name = typeof id === "string" ? id : `${at + 1}`;
    const first = lines.get(name);
    if (first !== undefined) {
      const message = `There is a rule "${name}" already, in line ${first}; every rule needs an id of its own.`;
      report.error("duplicate-rule", message, pointer("rules", at, "id"));
    } else lines.set(name, line);
    if (typeof then === "string" && !head.outcomes.includes(then)) {
      const message = `Rule ${name}: there is no outcome "${then}".${didYouMean(then, head.outcomes)}`;
      report.error("unknown-outcome", message, pointer("rules", at, "then"));
    }
    const written = writtenTests(mapping(when));
    const tests = readTests(written, name, pointer("rules", at, "when"));
    return { id: name, ...optionalText("says", says), when: written, then: String(then), line, tests };
  });
}

/** The tests as text: a bare number or boolean is its literal. What is neither has been reported by the schema. */
function writtenTests(when: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(when).flatMap(([column, given]): [string, string][] => {
    if (typeof given === "string") return [[column, given]];
    return typeof given === "boolean" || isNum(given) ? [[column, formatValue(given)]] : [];
  });
  return Object.fromEntries(texts);
}

type ReadTests = (written: Record<string, string>, rule: string, at: string) => Rule["tests"];

function testReader({ columns, declared }: Head, report: Report): ReadTests {
  const index = new Map(columns.map((column, at) => [column.name, at]));
  // The same test stands in many rows: it is read once.
  const known = new Map<string, ReturnType<typeof parseTest>>();
  const parse = (text: string) => {
    const found = known.get(text) ?? parseTest(text);
    known.set(text, found);
    return found;
  };
  return (written, rule, at) => {
    const tests = Object.entries(written).flatMap(([name, text]) => {
      const place = at + pointer(name);
      const { test, problems } = parse(text);
      report.feel(problems, `Rule ${rule}, ${name}`, place);
      const position = index.get(name);
      if (position === undefined && !declared.has(name)) {
        const message = `Rule ${rule}: there is no input or derived value "${name}".${didYouMean(name, declared)}`;
        report.error("unknown-column", message, place, { key: true });
      }
      if (position === undefined || !test) return [];
      checkOn(columns[position]!, test, rule, place);
      return [{ column: position, text, test }];
    });
    return tests.sort((a, b) => a.column - b.column);
  };

  function checkOn(column: Column, test: UnaryTest, rule: string, place: string): void {
    const kind = column.type === "duration" && durationIn(test);
    if (kind) column.duration ??= kind;
    report.feel(testProblems(test, column), `Rule ${rule}`, place);
  }
}
