/** Atoms of a column that leave the same rules in play on every side. */
export interface Block {
  atoms: bigint;
  /** By side: places of the rules still in play, in order of precedence. */
  sides: number[][];
}

/** What a partition has to know of one side in one column. */
export interface ColumnRules {
  /** By rule: the atoms it lets pass. */
  sets: readonly bigint[];
  /** By rule: nothing after this column can keep it from matching. */
  matches: readonly boolean[];
  /** A rule that matches ends the list: nothing behind it counts. */
  ends: boolean;
}

interface Growing extends Block {
  closed: boolean;
}

/** Parts the atoms of a column by the rules that they leave in play. */
export function partition(
  start: bigint,
  active: readonly (readonly number[])[],
  sides: readonly ColumnRules[],
): Block[] {
  let blocks: Growing[] = [{ atoms: start, sides: [], closed: false }];
  for (const [side, rules] of sides.entries()) {
    for (const block of blocks) {
      block.sides.push([]);
      block.closed = false;
    }
    for (const rule of active[side]!) blocks = divide(blocks, rule, side, rules);
  }
  return blocks;
}

function divide(blocks: Growing[], rule: number, side: number, { sets, matches, ends }: ColumnRules): Growing[] {
  const next: Growing[] = [];
  for (const block of blocks) {
    next.push(block);
    const inside = block.atoms & sets[rule]!;
    if (inside === 0n || block.closed) continue;
    if (inside !== block.atoms) {
      next.push({ atoms: block.atoms & ~inside, sides: block.sides.map((list) => [...list]), closed: false });
      block.atoms = inside;
    }
    block.sides[side]!.push(rule);
    block.closed = ends && matches[rule]!;
  }
  return next;
}
