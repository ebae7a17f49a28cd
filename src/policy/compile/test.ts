import type { Order, TestItem, UnaryTest } from "../feel/ast.ts";
import { isDecimal, isNum, type Num } from "../value/decimal.ts";
import { sameValue, type Value } from "../value/value.ts";
import { Approximate, type Cell, exactly, nearDouble, orderApproximate } from "./approximate.ts";
import { holds, order, type Truth } from "./order.ts";

/** A unary test as a function of what the column holds. */
export type CellTest = (cell: Cell) => Truth;

/**
 * Compiles a unary test. On null: `-` is true; an equality is false, except that `null` equals null; an order comparison or
 * interval is null; a list is true if one item is, else null if one is, else false; `not` turns true and false around and
 * leaves null.
 */
export function compileTest(test: UnaryTest): CellTest {
  if (test.kind === "any") return () => true;
  const items = test.items.map(compileItem);
  const some = items.length === 1 ? items[0]! : anyOf(items);
  if (!test.not) return some;
  return (cell) => {
    const result = some(cell);
    return result === null ? null : !result;
  };
}

function anyOf(items: readonly CellTest[]): CellTest {
  return (cell) => {
    let result: Truth = false;
    for (const item of items) {
      const one = item(cell);
      if (one === true) return true;
      if (one === null) result = null;
    }
    return result;
  };
}

function compileItem(item: TestItem): CellTest {
  switch (item.kind) {
    case "equals":
      return equals(item.value);
    case "compare":
      return compare(item.op, item.value);
    case "interval": {
      const low = compare(item.lowClosed ? ">=" : ">", item.low);
      const high = compare(item.highClosed ? "<=" : "<", item.high);
      return (cell) => {
        const above = low(cell);
        return above === true ? high(cell) : above;
      };
    }
  }
}

function equals(value: Value): CellTest {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return (cell) => cell === value;
  if (!isNum(value)) return (cell) => sameValue(exactly(cell), value);
  const sign = orderTo(value);
  return (cell) => sign(cell) === 0;
}

function compare(op: Order, value: Value): CellTest {
  if (!isNum(value)) {
    return (cell) => {
      const sign = order(exactly(cell), value);
      return sign === null ? null : holds(op, sign);
    };
  }
  const sign = orderTo(value);
  const slow = (cell: Cell): Truth => {
    const found = sign(cell);
    return found === null ? null : holds(op, found);
  };
  if (isDecimal(value)) return slow;
  switch (op) {
    case "<":
      return (cell) => (typeof cell === "number" ? cell < value : slow(cell));
    case "<=":
      return (cell) => (typeof cell === "number" ? cell <= value : slow(cell));
    case ">":
      return (cell) => (typeof cell === "number" ? cell > value : slow(cell));
    case ">=":
      return (cell) => (typeof cell === "number" ? cell >= value : slow(cell));
  }
}

/** The sign of cell minus constant; null where the cell is no number. */
function orderTo(value: Num): (cell: Cell) => number | null {
  const { near, error } = nearDouble(value);
  return (cell) => {
    if (cell instanceof Approximate) return orderApproximate(cell, value, near, error);
    return order(cell, value);
  };
}
