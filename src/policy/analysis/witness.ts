import { exactly } from "../compile/approximate.ts";
import { compileExpression } from "../compile/expression.ts";
import { compilePolicy } from "../compile/policy.ts";
import type { Expression } from "../feel/ast.ts";
import { NoResult } from "../functions/builtin.ts";
import type { Policy } from "../policy.ts";
import { compareNum, isDecimal, isInteger, simplest, toDecimal } from "../value/decimal.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";
import { type Atom, valueAt } from "./atoms.ts";
import { between } from "./between.ts";
import { hasBit, members } from "./bits.ts";
import { type Compute, invert, mentions } from "./invert.ts";
import type { Space, SpaceColumn } from "./space.ts";

/** An input as a decision record would hold it, by name. */
export type Witness = Record<string, Value>;

/** How many starting points to try where derived values restrict a box. */
const TRIES = 60;
/** How often one input is worked out anew from the value it was given last. */
const ROUNDS = 5;
/** How many derived values behind one another are undone. */
const MOST_DERIVED = 3;

/**
 * An input inside a box, if one is found that `accept` (the evaluator's word) agrees with. Inputs are picked from their own
 * columns; where the box restricts derived values, inputs are searched for that give them: from several starting points, one
 * formula after another is undone for one of its inputs. Finding none is no proof that there is none.
 */
export function findWitness(
  space: Space,
  box: readonly bigint[],
  accept: (input: Witness) => boolean,
): Witness | undefined {
  if (box.includes(0n)) return undefined;
  const derived = space.columns.flatMap((column, i) =>
    column.kind === "derived" ? [{ column, set: box[i]!, derive: deriveOf(space, column) }] : [],
  );
  const inputs = space.columns.flatMap((column, i) => (column.kind === "input" ? [{ column, set: box[i]! }] : []));
  for (let attempt = 0; attempt < (derived.length === 0 ? 1 : TRIES); attempt++) {
    const input: Witness = {};
    for (const [i, { column, set }] of inputs.entries()) input[column.name] = pick(column, set, attempt, i);
    for (const one of derived) adjust(one, input, inputs, attempt);
    if (derived.every(({ column, set, derive }) => inSet(column, set, derive(input))) && accept(input))
      return tidy(input);
  }
  return undefined;
}

/** The derived column's value from an input, null where it has none. */
type Derive = ((input: Witness) => Value) & { compute: (input: Witness) => Compute; policy: Policy };

function deriveOf({ policies }: Space, { sides }: SpaceColumn): Derive {
  const side = sides.findLastIndex((one) => one !== undefined);
  const policy = policies[side]!;
  const compiled = compilePolicy(policy);
  const index = new Map(policy.columns.map(({ name }, at) => [name, at]));
  const row = (input: Witness) => {
    const cells: (Value | ReturnType<typeof exactly>)[] = compiled.inputs.map(
      ({ column }) => input[column.name] ?? null,
    );
    for (const { derive } of compiled.derived) {
      const cell = derive(cells as Value[]);
      cells.push(cell instanceof NoResult ? null : exactly(cell));
    }
    return cells as Value[];
  };
  const compute = (input: Witness): Compute => {
    const cells = row(input);
    return (expression) => {
      try {
        return compileExpression(expression, (name) => index.get(name)!)(cells);
      } catch (reason) {
        if (reason instanceof NoResult) return null;
        throw reason;
      }
    };
  };
  return Object.assign((input: Witness) => row(input)[sides[side]!.at]!, { compute, policy });
}

/** Changes one input so that a derived value falls into its set, if some input can. */
function adjust(
  { column, set, derive }: { column: SpaceColumn; set: bigint; derive: Derive },
  input: Witness,
  inputs: readonly { column: SpaceColumn; set: bigint }[],
  attempt: number,
): void {
  if (inSet(column, set, derive(input))) return;
  const side = column.sides.findLast((one) => one !== undefined)!;
  if (side.column.kind !== "derived") return;
  const { expression } = side.column;
  const wanted = pick(column, set, attempt, 7);
  // From a later attempt on, another input is tried first.
  const turned = inputs.map((_, i) => inputs[(i + attempt) % inputs.length]!);
  for (const { column: other, set: allowed } of turned) {
    const before = input[other.name]!;
    const ways = candidates(expression, other.name, wanted, input, derive).length;
    for (let i = 0; i < ways; i++) {
      const way = (i + (attempt >> 1)) % ways;
      // Where the formula names the input twice, what was undone moves the target; a few rounds mostly settle it.
      for (let round = 0; round < ROUNDS; round++) {
        const candidate = candidates(expression, other.name, wanted, input, derive)[way];
        if (candidate === undefined) break;
        input[other.name] = candidate;
        if (inSet(column, set, derive(input)) && inSet(other, allowed, candidate)) return;
      }
      input[other.name] = before;
    }
  }
}

