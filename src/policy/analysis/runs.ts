import { typeOf, type Value } from "../value/value.ts";
import { type Atom, lineOf, valueAt } from "./atoms.ts";
import { bit, bitReader, hasBit } from "./bits.ts";
import type { SpaceColumn } from "./space.ts";

/** A bound of a stretch of a line. */
export interface Bound {
  value: Value;
  closed: boolean;
}

/** A set of atoms as a person would list it: null, single values, every text but some, stretches of a line. */
export interface Listed {
  /** Null belongs to it. */
  missing: boolean;
  /** Booleans and texts that belong to it. */
  values: Value[];
  /** Present where texts belong to it that no test names: all texts but these. */
  textsBut?: string[];
  /** Stretches of lines; both bounds absent: the whole line. One value is a stretch between itself and itself. */
  stretches: { low?: Bound; high?: Bound }[];
  /** False where the set tells whole numbers from others, or kinds of values apart, which no test can. */
  exact: boolean;
}

/** The sets of each column that have been listed: regions share most of theirs. */
const known = new WeakMap<SpaceColumn, Map<bigint, Listed>>();

/** Lists a set of a column's atoms. Values that no policy judges are put in where that makes a stretch simpler. */
export function listed(column: SpaceColumn, set: bigint): Listed {
  const lists = known.get(column) ?? new Map<bigint, Listed>();
  known.set(column, lists);
  const list = lists.get(set) ?? listAtoms(column, set);
  lists.set(set, list);
  return list;
}

function listAtoms(column: SpaceColumn, set: bigint): Listed {
  const { atoms } = column;
  const padded = set | padding(column, set);
  const has = bitReader(set);
  const plain = atoms.filter((atom, i) => has(i) && atom.kind === "value" && lineOf(atom.sample) === undefined);
  const unnamed = atoms.findIndex((atom) => atom.kind === "text");
  const texts = atoms.filter((atom, i) => !has(i) && typeof atom.sample === "string" && atom.kind === "value");
  const all = unnamed >= 0 && has(unnamed);
  return {
    missing: has(0),
    values: plain.map((atom) => atom.sample).filter((value) => !(all && typeof value === "string")),
    ...(all ? { textsBut: texts.map((atom) => atom.sample as string) } : {}),
    stretches: stretches(atoms, padded),
    exact: !splitsNumbers(column, padded) && !splitsKinds(column, set),
  };
}

/** Atoms of lines that no policy judges, next to members of the set; none where single values are all there is. */
function padding({ atoms, relevant }: SpaceColumn, set: bigint): bigint {
  const judged = bitReader(relevant);
  if ((set & relevant) !== set || !atoms.some((atom, i) => atom.kind === "open" && judged(i))) return 0n;
  if (atoms.every((atom, i) => lineOf(atom.sample) === undefined || judged(i))) return 0n;
  let padded = set;
  const spread = (from: number, to: number) => {
    const line = lineOf(atoms[from]!.sample);
    const free = line !== undefined && atoms[to] && lineOf(atoms[to].sample) === line && !judged(to);
    if (free && hasBit(padded, from)) padded |= bit(to);
  };
  for (let i = 0; i < atoms.length; i++) spread(i, i + 1);
  for (let i = atoms.length - 1; i > 0; i--) spread(i, i - 1);
  return padded;
}

function stretches(atoms: readonly Atom[], set: bigint): Listed["stretches"] {
  const found: { line: string; next: number; low?: Bound; high?: Bound }[] = [];
  const has = bitReader(set);
  for (const [i, atom] of atoms.entries()) {
    const line = has(i) ? lineOf(atom.sample) : undefined;
    if (line === undefined) continue;
    const [low, high] = ends(atom);
    const last = found.at(-1);
    if (last && last.line === line && last.next === i) {
      last.next = i + 1;
      delete last.high;
      if (high) last.high = high;
    } else found.push({ line, next: i + 1, ...(low ? { low } : {}), ...(high ? { high } : {}) });
  }
  return found.map(({ low, high }) => ({ ...(low ? { low } : {}), ...(high ? { high } : {}) }));
}

function ends(atom: Atom): [Bound | undefined, Bound | undefined] {
  if (atom.kind !== "open")
    return [
      { value: atom.sample, closed: true },
      { value: atom.sample, closed: true },
    ];
  const end = (rank: typeof atom.low) =>
    rank === undefined ? undefined : { value: valueAt(atom.line, rank), closed: false };
  return [end(atom.low), end(atom.high)];
}

/** Whether the set holds the whole numbers of an interval without the others, or the other way round. */
function splitsNumbers({ atoms }: SpaceColumn, set: bigint): boolean {
  const has = bitReader(set);
  return atoms.some((atom, i) => {
    const twin = atoms[i + 1];
    if (atom.kind !== "open" || twin?.kind !== "open" || atom.line !== twin.line || atom.low !== twin.low) return false;
    return has(i) !== has(i + 1);
  });
}

/** Whether the set holds values of one kind of a column that has several (both kinds of duration), and not all of them. */
function splitsKinds({ atoms, relevant }: SpaceColumn, set: bigint): boolean {
  const kinds = new Set(atoms.flatMap(({ sample }) => (sample === null ? [] : [typeOf(sample)])));
  return kinds.size > 1 && set >> 1n !== 0n && (relevant & ~set) >> 1n !== 0n;
}
