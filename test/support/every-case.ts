import { type Cell, exactly } from "../../src/policy/compile/approximate.ts";
import { compilePolicy } from "../../src/policy/compile/policy.ts";
import { NoResult } from "../../src/policy/functions/builtin.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Value } from "../../src/policy/value/value.ts";
import { arithmetic, catalogue } from "./random-columns.ts";

/** A case as a decision record would hold it. */
export type Case = Record<string, unknown>;

/**
 * Every case that the tests of random policies can tell apart: all combinations of the values that the catalogue has for
 * their inputs. It knows nothing of the atoms that it is there to check.
 */
export function* everyCase(policies: readonly Policy[]): Generator<Case> {
  const names = [...new Set(policies.flatMap(({ inputs }) => Object.keys(inputs)))];
  const values = names.map((name) => (catalogue[name] ?? arithmetic[name])!.values);
  const count = values.reduce((product, list) => product * list.length, 1);
  for (let n = 0; n < count; n++) {
    let rest = n;
    const given: Case = {};
    for (const [i, name] of names.entries()) {
      const list = values[i]!;
      given[name] = list[rest % list.length];
      rest = Math.floor(rest / list.length);
    }
    yield given;
  }
}

/** The values of all columns of a policy for a case, judged or not; null where there is none. */
export function valuesOf(policy: Policy, given: Case): Value[] {
  const { inputs, derived } = compilePolicy(policy);
  const row = inputs.map(({ column, read }): Cell => readOnce(column, read, given[column.name]));
  for (const { derive } of derived) {
    const value = derive(row);
    row.push(value instanceof NoResult ? null : value);
  }
  return row.map(exactly);
}

const readBefore = new WeakMap<object, Map<unknown, Value>>();

/** Every case has the same few values again. */
function readOnce(column: object, read: (given: unknown) => Value | undefined, given: unknown): Value {
  const known = readBefore.get(column) ?? new Map<unknown, Value>();
  readBefore.set(column, known);
  const value = known.has(given) ? known.get(given)! : (read(given) ?? null);
  known.set(given, value);
  return value;
}
