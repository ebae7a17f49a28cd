import type { Expression } from "../feel/ast.ts";
import { compareNum, Decimal, type Num } from "../value/decimal.ts";
import type { Value } from "../value/value.ts";
import { type Fraction, orderFraction } from "./fraction.ts";

/**
 * A number known to lie within `error` of `approx`; its exact decimal is worked out only when that is not enough to answer a
 * question. This is the running error analysis of Higham, Accuracy and Stability of Numerical Algorithms (2002), 3.3: each
 * operation on doubles adds its own rounding to what its operands brought along.
 */
export class Approximate {
  readonly approx: number;
  readonly error: number;
  #exact: Num | (() => Num);
  readonly #fraction: () => Fraction | undefined;

  /** @param fraction the same value, where it is easily had as one */
  constructor(approx: number, error: number, exact: () => Num, fraction: () => Fraction | undefined = () => undefined) {
    this.approx = approx;
    this.error = error;
    this.#exact = exact;
    this.#fraction = fraction;
  }

  /** Negative, zero or positive as the value is below, equal to or above a constant. Exact. */
  compare(constant: Num): number {
    const fraction = this.#fraction();
    return (fraction && orderFraction(fraction, constant)) ?? compareNum(this.exact(), constant);
  }

  exact(): Num {
    if (typeof this.#exact === "function") this.#exact = this.#exact();
    return this.#exact as Num;
  }
}

/** What a column holds while one case is decided. */
export type Cell = Value | Approximate;
export type Row = readonly Cell[];

/** The value itself. */
export const exactly = (cell: Cell): Value => (cell instanceof Approximate ? cell.exact() : cell);

/**
 * Twice the unit roundoff of doubles: the spare half pays for the rounding of the bounds themselves, for a decimal that a
 * double only comes near, and for decimal128's own rounding, which is 2^-60 times finer.
 */
export const ULP = 2 ** -52;
/** The error of the number that a {@link Fast} gave last: a second result without an allocation. */
let bound = 0;

/** A formula on doubles. Gives a number and leaves its error in `bound`, or NaN when only exact arithmetic will do. */
export type Fast = (row: Row) => number;

/** The result of a fast formula with its error bound; undefined when there is none. Valid until the next call. */
export function approximation(fast: Fast, row: Row): { approx: number; error: number } | undefined {
  const approx = fast(row);
  return Number.isNaN(approx) ? undefined : { approx, error: bound * 1.0001 };
}

/**
 * The sign of `a - b`, or NaN when they lie too close together, or hold something doubles cannot do.
 */
export function fastOrder(a: Fast, b: Fast, row: Row): number {
  const left = a(row);
  const error = bound;
  const right = b(row);
  const distance = left - right;
  return Math.abs(distance) > (error + bound) * 1.0001 || (error === 0 && bound === 0)
    ? Math.sign(distance)
    : Number.NaN;
}

/** Compares an approximate cell with a constant: negative, zero or positive, always right. */
export function orderApproximate(cell: Approximate, constant: Num, near: number, error: number): number {
  const distance = cell.approx - near;
  if (Math.abs(distance) > (cell.error + error) * 1.0001) return distance;
  return cell.compare(constant);
}

/** A constant as the nearest double, and how far from it the constant can lie. */
export function nearDouble(value: Num): { near: number; error: number } {
  const near = typeof value === "number" ? value : value.toNumber();
  return { near, error: Number.isSafeInteger(value) ? 0 : Math.abs(near) * ULP };
}

/** Too near the ends of the double range for relative errors to hold. */
export const odd = (value: number) => !(Math.abs(value) > 1e-280 && Math.abs(value) < 1e280);

function known(value: number, error: number): number {
  bound = error;
  return value;
}

/** A formula on doubles with its error, for arithmetic on numbers; undefined for anything else. */
export function compileFast(node: Expression, column: (name: string) => number): Fast | undefined {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      if (typeof value !== "number" && !(value instanceof Decimal)) return undefined;
      const { near, error } = nearDouble(value);
      return near !== 0 && odd(near) ? undefined : () => known(near, error);
    }
    case "name":
      return readColumn(column(node.name));
    case "negate": {
      const operand = compileFast(node.operand, column);
      return operand && ((row) => -operand(row));
    }
    case "arithmetic": {
      const [left, right] = [compileFast(node.left, column), compileFast(node.right, column)];
      return left && right && arithmetic(node.op, left, right);
    }
    case "call": {
      if (node.name !== "abs" || node.args.length !== 1) return undefined;
      const operand = compileFast(node.args[0]!, column);
      return operand && ((row) => Math.abs(operand(row)));
    }
    default:
      return undefined;
  }
}

function readColumn(index: number): Fast {
  return (row) => {
    const cell = row[index];
    if (typeof cell === "number") {
      if (cell !== 0 && odd(cell)) return Number.NaN;
      return known(cell, Number.isSafeInteger(cell) ? 0 : Math.abs(cell) * ULP);
    }
    if (cell instanceof Approximate) return known(cell.approx, cell.error);
    return Number.NaN;
  };
}

function arithmetic(op: string, left: Fast, right: Fast): Fast | undefined {
  switch (op) {
    case "+":
      return (row) => sum(left, right, row, 1);
    case "-":
      return (row) => sum(left, right, row, -1);
    case "*":
      return (row) => {
        const a = left(row);
        const ea = bound;
        const b = right(row);
        const eb = bound;
        const product = a * b;
        if ((a === 0 && ea === 0) || (b === 0 && eb === 0)) return Number.isNaN(product) ? product : known(0, 0);
        if (odd(product)) return Number.NaN;
        const brought = Math.abs(a) * eb + Math.abs(b) * ea + ea * eb;
        return known(product, brought + rounding(product, brought));
      };
    case "/":
      return (row) => {
        const a = left(row);
        const ea = bound;
        const b = right(row);
        const eb = bound;
        const quotient = a / b;
        const least = Math.abs(b) - eb * 1.0001;
        if (!(least > 0)) return Number.NaN;
        if (a === 0 && ea === 0) return known(0, 0);
        if (odd(quotient)) return Number.NaN;
        return known(quotient, (ea + Math.abs(quotient) * eb) / least + Math.abs(quotient) * ULP);
      };
    default:
      return undefined;
  }
}

function sum(left: Fast, right: Fast, row: Row, sign: 1 | -1): number {
  const a = left(row);
  const ea = bound;
  const b = right(row);
  const eb = bound;
  const total = a + sign * b;
  if (total !== 0 && odd(total)) return Number.NaN;
  return known(total, ea + eb + rounding(total, ea + eb));
}

/** Whole numbers below 2^53 computed from exact ones are exact themselves. */
export const rounding = (result: number, brought: number) =>
  brought === 0 && Number.isSafeInteger(result) ? 0 : Math.abs(result) * ULP;
