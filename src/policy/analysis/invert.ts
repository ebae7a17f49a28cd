import type { Expression } from "../feel/ast.ts";
import { partsOf } from "../feel/parts.ts";
import { operate } from "../functions/arithmetic.ts";
import { NoResult } from "../functions/builtin.ts";
import { isNum } from "../value/decimal.ts";
import { rankOf, type Value } from "../value/value.ts";
import { lineOf, valueAt } from "./atoms.ts";
import { between } from "./between.ts";

/** Computes a formula from the columns it names, or gives null where it has no value. */
export type Compute = (expression: Expression) => Value;

/**
 * Values of a name that may give a formula a wanted value while everything else stays: candidates to try, not answers. The
 * formula is undone one operation at a time, along the one branch that holds the name.
 */
export function invert(node: Expression, name: string, wanted: Value, compute: Compute): Value[] {
  if (node.kind === "name") return node.name === name ? [wanted] : [];
  const into = (child: Expression, values: readonly Value[]): Value[] =>
    values.flatMap((value) => (mentions(child, name) ? invert(child, name, value, compute) : []));
  switch (node.kind) {
    case "negate":
      return into(
        node.operand,
        attempt(() => operate("-", zeroLike(wanted), wanted)),
      );
    case "arithmetic": {
      const { op, left, right } = node;
      return [
        ...into(
          left,
          attempt(() => undoLeft(op, wanted, compute(right))),
        ),
        ...into(
          right,
          attempt(() => undoRight(op, wanted, compute(left))),
        ),
      ];
    }
    case "call":
      return node.args.flatMap((arg) => into(arg, argumentsFor(node.name, wanted)));
    case "compare": {
      const { left, right } = node;
      return [...into(left, around(compute(right))), ...into(right, around(compute(left)))];
    }
    case "in":
      return into(
        node.value,
        node.items
          .flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]))
          .flatMap((end) => around(compute(end))),
      );
    case "and":
    case "or":
      return [...into(node.left, [wanted]), ...into(node.right, [wanted])];
    case "if":
      return [...into(node.condition, [true, false]), ...into(node.yes, [wanted]), ...into(node.no, [wanted])];
    default:
      return [];
  }
}

export function mentions(node: Expression, name: string): boolean {
  return node.kind === "name" ? node.name === name : partsOf(node).some((part) => mentions(part, name));
}

type Operator = "+" | "-" | "*" | "/" | "**";

/** x of `x op right = wanted`. */
function undoLeft(op: Operator, wanted: Value, right: Value): Value {
  if (op === "+") return operate("-", wanted, right);
  if (op === "-") return operate("+", wanted, right);
  if (op === "*") return operate("/", wanted, right);
  return op === "/" ? operate("*", wanted, right) : null;
}

/** x of `left op x = wanted`. */
function undoRight(op: Operator, wanted: Value, left: Value): Value {
  if (op === "+") return operate("-", wanted, left);
  if (op === "-") return operate("-", left, wanted);
  if (op === "*") return operate("/", wanted, left);
  return op === "/" ? operate("/", left, wanted) : null;
}

function attempt(operation: () => Value): Value[] {
  try {
    const value = operation();
    return value === null ? [] : [value];
  } catch (reason) {
    if (reason instanceof NoResult) return [];
    throw reason;
  }
}

const zeroLike = (value: Value): Value => {
  const line = lineOf(value);
  return line === undefined || line === "number" ? 0 : valueAt(line, 0);
};

/** Rounding and choosing functions give back what they are given, for some of their arguments. */
function argumentsFor(name: string, wanted: Value): Value[] {
  if (name !== "abs") return [wanted];
  return [wanted, ...attempt(() => operate("-", zeroLike(wanted), wanted))];
}

/** A value, and one on either side of it. */
function around(value: Value): Value[] {
  const line = lineOf(value);
  const rank = rankOf(value);
  if (line === undefined || rank === undefined || !isNum(rank)) return value === null ? [] : [value];
  const sides = [between(undefined, rank, line, "any"), between(rank, undefined, line, "any")];
  return [value, ...sides.flatMap((side) => (side === undefined ? [] : [valueAt(line, side)]))];
}
