import { compileTest } from "../compile/test.ts";
import type { Column, Policy } from "../policy.ts";
import { isInteger, isNum } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import { typeOf, type Value } from "../value/value.ts";
import { type Atom, atomsOf, constantsOf, type Domain, whichOn } from "./atoms.ts";
import type { Line } from "./between.ts";
import { allBits } from "./bits.ts";
import { numbering } from "./numbering.ts";

/** A column of the space that one policy, or two versions of one, divide. */
export interface SpaceColumn {
  /** Unique in the space; a base column whose name means something else in the head ends in ` (before)`. */
  name: string;
  kind: Column["kind"];
  /** The column as each policy has it, and its place there; undefined where a policy has no such column. */
  sides: readonly ({ column: Column; at: number } | undefined)[];
  atoms: readonly Atom[];
  /** By policy: the atoms with which it judges a case. */
  valid: readonly bigint[];
  /** Atoms that some policy judges. */
  relevant: bigint;
  /** False where the atoms cannot tell all values apart, because the type changed between kinds of text. */
  exact: boolean;
}

/** The columns of one policy or of two versions, each divided into atoms that no test of any of them tells apart. */
export interface Space {
  policies: readonly Policy[];
  columns: readonly SpaceColumn[];
}

export function spaceOf(policies: readonly Policy[]): Space {
  const number = numbering();
  const groups = new Map<string, SpaceColumn["sides"][number][]>();
  for (const [side, policy] of policies.entries()) {
    const formulas = formulaKeys(policy, number);
    for (const [at, column] of policy.columns.entries()) {
      const key = identity(column, formulas);
      const sides = groups.get(key) ?? policies.map(() => undefined);
      sides[side] = { column, at };
      groups.set(key, sides);
    }
  }
  const columns = [...groups.values()].map((sides) => spaceColumn(sides, policies));
  return { policies, columns: columns.map((column) => ({ ...column, name: uniqueName(column, columns) })) };
}

/** The same key for what is the same value on both sides: an input by name, a derived value by type and whole formula. */
function identity(column: Column, formulas: ReadonlyMap<string, string>): string {
  if (column.kind === "input") return `input ${column.name}`;
  return `derived ${column.type} ${column.duration} ${formulas.get(column.name)}`;
}

/**
 * A text for each derived value of a policy, equal for equal formulas, whatever the names of the derived values in them.
 *
 * @param number numbers texts, shared by the policies to compare; formulas that name others hold their numbers, so that
 *   their size stays what the author wrote
 */
export function formulaKeys({ columns }: Policy, number: (text: string) => number): Map<string, string> {
  const keys = new Map<string, string>();
  for (const column of columns) {
    if (column.kind !== "derived") continue;
    const text = JSON.stringify(column.expression, (key, value) => {
      if (key === "from" || key === "to") return undefined;
      const known = value?.kind === "name" ? keys.get(value.name) : undefined;
      return known === undefined ? value : { kind: "derived", number: number(known) };
    });
    keys.set(column.name, text);
  }
  return keys;
}

function uniqueName({ name, sides }: SpaceColumn, columns: readonly SpaceColumn[]): string {
  const shared = columns.filter((other) => other.name === name).length > 1;
  return shared && sides.at(-1) === undefined ? `${name} (before)` : name;
}

function spaceColumn(sides: SpaceColumn["sides"], policies: readonly Policy[]): SpaceColumn {
  const present = sides.flatMap((side) => (side ? [side.column] : []));
  const constants = sides.flatMap((side, i) => (side ? constantsOn(side, policies[i]!) : []));
  const atoms = atomsOf(domainOf(present), constants);
  const valid = sides.map((side) => (side ? validAtoms(side.column, atoms) : allBits(atoms.length)));
  const last = present.at(-1)!;
  const relevant = sides.reduce((all, side, i) => (side ? all | valid[i]! : all), 0n);
  const types = new Set(present.map((column) => column.type));
  const textual = ["string", "date", "date and time", "duration"].filter((type) => types.has(type as Column["type"]));
  return { name: last.name, kind: last.kind, sides, atoms, valid, relevant, exact: textual.length < 2 };
}

function constantsOn({ column, at }: { column: Column; at: number }, policy: Policy): Value[] {
  const values = column.kind === "input" && column.values ? constantsOf(column.values.test) : [];
  const seen = new Set<string>();
  const tested = policy.rules.flatMap((rule) =>
    rule.tests.flatMap((test) => {
      if (test.column !== at || seen.has(test.text)) return [];
      seen.add(test.text);
      return constantsOf(test.test);
    }),
  );
  return [...values, ...tested];
}

function domainOf(columns: readonly Column[]): Domain {
  const types = new Set(columns.map((column) => column.type));
  const lines = new Set(columns.flatMap(linesOf));
  return {
    text: types.has("string"),
    boolean: types.has("boolean"),
    lines: new Map([...lines].map((line) => [line, whichOn(line, types.has("integer"), types.has("number"))])),
  };
}

function linesOf({ type, duration }: Column): Line[] {
  if (type === "number" || type === "integer") return ["number"];
  if (type === "date" || type === "date and time") return [type];
  if (type !== "duration") return [];
  return duration ? [duration] : ["years and months duration", "days and time duration"];
}

function validAtoms(column: Column, atoms: readonly Atom[]): bigint {
  const allowed = column.kind === "input" && column.values ? compileTest(column.values.test) : () => true;
  return atoms.reduce((set, { sample }, i) => {
    const fine = sample === null ? column.optional : isOf(column, sample) && allowed(sample) === true;
    return fine ? set | (1n << BigInt(i)) : set;
  }, 0n);
}

function isOf({ type, duration }: Column, value: Value): boolean {
  if (type === "integer") return isNum(value) && isInteger(value);
  if (type !== "duration") return typeOf(value) === type;
  return value instanceof TimeValue && value.kind.endsWith("duration") && (!duration || value.kind === duration);
}