function candidates(
  expression: Expression,
  name: string,
  wanted: Value,
  input: Witness,
  derive: Derive,
  depth = 0,
): Value[] {
  if (wanted === null) return [null, 0];
  const compute = derive.compute(input);
  const direct = invert(expression, name, wanted, compute);
  if (depth === MOST_DERIVED) return direct;
  // The input may stand behind another derived value: first undo this formula for that one, then that one's for the input.
  const through = Object.entries(derive.policy.derived).filter(([other]) => mentions(expression, other));
  const others = through.flatMap(([other, { expression: inner }]) =>
    invert(expression, other, wanted, compute)
      .slice(0, 4)
      .flatMap((value) => candidates(inner, name, value, input, derive, depth + 1)),
  );
  return [...direct, ...others].slice(0, 20);
}

/** A value of one of the set's atoms; later attempts take other atoms, and other values of them. Judged ones come first. */
function pick(column: SpaceColumn, set: bigint, attempt: number, salt: number): Value {
  const judged = members(set & column.valid.reduce((all, valid) => all & valid, set));
  const atoms = judged.length > 0 ? judged : members(set);
  // A value that is given tells a reader more than one that is missing.
  const given = atoms.filter((at) => column.atoms[at]!.kind !== "null");
  const choice = attempt === 0 && given.length > 0 ? given : atoms;
  const at = attempt === 0 ? 0 : hash(attempt * 31 + salt) % choice.length;
  return valueIn(column.atoms[choice[at]!]!, attempt === 0 ? 0 : hash(attempt * 17 + salt * 5));
}

/** The sample of an atom, or for other seeds a value of it ever nearer to one of its ends, or far out. */
function valueIn(atom: Atom, seed: number): Value {
  if (atom.kind !== "open" || seed % 8 === 0) return atom.sample;
  let rank = rankOf(atom.sample)!;
  if (seed % 8 === 1 && atom.high === undefined) return valueAt(atom.line, simplest(toDecimal(rank).times(100)));
  for (let halvings = seed % 8; halvings > 0; halvings--) {
    const nearer =
      seed % 16 < 8 ? between(atom.low, rank, atom.line, atom.which) : between(rank, atom.high, atom.line, atom.which);
    rank = nearer ?? rank;
  }
  return valueAt(atom.line, rank);
}

/** A well-mixed number from a small one, the same on every machine. */
const hash = (n: number): number => (Math.imul(n ^ (n >>> 3), 2654435761) >>> 8) & 0xffff;

/** Whether a value lies in a set of the column's atoms. */
export function inSet(column: SpaceColumn, set: bigint, value: Value): boolean {
  const at = column.atoms.findIndex((atom) => holds(atom, value, column));
  return at >= 0 && hasBit(set, at);
}

function holds(atom: Atom, value: Value, column: SpaceColumn): boolean {
  if (atom.kind === "null") return value === null;
  if (atom.kind === "text") {
    return typeof value === "string" && !column.atoms.some(({ kind, sample }) => kind === "value" && sample === value);
  }
  if (value === null || typeOf(value) !== typeOf(atom.sample)) return false;
  const rank = rankOf(value);
  if (rank === undefined) return value === atom.sample;
  if (atom.kind === "value") return compareNum(rank, rankOf(atom.sample)!) === 0;
  if (atom.low !== undefined && compareNum(rank, atom.low) <= 0) return false;
  if (atom.high !== undefined && compareNum(rank, atom.high) >= 0) return false;
  return atom.which === "any" || isInteger(rank) === (atom.which === "whole");
}

const tidy = (input: Witness): Witness =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isDecimal(value) ? simplest(value) : value]));
