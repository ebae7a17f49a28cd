import type { Value } from "../value/value.ts";

/** Where a piece stands in its test or formula: offsets of its first character and of the one after its last. */
export interface Span {
  from: number;
  to: number;
}

export type Order = "<" | "<=" | ">" | ">=";

/** One item of a unary test. An empty bound of an interval does not exist: `>= 5` is a comparison. */
export type TestItem = Span &
  (
    | { kind: "equals"; value: Value }
    | { kind: "compare"; op: Order; value: Value }
    | { kind: "interval"; low: Value; lowClosed: boolean; high: Value; highClosed: boolean }
  );

/**
 * A DMN unary test over constants. `any` is `-`, which everything passes, null too. A `list` passes when one of its items
 * does, or with `not` when none does, in three-valued logic.
 */
export type UnaryTest = { kind: "any" } | { kind: "list"; not: boolean; items: readonly TestItem[] };

/** A formula. Everything in it is a built-in operation: it always ends. */
export type Expression = Span &
  (
    | { kind: "literal"; value: Value }
    | { kind: "name"; name: string }
    | { kind: "negate"; operand: Expression }
    | { kind: "arithmetic"; op: "+" | "-" | "*" | "/" | "**"; left: Expression; right: Expression }
    | { kind: "compare"; op: "=" | "!=" | Order; left: Expression; right: Expression }
    | { kind: "in"; value: Expression; items: readonly InItem[] }
    | { kind: "and" | "or"; left: Expression; right: Expression }
    | { kind: "if"; condition: Expression; yes: Expression; no: Expression }
    | { kind: "call"; name: string; args: readonly Expression[] }
    | { kind: "property"; of: Expression; name: string }
  );

/** One alternative of `x in (…)`; `between` is an interval closed at both ends. */
export type InItem =
  | { kind: "equals"; value: Expression }
  | { kind: "compare"; op: Order; value: Expression }
  | { kind: "interval"; low: Expression; lowClosed: boolean; high: Expression; highClosed: boolean };

/** What is wrong with a test or formula, and where in its text. */
export interface FeelProblem extends Span {
  code: string;
  message: string;
}

/** Thrown inside the parsers; they catch it at their entry and return it as a problem. */
export class FeelError extends Error {
  readonly problem: FeelProblem;

  constructor(code: string, message: string, span: Span) {
    super(message);
    this.problem = { code, message, from: span.from, to: span.to };
  }
}
