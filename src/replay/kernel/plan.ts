import type { DeriveCell } from "../../policy/compile/derived.ts";
import type { ReadInput } from "../../policy/compile/input.ts";
import type { Column, Expression, Policy } from "../../policy/index.ts";
import type { Result } from "../tally.ts";
import { allRules, columnKey, type Holder, partitionOf, type Side, sidesOf } from "./columns.ts";
import type { Partition } from "./partition.ts";

/** An input as it is read: where it stands in the line reader, and its slots. */
export interface InputColumn {
  input: number;
  type: Column["type"];
  read: ReadInput;
  partition: Partition;
}

export interface DerivedColumn {
  derive: DeriveCell;
  /** The formula, where the value may come from doubles with an error bound. */
  expression: Expression | undefined;
  partition: Partition;
}

/** Derived values that are computed together, for the versions that have exactly these formulas and inputs. */
export interface Derivation {
  mask: number;
  /** The inputs that the formulas read: their place in the row, and the input column. */
  sources: { name: string; at: number; column: number }[];
  /** Place of the first derived value in the row. */
  first: number;
  derived: DerivedColumn[];
}

/** A version ready to run. */
export interface Runner {
  side: Side;
  /** The columns that its rules test, those that let the fewest rules pass first: places among all slots. */
  columns: Int32Array;
  bits: Int32Array[];
  /** By rule, then otherwise, then otherwise for what cannot be judged. */
  results: Result[];
}

/** Whether a version's outcome counts as selected. */
type Selects = (policy: Policy, outcome: string) => boolean;

/** Two versions made ready to decide the same records. */
export interface Plan {
  inputNames: string[];
  inputs: InputColumn[];
  derivations: Derivation[];
  /** Inputs and derived values together. */
  columns: number;
  /** A bit for every rule. */
  all: Int32Array;
  base: Runner;
  head: Runner;
}

/** Prepares a replay. Columns that both versions have are read, and looked up, once. */
export function planKernel(base: Policy, head: Policy, selects: Selects): Plan {
  const sides = sidesOf(base, head);
  const all = allRules(sides);
  const inputNames = [...new Set(sides.flatMap(({ policy }) => Object.keys(policy.inputs)))];
  const holders = new Map<string, Holder[]>();
  for (const side of sides)
    for (const [at, column] of side.policy.columns.entries()) {
      const key = columnKey(column);
      if (column.kind === "input") holders.set(key, [...(holders.get(key) ?? []), { side, at }]);
    }
  const keys = [...holders.keys()];
  const inputs = [...holders.values()].map((held): InputColumn => {
    const { side, at } = held[0]!;
    const { column, read } = side.compiled.inputs[at]!;
    return { input: inputNames.indexOf(column.name), type: column.type, read, partition: partitionOf(held, all) };
  });
  const inputsOf = ({ compiled }: Side) => compiled.inputs.map(({ column }) => keys.indexOf(columnKey(column)));

  const same = JSON.stringify([base.inputs, base.derived]) === JSON.stringify([head.inputs, head.derived]);
  const partitions = inputs.map(({ partition }) => partition);
  const derivations: Derivation[] = [];
  const derivedOf = new Map<Side, number[]>();
  for (const group of same ? [sides] : sides.map((side) => [side])) {
    const derivation = derivationOf(group, all, inputsOf(group[0]!));
    const places = derivation.derived.map(({ partition }) => partitions.push(partition) - 1);
    for (const side of group) derivedOf.set(side, places);
    if (places.length > 0) derivations.push(derivation);
  }
  const runner = (side: Side): Runner =>
    runnerOf(side, [...inputsOf(side), ...derivedOf.get(side)!], partitions, selects);
  return {
    inputNames,
    inputs,
    derivations,
    columns: partitions.length,
    all,
    base: runner(sides[0]),
    head: runner(sides[1]),
  };
}

function derivationOf(group: readonly Side[], all: Int32Array, inputs: number[]): Derivation {
  const [{ policy, compiled }] = group as [Side, ...Side[]];
  const first = inputs.length;
  const used = new Set(
    policy.columns.flatMap((column) => (column.kind === "derived" ? namesIn(column.expression) : [])),
  );
  return {
    mask: group.reduce((mask, side) => mask | side.mask, 0),
    first,
    sources: inputs.flatMap((column, at) => {
      const { name } = policy.columns[at]!;
      return used.has(name) ? [{ name, at, column }] : [];
    }),
    derived: compiled.derived.map(({ column, derive }, i) => ({
      derive,
      // A value that other formulas build on is needed with its exact form, not only its slot.
      expression: column.type === "number" && !used.has(column.name) ? column.expression : undefined,
      partition: partitionOf(
        group.map((side) => ({ side, at: first + i })),
        all,
      ),
    })),
  };
}

/** Every name in a formula, whatever its shape. */
function namesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { kind, name } = node as { kind?: string; name?: string };
  return [...(kind === "name" && name !== undefined ? [name] : []), ...Object.values(node).flatMap(namesIn)];
}

function runnerOf(side: Side, columns: number[], partitions: Partition[], selects: Selects): Runner {
  const { rules, otherwise } = side.policy;
  const result = (outcome: string, rule: string | null, unjudged: boolean): Result => ({
    acts: !unjudged && side.policy.outcomes[outcome]?.acts === true,
    outcome,
    rule,
    unjudged,
    selected: selects(side.policy, outcome),
  });
  const tested = new Set(rules.flatMap((rule) => rule.tests.map(({ column }) => column)));
  const density = (partition: Partition) => partition.passing(side.firstWord, side.endWord);
  const order = columns
    .filter((_, at) => tested.has(at))
    .sort((a, b) => density(partitions[a]!) - density(partitions[b]!));
  return {
    side,
    columns: Int32Array.from(order),
    bits: order.map((column) => partitions[column]!.bits),
    results: [
      ...rules.map(({ id, then }) => result(then, id, false)),
      result(otherwise, null, false),
      result(otherwise, null, true),
    ],
  };
}
