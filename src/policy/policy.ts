import type { Expression, UnaryTest } from "./feel/ast.ts";
import type { Stage } from "./stage.ts";
import type { TimeKind } from "./value/time.ts";
import type { Type } from "./value/value.ts";
import type { Locate } from "./yaml/locate.ts";

export type HitPolicy = "UNIQUE" | "ANY" | "FIRST" | "PRIORITY";

/** A unary test with the text it was read from. */
export interface WrittenTest {
  text: string;
  test: UnaryTest;
}

interface ColumnFacts {
  type: Type;
  unit?: string;
  says?: string;
  /** Null is allowed, and fails the tests on it. */
  optional: boolean;
  /** Which kind of duration the tests compare with; a value of the other kind is of the wrong type. Only on durations. */
  duration?: TimeKind;
}

export interface Input extends ColumnFacts {
  /** The values this input can have; null is no question of them. */
  values?: WrittenTest;
}

export interface Derived extends ColumnFacts {
  /** The formula as it was written. */
  feel: string;
  expression: Expression;
}

/** A column of the table: an input or a derived value. */
export type Column = { name: string } & (({ kind: "input" } & Input) | ({ kind: "derived" } & Derived));

export interface Outcome {
  /** True: the system carries it out. False: the case goes to a person. */
  acts: boolean;
  says?: string;
}

export interface Rule {
  id: string;
  says?: string;
  /** The tests as they were written, by column. */
  when: Record<string, string>;
  then: string;
  /** The line of the file where the rule begins, from 1. */
  line: number;
  /** The same tests, read; `column` counts in {@link Policy.columns}, ascending. */
  tests: readonly ({ column: number } & WrittenTest)[];
}

/** A policy that has been read and found valid. Data only: everything that runs it is compiled from this. */
export interface Policy {
  id: string;
  title?: string;
  accountable?: string;
  purpose?: string;
  inputs: Record<string, Input>;
  derived: Record<string, Derived>;
  /** In the order of the file, which is the order of PRIORITY. */
  outcomes: Record<string, Outcome>;
  hitPolicy: HitPolicy;
  rules: readonly Rule[];
  otherwise: string;
  /** Confidence floors as they were written; see {@link confidenceFloor} for a stage without its own. */
  confidence: Partial<Record<Stage, number>>;
  /** Inputs first, then derived values in an order in which each needs only what stands before it. */
  columns: readonly Column[];
  file?: string;
  /** Where a JSON pointer of the file stands, for findings about the policy as a whole. */
  locate: Locate;
}
