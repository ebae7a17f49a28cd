import { compileTest } from "../compile/test.ts";
import type { FeelProblem, TestItem, UnaryTest } from "../feel/ast.ts";
import { spoken } from "../feel/type-check.ts";
import { didYouMean } from "../nearest.ts";
import type { Column } from "../policy.ts";
import { isInteger, isNum } from "../value/decimal.ts";
import { type TimeKind, TimeValue } from "../value/time.ts";
import { formatValue, type Type, typeOf, type Value } from "../value/value.ts";

/** What of a column its tests are checked against. */
interface Tested {
  name: string;
  type: Type;
  duration?: TimeKind;
  values?: Extract<Column, { kind: "input" }>["values"];
}

/** What in a test cannot work on its column: a value of the wrong type, an order where there is none, a value the column never has. */
export function testProblems(test: UnaryTest, column: Tested): FeelProblem[] {
  if (test.kind === "any") return [];
  return test.items.flatMap((item) => {
    const problem = itemProblem(item, column);
    return problem ? [{ ...problem, from: item.from, to: item.to }] : [];
  });
}

type Problem = Pick<FeelProblem, "code" | "message">;

function itemProblem(item: TestItem, column: Tested): Problem | undefined {
  const values = item.kind === "interval" ? [item.low, item.high] : [item.value];
  for (const value of values) {
    const problem = typeProblem(value, column);
    if (problem) return problem;
  }
  if (item.kind === "equals") return valueProblem(item.value, column);
  if (column.type === "string" || column.type === "boolean") {
    const kind = column.type === "string" ? "Text" : "true and false";
    return { code: "wrong-type", message: `${kind} has no order here; list the values that ${column.name} may have.` };
  }
  return undefined;
}

function typeProblem(value: Value, { name, type, duration }: Tested): Problem | undefined {
  if (value === null || fitsColumn(value, type)) {
    if (!(value instanceof TimeValue) || !duration || value.kind === duration) return undefined;
    const message = `${formatValue(value)} is a ${value.kind}; the other tests on ${name} compare with a ${duration}, and the two have no order between them.`;
    return { code: "mixed-durations", message };
  }
  const shown = formatValue(value);
  return {
    code: "wrong-type",
    message: `${name} is of type ${type}, and ${shown} is ${typeof value === "boolean" ? "a boolean" : spoken(typeOf(value))}.${hint(value, type)}`,
  };
}

function fitsColumn(value: Value, type: Type): boolean {
  const is = typeOf(value);
  if (type === "integer") return is === "number";
  return type === "duration" ? is.endsWith("duration") : is === type;
}

function hint(value: Value, type: Type): string {
  if (type === "string") return ` Text needs double quotes of its own: '${JSON.stringify(formatValue(value))}'.`;
  if (type === "date" || type === "date and time" || type === "duration") {
    const example = { date: "2024-02-29", "date and time": "2024-02-29T10:00:00Z", duration: "P2D" }[type];
    return ` Write ${type}("${example}").`;
  }
  return typeof value === "string" && type !== "boolean" ? " Write numbers without quotes." : "";
}

function valueProblem(value: Value, { name, type, values }: Tested): Problem | undefined {
  if (type === "integer" && isNum(value) && !isInteger(value)) {
    return { code: "never-equal", message: `${name} is an integer: it never equals ${formatValue(value)}.` };
  }
  if (value === null || !values || compileTest(values.test)(value) === true) return undefined;
  const known =
    values.test.kind === "list"
      ? values.test.items.flatMap((item) => (item.kind === "equals" ? [item.value] : []))
      : [];
  const near = typeof value === "string" ? didYouMean(value, known.map(String)) : ` Its values are ${values.text}.`;
  return { code: "unknown-value", message: `${name} never has the value ${formatValue(value)}.${near}` };
}

/** The kind of the first duration a test compares with. */
export function durationIn(test: UnaryTest): TimeKind | undefined {
  if (test.kind === "any") return undefined;
  const values = test.items.map((item) => (item.kind === "interval" ? item.low : item.value));
  return values.find((value) => value instanceof TimeValue)?.kind;
}
