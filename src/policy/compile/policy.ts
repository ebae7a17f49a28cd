import type { Column, Policy } from "../policy.ts";
import { compileDerived, type DeriveCell } from "./derived.ts";
import { inputReader, type ReadInput } from "./input.ts";
import { type CellTest, compileTest } from "./test.ts";

/** A policy ready to run: closures, made once. */
export interface Compiled {
  inputs: readonly { column: Extract<Column, { kind: "input" }>; read: ReadInput; allowed?: CellTest }[];
  derived: readonly { column: Extract<Column, { kind: "derived" }>; derive: DeriveCell }[];
  rules: readonly { columns: readonly number[]; tests: readonly CellTest[] }[];
  /** Places of the outcomes in the order of PRIORITY. */
  priority: ReadonlyMap<string, number>;
}

const compiled = new WeakMap<Policy, Compiled>();

/** The compiled form of a policy; made at the first call, then remembered. */
export function compilePolicy(policy: Policy): Compiled {
  const known = compiled.get(policy);
  if (known) return known;
  const made = compile(policy);
  compiled.set(policy, made);
  return made;
}

function compile({ columns, rules, outcomes }: Policy): Compiled {
  const tests = new Map<string, CellTest>();
  const index = new Map(columns.map((column, at) => [column.name, at]));
  return {
    inputs: columns.flatMap((column) => {
      if (column.kind !== "input") return [];
      const allowed = column.values && compileTest(column.values.test);
      return [{ column, read: inputReader(column), ...(allowed ? { allowed } : {}) }];
    }),
    derived: columns.flatMap((column) =>
      column.kind === "derived" ? [{ column, derive: compileDerived(column, (name) => index.get(name)!) }] : [],
    ),
    rules: rules.map((rule) => ({
      columns: rule.tests.map((test) => test.column),
      tests: rule.tests.map(({ text, test }) => {
        const known = tests.get(text) ?? compileTest(test);
        tests.set(text, known);
        return known;
      }),
    })),
    priority: new Map(Object.keys(outcomes).map((name, at) => [name, at])),
  };
}
