import { exactly } from "../compile/approximate.ts";
import { compileExpression } from "../compile/expression.ts";
import { compilePolicy } from "../compile/policy.ts";
import type { Expression } from "../feel/ast.ts";
import { NoResult } from "../functions/builtin.ts";
import type { Policy } from "../policy.ts";
import type { Value } from "../value/value.ts";
import type { Compute } from "./invert.ts";
import type { Space, SpaceColumn } from "./space.ts";

/** A derived column on one input: its formula, its value (null where it has none), and a way to compute parts of formulas. */
export interface DerivedColumn {
  expression: Expression;
  policy: Policy;
  value: Value;
  compute: Compute;
}

export function derivedColumn(
  { policies }: Space,
  { sides }: SpaceColumn,
  input: Readonly<Record<string, Value>>,
): DerivedColumn {
  const side = sides.findLastIndex((one) => one !== undefined);
  const { column, at } = sides[side]!;
  const policy = policies[side]!;
  const row = rowOf(policy, input);
  const place = new Map(policy.columns.map(({ name }, i) => [name, i]));
  const compute: Compute = (expression) => {
    try {
      return compileExpression(expression, (name) => place.get(name)!)(row);
    } catch (reason) {
      if (reason instanceof NoResult) return null;
      throw reason;
    }
  };
  return { expression: policy.derived[column.name]!.expression, policy, value: row[at] ?? null, compute };
}

/** The values of all columns of a policy for an input. */
function rowOf(policy: Policy, input: Readonly<Record<string, Value>>): Value[] {
  const compiled = compilePolicy(policy);
  const row: Value[] = compiled.inputs.map(({ column }) => input[column.name] ?? null);
  for (const { derive } of compiled.derived) {
    const cell = derive(row);
    row.push(cell instanceof NoResult ? null : exactly(cell));
  }
  return row;
}
