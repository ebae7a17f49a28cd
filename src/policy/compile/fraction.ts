import type { Expression } from "../feel/ast.ts";
import type { Num } from "../value/decimal.ts";

/** A fraction of two whole numbers of at most 2^53, exactly; `below` is above 0. */
export interface Fraction {
  above: number;
  below: number;
}

/** The value of a formula; undefined where it is none, or the numbers become too large. */
export type Exact = (row: readonly unknown[]) => Fraction | undefined;

/** Decimals of at most 15 digits come back from their doubles unchanged (IEEE 754, DBL_DIG). */
const maxDigits = 1e15;
const maxScale = 1e9;

/**
 * A formula of sums, products and at most one quotient, its last step, on whole numbers: what a money threshold asks for, in a
 * hundredth of the time that decimals take. Undefined for any other formula.
 */
export function compileFraction(node: Expression, column: (name: string) => number): Exact | undefined {
  const isLast = node.kind === "arithmetic" && node.op === "/";
  if (isLast) {
    const [left, right] = [wholly(node.left, column), wholly(node.right, column)];
    return left && right && ((row) => quotient(left(row), right(row)));
  }
  return changed(node, (operand) => compileFraction(operand, column)) ?? wholly(node, column);
}

/** The sign of fraction minus constant; undefined where the numbers become too large. */
export function orderFraction({ above, below }: Fraction, constant: Num): number | undefined {
  const other = decimal(constant);
  if (!other) return undefined;
  // The evaluator rounds a quotient to 34 digits. One that is no more than these numbers make it, and not the constant, lies
  // further from it than 1 in 2^53 of itself, so that this rounding cannot make them equal.
  const [left, right] = [above * other.below, other.above * below];
  return Number.isSafeInteger(left) && Number.isSafeInteger(right) ? Math.sign(left - right) : undefined;
}

/** Sums and products: each has a power of ten below the line, and decimals do not round it. */
function wholly(node: Expression, column: (name: string) => number): Exact | undefined {
  switch (node.kind) {
    case "literal": {
      const value = decimal(node.value);
      return value && (() => value);
    }
    case "name": {
      const index = column(node.name);
      return (row) => decimal(row[index]);
    }
    case "arithmetic": {
      const combine = operators[node.op];
      const [left, right] = [wholly(node.left, column), wholly(node.right, column)];
      if (!combine || !left || !right) return undefined;
      return (row) => {
        const [a, b] = [left(row), right(row)];
        return a && b && combine(a, b);
      };
    }
    default:
      return changed(node, (operand) => wholly(operand, column));
  }
}

/** What changes no digit. */
function changed(node: Expression, compile: (operand: Expression) => Exact | undefined): Exact | undefined {
  const isAbs = node.kind === "call" && node.name === "abs" && node.args.length === 1;
  const operand = node.kind === "negate" ? compile(node.operand) : isAbs ? compile(node.args[0]!) : undefined;
  const change = isAbs ? Math.abs : (above: number) => -above;
  return (
    operand &&
    ((row) => {
      const value = operand(row);
      return value && { above: change(value.above), below: value.below };
    })
  );
}

type Combine = (a: Fraction, b: Fraction) => Fraction | undefined;

const operators: Record<string, Combine | undefined> = {
  "+": (a, b) => sum(a, b, 1),
  "-": (a, b) => sum(a, b, -1),
  "*": (a, b) => checked(a.above * b.above, a.below * b.below),
};

function sum(a: Fraction, b: Fraction, sign: 1 | -1): Fraction | undefined {
  const below = Math.max(a.below, b.below);
  const [left, right] = [a.above * (below / a.below), b.above * (below / b.below)];
  return Number.isSafeInteger(left) && Number.isSafeInteger(right) ? checked(left + sign * right, below) : undefined;
}

function quotient(a: Fraction | undefined, b: Fraction | undefined): Fraction | undefined {
  if (!a || !b || b.above === 0) return undefined;
  return checked(a.above * b.below * Math.sign(b.above), a.below * Math.abs(b.above));
}

const checked = (above: number, below: number): Fraction | undefined =>
  Number.isSafeInteger(above) && Number.isSafeInteger(below) ? { above, below } : undefined;

/** The decimal that a number stands for. */
function decimal(value: unknown): Fraction | undefined {
  if (typeof value !== "number") return undefined;
  for (let below = 1; below <= maxScale; below *= 10) {
    const above = Math.round(value * below);
    if (Math.abs(above) > maxDigits) return undefined;
    if (above / below === value) return { above, below };
  }
  return undefined;
}
