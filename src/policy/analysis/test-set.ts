import type { TestItem, UnaryTest } from "../feel/ast.ts";
import { compareNum } from "../value/decimal.ts";
import { rankOf, sameValue, type Value } from "../value/value.ts";
import { type Atom, lineOf } from "./atoms.ts";
import { allBits, bit } from "./bits.ts";

/** Turns tests on one column into the set of its atoms that pass. The constants of the tests must be among the atoms'. */
export function testSets(atoms: readonly Atom[]): (test: UnaryTest) => bigint {
  const known = new Map<UnaryTest, bigint>();
  return (test) => {
    const set = known.get(test) ?? passing(test, atoms);
    known.set(test, set);
    return set;
  };
}

function passing(test: UnaryTest, atoms: readonly Atom[]): bigint {
  const everything = allBits(atoms.length);
  if (test.kind === "any") return everything;
  const some = test.items.reduce((set, item) => set | itemSet(item, atoms), 0n);
  if (!test.not) return some;
  // On null an equality is false, so that its `not` holds; an order comparison is null, and so is its `not`.
  const unknown = test.items.every((item) => item.kind === "equals") ? 0n : nullSet(atoms);
  return everything & ~some & ~unknown;
}

const nullSet = (atoms: readonly Atom[]): bigint => (atoms[0]?.kind === "null" ? 1n : 0n);

function itemSet(item: TestItem, atoms: readonly Atom[]): bigint {
  switch (item.kind) {
    case "equals": {
      const at = atoms.findIndex(
        (atom) => atom.kind !== "open" && atom.kind !== "text" && sameValue(atom.sample, item.value),
      );
      return at < 0 ? 0n : bit(at);
    }
    case "compare":
      return item.op.startsWith("<")
        ? below(item.value, item.op === "<=", atoms)
        : above(item.value, item.op === ">=", atoms);
    case "interval":
      return above(item.low, item.lowClosed, atoms) & below(item.high, item.highClosed, atoms);
  }
}

function below(value: Value, closed: boolean, atoms: readonly Atom[]): bigint {
  const [from, at, to] = positions(value, atoms);
  return to < from ? 0n : (allBits(at) & ~allBits(from)) | (closed ? pointAt(value, at, atoms) : 0n);
}

function above(value: Value, closed: boolean, atoms: readonly Atom[]): bigint {
  const [, at, to] = positions(value, atoms);
  const point = pointAt(value, at, atoms);
  return (allBits(to + 1) & ~allBits(at) & ~point) | (closed ? point : 0n);
}

/** The value's own atom, if it has one. */
function pointAt(value: Value, at: number, atoms: readonly Atom[]): bigint {
  const atom = atoms[at];
  return atom?.kind === "value" && sameValue(atom.sample, value) ? bit(at) : 0n;
}

/** First atom of the value's line, first atom that is not wholly below the value, last atom of the line. */
function positions(value: Value, atoms: readonly Atom[]): [number, number, number] {
  const line = lineOf(value);
  const rank = rankOf(value)!;
  let [low, high] = [0, atoms.length - 1];
  while (low <= high && lineOf(atoms[low]!.sample) !== line) low++;
  while (high >= low && lineOf(atoms[high]!.sample) !== line) high--;
  const [from, to] = [low, high];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (compareNum(rankOf(atoms[middle]!.sample)!, rank) < 0) low = middle + 1;
    else high = middle - 1;
  }
  return [from, low, to];
}
