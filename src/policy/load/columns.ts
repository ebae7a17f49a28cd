import { inputReader } from "../compile/input.ts";
import type { TestItem, UnaryTest } from "../feel/ast.ts";
import { parseTest } from "../feel/parse-test.ts";
import { LIMITS } from "../limits.ts";
import type { Column, Input, WrittenTest } from "../policy.ts";
import { formatValue, type Type } from "../value/value.ts";
import { pointer } from "../yaml/locate.ts";
import { durationIn, testProblems } from "./check-test.ts";
import { readDerived } from "./derived.ts";
import { mapping, optionalText, type Report } from "./report.ts";
import { isType } from "./types.ts";

/** The columns of the table: inputs, then derived values in an order in which each needs only what stands before it. */
export function readColumns(data: Record<string, unknown>, report: Report): Column[] {
  const inputs = readInputs(mapping(data.inputs), report);
  const derived = readDerived(mapping(data.derived), inputs, Object.keys(mapping(data.inputs)), report);
  const columns = [...inputs, ...derived];
  if (columns.length > LIMITS.columns) {
    report.error(
      "too-many-columns",
      `This policy has ${columns.length} inputs and derived values; at most ${LIMITS.columns} are read. Split it.`,
      "/inputs",
    );
  }
  return columns;
}

function readInputs(inputs: Record<string, unknown>, report: Report): ({ kind: "input"; name: string } & Input)[] {
  return Object.entries(inputs).flatMap(([name, facts]) => {
    const { type, unit, says, optional, values } = mapping(facts);
    if (!isType(type)) return [];
    const column = {
      kind: "input" as const,
      name,
      type,
      ...optionalText("unit", unit),
      ...optionalText("says", says),
      optional: optional === true,
    };
    const written = values === undefined ? undefined : readValues(values, name, type, report);
    return [written ? { ...column, values: written, ...kindOf(written.test) } : column];
  });
}

function readValues(values: unknown, name: string, type: Type, report: Report): WrittenTest | undefined {
  const at = pointer("inputs", name, "values");
  if (Array.isArray(values)) return readList(values, name, type, report);
  if (typeof values !== "string") return undefined;
  const { test, problems } = parseTest(values);
  const all = test ? testProblems(test, { name, type, ...kindOf(test) }) : problems;
  report.feel(all, `The values of ${name}`, at);
  return test && all.length === 0 ? { text: values, test } : undefined;
}

/** Which kind of duration the values are, where they are durations. */
const kindOf = (test: UnaryTest) => {
  const duration = durationIn(test);
  return duration ? { duration } : {};
};

function readList(values: unknown[], name: string, type: Type, report: Report): WrittenTest | undefined {
  const read = inputReader({ type });
  const items = values.flatMap((given, index): TestItem[] => {
    const value = read(given);
    if (value !== undefined && value !== null) return [{ kind: "equals", value, from: 0, to: 0 }];
    const shown = JSON.stringify(given);
    report.error(
      "wrong-type",
      `The values of ${name}: ${shown} is not of type ${type}.`,
      pointer("inputs", name, "values", index),
    );
    return [];
  });
  const test: UnaryTest = { kind: "list", not: false, items };
  report.feel(
    testProblems(test, { name, type, ...kindOf(test) }),
    `The values of ${name}`,
    pointer("inputs", name, "values"),
  );
  if (items.length === 0) return undefined;
  const text = items.map((item) => formatValue(item.kind === "equals" ? item.value : null)).join(", ");
  return { text, test };
}
