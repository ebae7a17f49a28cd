import type { Expression, InItem } from "../feel/ast.ts";
import { operate } from "../functions/arithmetic.ts";
import { FUNCTIONS } from "../functions/index.ts";
import { properties } from "../functions/properties.ts";
import { isNum } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import { sameValue, type Value } from "../value/value.ts";
import { compileFast, exactly, fastOrder, type Row } from "./approximate.ts";
import { holds, order, type Truth } from "./order.ts";

/** A formula as a function of the row. Throws a NoResult where an operation has none. */
type Formula = (row: Row) => Value;

/**
 * Compiles a formula that passed the type check. Null flows as DMN says: arithmetic, comparison and functions of null give
 * null, `and`/`or` are three-valued, `if` takes its `else` unless the condition is true; only what is needed is computed.
 */
export function compileExpression(node: Expression, column: (name: string) => number): Formula {
  const compile = (child: Expression) => compileExpression(child, column);
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "name": {
      const index = column(node.name);
      return (row) => exactly(row[index] as Value);
    }
    case "negate": {
      const operand = compile(node.operand);
      return (row) => negative(operand(row));
    }
    case "arithmetic": {
      const [left, right, op] = [compile(node.left), compile(node.right), node.op];
      return (row) => operate(op, left(row), right(row));
    }
    case "compare":
      return comparison(node, column);
    case "in": {
      const value = compile(node.value);
      const items = node.items.map((item) => inItem(item, compile));
      return (row) => anyOf(items, value(row), row);
    }
    case "and":
    case "or": {
      const [left, right, decided] = [compile(node.left), compile(node.right), node.kind === "or"];
      return (row) => {
        const first = left(row);
        if (first === decided) return decided;
        const second = right(row);
        if (second === decided) return decided;
        return first === null || second === null ? null : !decided;
      };
    }
    case "if": {
      const [condition, yes, no] = [compile(node.condition), compile(node.yes), compile(node.no)];
      return (row) => (condition(row) === true ? yes(row) : no(row));
    }
    case "call": {
      const { apply } = FUNCTIONS.get(node.name)!;
      const args = node.args.map(compile);
      return (row) => {
        const values = args.map((arg) => arg(row));
        return values.includes(null) ? null : apply(values);
      };
    }
    case "property": {
      const [of, name] = [compile(node.of), node.name];
      return (row) => {
        const value = of(row);
        return value instanceof TimeValue ? (properties[value.kind]?.[name]?.(value) ?? null) : null;
      };
    }
  }
}

function negative(value: Value): Value {
  if (isNum(value)) return typeof value === "number" ? 0 - value : value.negated();
  return value instanceof TimeValue ? new TimeValue(value.kind, negative(value.rank) as TimeValue["rank"]) : null;
}

function comparison(node: Extract<Expression, { kind: "compare" }>, column: (name: string) => number): Formula {
  const { op } = node;
  const [left, right] = [compileExpression(node.left, column), compileExpression(node.right, column)];
  const exact = (row: Row): Truth => {
    const [a, b] = [left(row), right(row)];
    if (op === "=") return sameValue(a, b);
    if (op === "!=") return !sameValue(a, b);
    const sign = order(a, b);
    return sign === null ? null : holds(op, sign);
  };
  const [fastLeft, fastRight] = [compileFast(node.left, column), compileFast(node.right, column)];
  if (!fastLeft || !fastRight || op === "=" || op === "!=") return exact;
  return (row) => {
    const sign = fastOrder(fastLeft, fastRight, row);
    return Number.isNaN(sign) ? exact(row) : holds(op, sign);
  };
}

type In = (value: Value, row: Row) => Truth;

function inItem(item: InItem, compile: (node: Expression) => Formula): In {
  if (item.kind === "equals") {
    const wanted = compile(item.value);
    return (value, row) => sameValue(value, wanted(row));
  }
  if (item.kind === "compare") {
    const [wanted, op] = [compile(item.value), item.op];
    return (value, row) => {
      const sign = order(value, wanted(row));
      return sign === null ? null : holds(op, sign);
    };
  }
  const [low, high] = [compile(item.low), compile(item.high)];
  const [above, below] = [
    item.lowClosed ? (">=" as const) : (">" as const),
    item.highClosed ? ("<=" as const) : ("<" as const),
  ];
  return (value, row) => {
    const [toLow, toHigh] = [order(value, low(row)), order(value, high(row))];
    if ((toLow !== null && !holds(above, toLow)) || (toHigh !== null && !holds(below, toHigh))) return false;
    return toLow === null || toHigh === null ? null : true;
  };
}

/** Three-valued: true if one is true, else null if one is null. */
function anyOf(items: readonly In[], value: Value, row: Row): Truth {
  let result: Truth = false;
  for (const item of items) {
    const one = item(value, row);
    if (one === true) return true;
    if (one === null) result = null;
  }
  return result;
}
