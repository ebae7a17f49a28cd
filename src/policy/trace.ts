import { type Cell, exactly } from "./compile/approximate.ts";
import type { Truth } from "./compile/order.ts";
import type { Compiled } from "./compile/policy.ts";
import type { Policy } from "./policy.ts";
import { isDecimal, simplest } from "./value/decimal.ts";
import type { Value } from "./value/value.ts";

/** One test of one rule on one case. */
export interface TracedTest {
  column: string;
  test: string;
  value: Value;
  /** Null where the test cannot say, because the value is null; it counts as no match. */
  result: Truth;
}

/** One rule on one case, with all of its tests. */
export interface TracedRule {
  rule: string;
  matched: boolean;
  tests: TracedTest[];
}

/** How every rule came out; with FIRST, up to the one that decided. */
export function trace(
  policy: Policy,
  { rules }: Compiled,
  row: readonly Cell[],
  hit: number | undefined,
): TracedRule[] {
  const end = policy.hitPolicy === "FIRST" && hit !== undefined ? hit + 1 : rules.length;
  const values = new Map<number, Value>();
  const exactValue = (column: number): Value => {
    const known = values.get(column);
    if (known !== undefined) return known;
    const exact = exactly(row[column] as Cell);
    const value = isDecimal(exact) ? simplest(exact) : exact;
    values.set(column, value);
    return value;
  };
  return policy.rules.slice(0, end).map((rule, at) => {
    const tests = rule.tests.map(({ column, text }, i): TracedTest => {
      const result = rules[at]!.tests[i]!(row[column] as Cell);
      return { column: policy.columns[column]!.name, test: text, value: exactValue(column), result };
    });
    return { rule: rule.id, matched: tests.every((test) => test.result === true), tests };
  });
}
