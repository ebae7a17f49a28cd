import { type Diagram, DiagramBuilder } from "../analysis/diagram.ts";
import { columnOrder, differingBox } from "../analysis/focus.ts";
import { numbering } from "../analysis/numbering.ts";
import { partition } from "../analysis/partition.ts";
import { type Result, SideState } from "../analysis/side-state.ts";
import type { Table } from "../analysis/table.ts";

/** A result that differs. `unexplored`: the most serious that may happen in a part that the budget did not reach. */
export interface Change {
  from: Result;
  to: Result;
  unexplored?: true;
}

export interface CompareOptions {
  /** Tell changes apart by the rules that decide, or by outcomes only. */
  detail: "outcomes" | "rules";
  /** Blocks of atoms to look at, at most. */
  budget: number;
  /** Whether an outcome of the head acts: what was not looked at is taken for the most serious that it can be. */
  acts: (outcome: string) => boolean;
}

/**
 * All points of a space where two tables decide different outcomes. The recursion goes column by column, keeps the rules that
 * can still match on each side, remembers what it has seen, and stops where both sides must agree (Fisler et al.,
 * "Verification and Change-Impact Analysis of Access-Control Policies", ICSE 2005; Liu, "Firewall Policy Change-Impact
 * Analysis", ACM TOIT 2012).
 *
 * @param whole all atoms, by column
 */
export function compareTables(
  base: Table,
  head: Table,
  whole: readonly bigint[],
  { detail, budget, acts }: CompareOptions,
): Diagram<Change> {
  const builder = new DiagramBuilder<Change>();
  const start = differingBox(base, head, whole);
  if (!start) return { root: 0, nodes: builder.nodes, labels: [], order: [], start: whole, complete: true };
  const order = columnOrder(start);
  const options = { detail, unordered: base.mode === "apart" && head.mode === "apart", number: numbering() };
  const sides = [new SideState(base, start, order, options), new SideState(head, start, order, options)] as const;
  const levels = order.map((_, level) => sides.map((side) => side.at(level)));
  const known = new Map<string, number>();
  let left = budget;

  function explore(level: number, [before, after]: readonly (readonly number[])[]): number {
    const [from, to] = [sides[0].state(level, before!), sides[1].state(level, after!)];
    if (from.signature === to.signature || (from.outcome !== undefined && from.outcome === to.outcome)) return 0;
    if (from.result && to.result) return changed({ from: from.result, to: to.result });
    const key = `${level}/${from.key}/${to.key}`;
    let node = known.get(key);
    if (node === undefined) {
      node = left > 0 ? divide(level, [before!, after!]) : unexplored(before!, after!);
      known.set(key, node);
    }
    return node;
  }

  function divide(level: number, active: readonly (readonly number[])[]): number {
    const column = order[level]!;
    const blocks = partition(start![column]!, active, levels[level]!);
    left -= blocks.length;
    return builder.node(
      column,
      blocks.map((block) => ({ atoms: block.atoms, child: explore(level + 1, block.sides) })),
    );
  }

  const changed = (change: Change): number => builder.label(JSON.stringify(change), () => change);

  function unexplored(before: readonly number[], after: readonly number[]): number {
    const [from, to] = [sides[0].possible(before), sides[1].possible(after)];
    const pairs = to.flatMap((one) =>
      from.filter((other) => other.outcome !== one.outcome).map((other) => [other, one]),
    );
    const worst = pairs.find(([, one]) => acts(one!.outcome)) ?? pairs[0];
    return worst ? changed({ from: worst[0]!, to: worst[1]!, unexplored: true }) : 0;
  }

  const root = explore(0, [sides[0].initial(), sides[1].initial()]);
  return { root, nodes: builder.nodes, labels: builder.labels, order, start, complete: left > 0 };
}
