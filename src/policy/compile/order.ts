import type { Order } from "../feel/ast.ts";
import { compareNum } from "../value/decimal.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";

/** Three-valued logic; null is neither. */
export type Truth = boolean | null;

/** Negative, zero or positive as two values of one ordered kind stand; null for null, and for kinds that have no order. */
export function order(a: Value, b: Value): number | null {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x === undefined || y === undefined || typeOf(a) !== typeOf(b)) return null;
  return compareNum(x, y);
}

/** Whether a comparison holds, given the sign of left minus right. */
export function holds(op: Order, sign: number): boolean {
  switch (op) {
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
    case ">=":
      return sign >= 0;
  }
}
