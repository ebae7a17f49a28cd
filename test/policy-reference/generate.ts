import { randomFormula, randomPredicate } from "./formulas.ts";
import { type Ref, type RefColumn, type RefFormula, type RefPolicy, type RefTest, refDecide } from "./model.ts";
import type { Random } from "./random.ts";
import { decimalText, minus, plus, type Rational, rational, round34 } from "./rational.ts";
import { randomTest } from "./tests.ts";

export { type Ref, type RefPolicy, refDecide };

const words = ["invoice", "order", "crédit", ""];
const day0 = 19_782;

/** Numbers as money and ratios are: few digits, so that values meet; now and then many, so that doubles fail. */
export function randomNumber(random: Random): Rational {
  const digits = random.pick([1, 2, 3, 3, 4, 6, 17]);
  const scale = random.pick([0, 0, 1, 2, 2, 3, 20]);
  let text = random.chance(3) ? "-" : "";
  for (let i = 0; i < digits; i++) text += random.below(10);
  return rational(`${text}e-${scale}`);
}

/** The number itself, or one a hair's breadth beside it. */
function beside(random: Random, value: Rational): Rational {
  const step = random.pick(["0", "0", "1", "0.01", "1e-9", "1e-17", "1e-24"]);
  return round34(random.chance(2) ? plus(value, rational(step)) : minus(value, rational(step)));
}

export interface Case {
  policy: RefPolicy;
  text: string;
  inputs: { values: Map<string, Ref>; json: string }[];
}

/** A random policy with random cases, which lie on and beside its boundaries more often than not. */
export function randomCase(random: Random, inputCount: number): Case {
  const inputs = Array.from({ length: 1 + random.below(5) }, (_, i): RefColumn => {
    const type = random.pick(["number", "number", "number", "boolean", "string", "date"] as const);
    return { name: `c${i}`, type, optional: random.chance(3) };
  });
  const numbers = inputs.filter((column) => column.type === "number").map((column) => column.name);
  const derived = Array.from({ length: random.below(3) }, (_, i): RefColumn => {
    const predicate = random.chance(4);
    const formula: RefFormula = predicate ? randomPredicate(random, numbers, 2) : randomFormula(random, numbers, 3);
    return { name: `f${i}`, type: predicate ? "boolean" : "number", optional: random.chance(2), formula };
  });
  const columns = [...inputs, ...derived];
  const rows = Array.from(
    { length: inputCount },
    () => new Map(inputs.map((column) => [column.name, randomValue(random, column, [])])),
  );
  const pools = new Map(columns.map((column) => [column.name, pool(random, column, rows)]));
  const outcomes = ["a", "b", "c"];
  const policy: RefPolicy = {
    hit: random.pick(["FIRST", "UNIQUE", "ANY", "PRIORITY"]),
    columns,
    outcomes,
    otherwise: random.pick(outcomes),
    rules: Array.from({ length: 1 + random.below(6) }, () => {
      const tests = new Map<string, RefTest>();
      for (const column of columns) {
        if (random.chance(2)) tests.set(column.name, randomTest(random, column.type, pools.get(column.name)!));
      }
      return { tests, then: random.pick(outcomes) };
    }),
  };
  const cases = rows.map((row) => {
    // Half of the values move onto or beside a boundary of their own column; the others keep a derived boundary hit.
    const values = new Map(
      inputs.map((column) => [
        column.name,
        random.chance(3) ? randomValue(random, column, pools.get(column.name)!) : row.get(column.name)!,
      ]),
    );
    return { values, json: `{${[...values].map(([name, value]) => `"${name}": ${jsonText(value)}`).join(", ")}}` };
  });
  return { policy, text: policyText(policy), inputs: cases };
}

/** The constants the tests of a column compare with; those of a formula are values it really takes, and their neighbours. */
function pool(random: Random, { type, name, formula }: RefColumn, rows: readonly Map<string, Ref>[]): Ref[] {
  const column = { name, type, optional: false };
  const constants = Array.from({ length: 4 }, () => randomValue(random, column, []));
  if (type !== "number") return constants;
  for (const row of rows.slice(0, 4)) {
    let value: Ref = row.get(name) ?? null;
    try {
      if (formula) value = formula.value(row);
    } catch {
      continue;
    }
    if (typeof value === "object" && value !== null && "n" in value) constants.push(value, beside(random, value));
  }
  return constants;
}

function randomValue(random: Random, { type, optional }: RefColumn, boundaries: readonly Ref[]): Ref {
  if (random.chance(optional ? 4 : 40)) return null;
  const near = boundaries.length > 0 && !random.chance(3) ? random.pick(boundaries) : undefined;
  switch (type) {
    case "boolean":
      return random.chance(2);
    case "string":
      return (near as string | undefined) ?? random.pick(words);
    case "date":
      return {
        day: ((near as { day: number } | undefined)?.day ?? day0 + random.below(6)) + random.pick([0, 0, 1, -1]),
      };
    case "number":
      return near ? beside(random, near as Rational) : randomNumber(random);
  }
}

export function feelText(value: Ref): string {
  if (value === null) return "null";
  if (typeof value === "object" && "day" in value) return `date("${isoDate(value.day)}")`;
  return typeof value === "object" ? decimalText(value) : JSON.stringify(value);
}

const isoDate = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

function jsonText(value: Ref): string {
  if (typeof value === "object" && value !== null && "day" in value) return `"${isoDate(value.day)}"`;
  return feelText(value);
}

function policyText({ hit, columns, rules, outcomes, otherwise }: RefPolicy): string {
  const column = ({ name, type, optional, formula }: RefColumn) =>
    `  ${name}: {type: ${type}, optional: ${optional}${formula ? `, feel: ${JSON.stringify(formula.text)}` : ""}}`;
  const derived = columns.filter((one) => one.formula);
  return [
    "policy: random",
    "inputs:",
    ...columns.filter((one) => !one.formula).map(column),
    ...(derived.length > 0 ? ["derived:", ...derived.map(column)] : []),
    `outcomes: {${outcomes.map((name) => `${name}: {acts: false}`).join(", ")}}`,
    `hit_policy: ${hit}`,
    "rules:",
    ...rules.map(({ tests, then }, at) => {
      const when = [...tests].map(([name, test]) => `${name}: ${JSON.stringify(test.text)}`).join(", ");
      return `  - {id: r${at + 1}, when: {${when}}, then: ${then}}`;
    }),
    `otherwise: ${otherwise}`,
    "",
  ].join("\n");
}
