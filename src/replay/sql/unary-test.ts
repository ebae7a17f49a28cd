import type { TestItem, UnaryTest } from "../../policy/index.ts";
import type { Dialect } from "./dialect.ts";
import { compared, constantOf, type ValueSql } from "./value.ts";

/**
 * A unary test on a cell, as SQL's own three-valued logic has it: `or` and `not` do there what a list and `not(…)` do
 * here, an order comparison of null is null on both sides, and equality is total (IS NOT DISTINCT FROM).
 */
export function unaryTest(dialect: Dialect, test: UnaryTest, cell: ValueSql): string {
  if (test.kind === "any") return "TRUE";
  const items = test.items.map((item) => itemTest(dialect, item, cell)).join(" OR ");
  return test.not ? `(NOT (${items}))` : `(${items})`;
}

function itemTest(dialect: Dialect, item: TestItem, cell: ValueSql): string {
  if (item.kind === "equals") return compared(dialect, "=", cell, constantOf(dialect, item.value));
  if (item.kind === "compare") return compared(dialect, item.op, cell, constantOf(dialect, item.value));
  const low = compared(dialect, item.lowClosed ? ">=" : ">", cell, constantOf(dialect, item.low));
  const high = compared(dialect, item.highClosed ? "<=" : "<", cell, constantOf(dialect, item.high));
  // The evaluator looks at the upper end only where the lower one holds: null there is null, whatever the upper end says.
  return item.low === null ? low : `(${low} AND ${high})`;
}
