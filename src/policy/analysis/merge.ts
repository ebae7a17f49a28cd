import { sizeOf } from "./bits.ts";
import type { Diagram } from "./diagram.ts";
import { boxKey } from "./focus.ts";
import { uncovered } from "./uncovered.ts";

/** Unites boxes that differ in one column only, as long as there are any: the same points, in fewer boxes. */
export function uniteBoxes(boxes: readonly bigint[][]): bigint[][] {
  let current = boxes.map((box) => [...box]);
  const columns = current[0]?.length ?? 0;
  for (let quiet = 0, column = 0; quiet < columns; column = (column + 1) % columns) {
    const before = current.length;
    const groups = new Map<string, bigint[]>();
    for (const box of current) {
      const key = boxKey(box.with(column, 0n));
      const known = groups.get(key);
      if (known) known[column]! |= box[column]!;
      else groups.set(key, box);
    }
    current = [...groups.values()];
    quiet = current.length < before ? 0 : quiet + 1;
  }
  return current;
}

/**
 * The same points in fewer, larger boxes, which may overlap: each box grows, one column at a time, as far as the label
 * reaches, and those that the others cover are left out.
 *
 * @param enough by column, the atoms that make a box say nothing about the column
 */
export function growBoxes<L>(
  diagram: Diagram<L>,
  label: number,
  boxes: readonly bigint[][],
  enough: readonly bigint[],
): bigint[][] {
  const grown = boxes.map((box) => {
    const whole = (set: bigint, column: number) => (enough[column]! & ~set) === 0n;
    let result = box;
    // First the columns that a box can be rid of altogether: fewer conditions read better than wider ones.
    for (const wanted of [whole, () => true]) {
      for (const column of diagram.order) {
        const set = result[column]! | reach(diagram, label, result, column);
        if (wanted(set, column)) result = result.with(column, set);
      }
    }
    return result;
  });
  return withoutCovered(grown);
}

/** The atoms of one column for which the whole rest of the box ends in the label. */
function reach<L>({ root, nodes, start }: Diagram<L>, label: number, box: readonly bigint[], column: number): bigint {
  const known = new Map<number, bigint>();
  const all = start[column]!;
  function atomsFrom(node: number): bigint {
    if (node <= 0) return node === -1 - label ? all : 0n;
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const found = nodes[node]!;
    let set = found.column === column ? 0n : all;
    for (const { atoms, child } of found.branches) {
      if (found.column === column) set |= atoms & atomsFrom(child);
      else if ((atoms & box[found.column]!) !== 0n) set &= atomsFrom(child);
      if (set === 0n && found.column !== column) break;
    }
    known.set(node, set);
    return set;
  }
  return atomsFrom(root);
}

/** Leaves out boxes that the others cover together, small ones first. */
export function withoutCovered(boxes: readonly bigint[][]): bigint[][] {
  const volume = (box: readonly bigint[]) => box.reduce((product, set) => product * Math.max(1, sizeOf(set)), 1);
  const distinct = [...new Map(boxes.map((box) => [boxKey(box), box])).values()];
  const bySize = [...distinct].sort((a, b) => volume(a) - volume(b));
  const kept = new Set(bySize);
  for (const box of bySize) {
    const others = [...kept].filter((other) => other !== box);
    if (uncovered(box, others) === undefined) kept.delete(box);
  }
  return distinct.filter((box) => kept.has(box));
}
