import type { Value, ValueType } from "../value/value.ts";

/**
 * What the type check knows of an expression. `duration` is either kind of duration, `any` is a value whose mistake has been
 * reported already.
 */
export type StaticType = ValueType | "duration" | "any";

/** The types one way of calling a function takes, and gives. */
export interface Overload {
  params: readonly StaticType[];
  /** The last parameter may be repeated. */
  variadic?: boolean;
  result: StaticType;
}

/** A built-in function. Null in gives null out: `apply` never sees null unless `takesNull` says so. */
export interface Builtin {
  overloads: readonly Overload[];
  takesNull?: boolean;
  apply(args: readonly Value[]): Value;
}

/**
 * Thrown where an operation has no result (a division by zero, a root of a negative number): the whole formula is then null,
 * and the reason is told. Not an Error, because a log may hold millions of such cases and a stack trace costs microseconds.
 */
export class NoResult {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A function with one way of calling it. */
export function builtin(params: readonly StaticType[], result: StaticType, apply: Builtin["apply"]): Builtin {
  return { overloads: [{ params, result }], apply };
}
