import { nearDouble, odd } from "../../policy/compile/approximate.ts";
import type { Expression } from "../../policy/feel/ast.ts";
import { Decimal } from "../../policy/index.ts";
import type { Arena } from "./arena.ts";
import { batchRows, type ValueColumn } from "./batch.ts";

/** Numbers by row, each known to lie within its error of its value; NaN where only exact arithmetic will do. */
export interface Doubles {
  values: Float64Array;
  errors: Float64Array;
}

/** The numbers of an input. */
export class InputDoubles implements Doubles {
  /** Bytes of an arena that they take. */
  static readonly bytes = 25 * batchRows;
  readonly values: Float64Array;
  readonly errors: Float64Array;
  readonly #arena: Arena;
  readonly #kinds: Uint8Array;
  readonly #numbers: Float64Array;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.values = arena.doubles(batchRows);
    this.errors = arena.doubles(batchRows);
    this.#kinds = arena.bytes(batchRows);
    this.#numbers = arena.doubles(batchRows);
  }

  fill({ kinds, numbers }: ValueColumn, rows: number): void {
    this.#kinds.set(kinds);
    this.#numbers.set(numbers);
    const { values, errors } = this;
    const of = [this.#kinds.byteOffset, this.#numbers.byteOffset] as const;
    this.#arena.functions.take(...of, values.byteOffset, errors.byteOffset, rows);
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
  arena: Arena,
  node: Expression,
  source: (name: string) => Doubles | undefined,
): DoubleFormula | undefined {
  const formula = (operand: Expression) => doubleFormula(arena, operand, source);
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return typeof value === "number" || value instanceof Decimal ? literal(arena, nearDouble(value)) : undefined;
    }
    case "name": {
      const column = source(node.name);
      return column && (() => column);
    }
    case "negate":
      return unary(arena, "negate", formula(node.operand));
    case "call":
      return node.name === "abs" && node.args.length === 1 ? unary(arena, "abs", formula(node.args[0]!)) : undefined;
    case "arithmetic":
      return binary(arena, node.op, formula(node.left), formula(node.right));
    default:
      return undefined;
  }
}

/** Bytes of an arena that a formula takes at most. */
export function formulaBytes(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  const own = "kind" in node ? 16 * batchRows : 0;
  return Object.values(node).reduce((sum: number, part) => sum + formulaBytes(part), own);
}

const doubles = (arena: Arena): Doubles => ({ values: arena.doubles(batchRows), errors: arena.doubles(batchRows) });

function literal(arena: Arena, { near, error }: { near: number; error: number }): DoubleFormula | undefined {
  if (near !== 0 && odd(near)) return undefined;
  const out = doubles(arena);
  out.values.fill(near);
  out.errors.fill(error);
  return () => out;
}

/** What moves no digit leaves the error as it is. */
function unary(arena: Arena, name: "abs" | "negate", operand: DoubleFormula | undefined): DoubleFormula | undefined {
  if (!operand) return undefined;
  const values = arena.doubles(batchRows);
  const change = arena.functions[name];
  return (rows) => {
    const of = operand(rows);
    change(of.values.byteOffset, values.byteOffset, rows);
    return { values, errors: of.errors };
  };
}

const operators: Record<string, { name: "add" | "multiply" | "divide"; sign: number } | undefined> = {
  "+": { name: "add", sign: 1 },
  "-": { name: "add", sign: -1 },
  "*": { name: "multiply", sign: 1 },
  "/": { name: "divide", sign: 1 },
};

function binary(
  arena: Arena,
  op: string,
  left: DoubleFormula | undefined,
  right: DoubleFormula | undefined,
): DoubleFormula | undefined {
  const operator = operators[op];
  if (!operator || !left || !right) return undefined;
  const out = doubles(arena);
  const combine = arena.functions[operator.name];
  const addresses = ({ values, errors }: Doubles) => [values.byteOffset, errors.byteOffset] as const;
  return (rows) => {
    combine(...addresses(left(rows)), ...addresses(right(rows)), ...addresses(out), rows, operator.sign);
    return out;
  };
}
