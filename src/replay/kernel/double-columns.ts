import { nearDouble, odd, rounding, ULP } from "../../policy/compile/approximate.ts";
import type { Expression } from "../../policy/feel/ast.ts";
import { Decimal } from "../../policy/index.ts";
import { batchRows, Kind, type ValueColumn } from "./batch.ts";

/** Numbers by row, each known to lie within its error of its value; NaN where only exact arithmetic will do. */
export class Doubles {
  readonly values = new Float64Array(batchRows);
  readonly errors = new Float64Array(batchRows);

  /** Takes the numbers of an input. */
  fill({ kinds, numbers }: ValueColumn, rows: number): void {
    const { values, errors } = this;
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row]!;
      const value = numbers[row]!;
      if ((kind === Kind.number || kind === Kind.decimal) && (value === 0 || !odd(value))) {
        values[row] = value;
        errors[row] = kind === Kind.number && Number.isSafeInteger(value) ? 0 : Math.abs(value) * ULP;
      } else values[row] = Number.NaN;
    }
  }
}

/** Computes the first so many rows of a formula; the result is its own, and holds until the next call. */
export type DoubleFormula = (rows: number) => Doubles;

/**
 * A formula on doubles over whole columns: the same arithmetic with the same error bounds as `compileFast` has for one case,
 * without a call for each value. Undefined for what doubles cannot do.
 *
 * @param source the values of an input; undefined for a column that has none on doubles
 */
export function doubleFormula(
  node: Expression,
  source: (name: string) => Doubles | undefined,
): DoubleFormula | undefined {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return typeof value === "number" || value instanceof Decimal ? literal(nearDouble(value)) : undefined;
    }
    case "name": {
      const column = source(node.name);
      return column && (() => column);
    }
    case "negate":
      return unary(doubleFormula(node.operand, source), (value) => -value);
    case "call":
      return node.name === "abs" && node.args.length === 1
        ? unary(doubleFormula(node.args[0]!, source), Math.abs)
        : undefined;
    case "arithmetic": {
      const combine = operators[node.op];
      const [left, right] = [doubleFormula(node.left, source), doubleFormula(node.right, source)];
      if (!combine || !left || !right) return undefined;
      const out = new Doubles();
      return (rows) => {
        combine(left(rows), right(rows), out, rows);
        return out;
      };
    }
    default:
      return undefined;
  }
}

function literal({ near, error }: { near: number; error: number }): DoubleFormula | undefined {
  if (near !== 0 && odd(near)) return undefined;
  const out = new Doubles();
  out.values.fill(near);
  out.errors.fill(error);
  return () => out;
}

/** What moves no digit leaves the error as it is. */
function unary(operand: DoubleFormula | undefined, change: (value: number) => number): DoubleFormula | undefined {
  if (!operand) return undefined;
  const out = new Doubles();
  return (rows) => {
    const { values, errors } = operand(rows);
    for (let row = 0; row < rows; row++) out.values[row] = change(values[row]!);
    out.errors.set(rows === batchRows ? errors : errors.subarray(0, rows));
    return out;
  };
}

type Combine = (left: Doubles, right: Doubles, out: Doubles, rows: number) => void;

const operators: Record<string, Combine | undefined> = {
  "+": (left, right, out, rows) => sum(left, right, out, rows, 1),
  "-": (left, right, out, rows) => sum(left, right, out, rows, -1),
  "*": multiply,
  "/": divide,
};

function sum(left: Doubles, right: Doubles, out: Doubles, rows: number, sign: 1 | -1): void {
  for (let row = 0; row < rows; row++) {
    const total = left.values[row]! + sign * right.values[row]!;
    const brought = left.errors[row]! + right.errors[row]!;
    out.values[row] = total !== 0 && odd(total) ? Number.NaN : total;
    out.errors[row] = brought + rounding(total, brought);
  }
}

function multiply(left: Doubles, right: Doubles, out: Doubles, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const a = left.values[row]!;
    const b = right.values[row]!;
    const ea = left.errors[row]!;
    const eb = right.errors[row]!;
    const product = a * b;
    if ((a === 0 && ea === 0) || (b === 0 && eb === 0)) {
      out.values[row] = Number.isNaN(product) ? product : 0;
      out.errors[row] = 0;
      continue;
    }
    const brought = Math.abs(a) * eb + Math.abs(b) * ea + ea * eb;
    out.values[row] = odd(product) ? Number.NaN : product;
    out.errors[row] = brought + rounding(product, brought);
  }
}

function divide(left: Doubles, right: Doubles, out: Doubles, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const a = left.values[row]!;
    const b = right.values[row]!;
    const ea = left.errors[row]!;
    const quotient = a / b;
    const least = Math.abs(b) - right.errors[row]! * 1.0001;
    const exactZero = a === 0 && ea === 0;
    out.values[row] = !(least > 0) ? Number.NaN : exactZero ? 0 : odd(quotient) ? Number.NaN : quotient;
    out.errors[row] = exactZero ? 0 : (ea + Math.abs(quotient) * right.errors[row]!) / least + Math.abs(quotient) * ULP;
  }
}
