import { simplest, toDecimal } from "../value/decimal.ts";
import { rankOf, type Value } from "../value/value.ts";
import { type Atom, valueAt } from "./atoms.ts";
import { between } from "./between.ts";
import { members } from "./bits.ts";
import type { SpaceColumn } from "./space.ts";

/** A value of one of the set's atoms; later attempts take other atoms, and other values of them. Judged ones come first. */
export function pick(column: SpaceColumn, set: bigint, attempt: number, salt: number): Value {
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
