import { columnOrder } from "./focus.ts";
import { partition } from "./partition.ts";

/** A part of a box that no other box covers; undefined when together they cover it. `open`: the budget ran out before. */
export type Uncovered = { box: bigint[] } | { open: true } | undefined;

/**
 * Finds out whether the union of boxes covers a box.
 *
 * @param budget blocks of atoms to look at, at most
 * @param spent counts the blocks that were looked at
 */
export function uncovered(
  box: readonly bigint[],
  others: readonly (readonly bigint[])[],
  budget = 100_000,
  spent = { blocks: 0 },
): Uncovered {
  const near = others.filter((sets) => sets.every((set, column) => (set & box[column]!) !== 0n));
  const order = columnOrder(box);
  const done = near.map((sets) => order.findLastIndex((column) => (sets[column]! & box[column]!) !== box[column]!) + 1);
  const levels = order.map((column, level) => ({
    sets: near.map((sets) => sets[column]!),
    matches: done.map((last) => last <= level + 1),
    ends: true,
  }));
  const covered = new Set<string>();

  function search(level: number, active: readonly number[], found: bigint[]): bigint[] | undefined {
    if (active.length === 0) return found;
    if (active.some((other) => done[other]! <= level)) return undefined;
    const key = `${level}/${active.join()}`;
    if (covered.has(key) || spent.blocks >= budget) return undefined;
    const column = order[level]!;
    const blocks = partition(box[column]!, [active], [levels[level]!]);
    spent.blocks += blocks.length;
    for (const { atoms, sides } of blocks) {
      const hole = search(level + 1, sides[0]!, found.with(column, atoms));
      if (hole) return hole;
    }
    covered.add(key);
    return undefined;
  }

  if (box.includes(0n)) return undefined;
  const hole = search(
    0,
    near.map((_, i) => i),
    [...box],
  );
  if (hole) return { box: hole };
  return spent.blocks < budget ? undefined : { open: true };
}
