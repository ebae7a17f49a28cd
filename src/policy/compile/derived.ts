import { NoResult } from "../functions/builtin.ts";
import type { Derived } from "../policy.ts";
import { isInteger, isNum, type Num } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import type { Value } from "../value/value.ts";
import { Approximate, approximation, type Cell, compileFast, type Row } from "./approximate.ts";
import { compileExpression } from "./expression.ts";
import { compileFraction } from "./fraction.ts";

/** Computes one derived value from the columns before it; a NoResult says why there is none. */
export type DeriveCell = (row: Row) => Cell | NoResult;

/**
 * Compiles a derived value. Arithmetic on numbers runs on doubles with an error bound, and its exact decimal is worked out
 * only when a test comes too close to call; everything else is computed exactly at once.
 */
export function compileDerived(derived: Derived, column: (name: string) => number): DeriveCell {
  const formula = compileExpression(derived.expression, column);
  const exact: DeriveCell = (row) => {
    try {
      return declared(formula(row), derived);
    } catch (reason) {
      if (reason instanceof NoResult) return reason;
      throw reason;
    }
  };
  const fast = derived.type === "number" ? compileFast(derived.expression, column) : undefined;
  if (!fast) return exact;
  const fraction = compileFraction(derived.expression, column);
  return (row) => {
    const near = approximation(fast, row);
    if (!near) return exact(row);
    if (near.error === 0) return near.approx + 0;
    return new Approximate(near.approx, near.error, () => formula(row) as Num, fraction && (() => fraction(row)));
  };
}

/** The value if it is of the declared type; the static check leaves open only these two. */
function declared(value: Value, { type, duration }: Derived): Cell | NoResult {
  if (type === "integer" && isNum(value) && !isInteger(value)) return new NoResult("it is not a whole number");
  if (duration && value instanceof TimeValue && value.kind !== duration) return new NoResult(`it is not a ${duration}`);
  return value;
}
