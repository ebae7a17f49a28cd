import { countPaths, type Diagram, hulls, pathBoxes } from "../analysis/diagram.ts";
import { growBoxes, uniteBoxes, withoutCovered } from "../analysis/merge.ts";
import { isPossible } from "../analysis/possible.ts";
import type { Space, SpaceColumn } from "../analysis/space.ts";
import type { Change } from "./compare.ts";

/** Boxes of the space in which one change happens. */
export interface Area {
  change: Change;
  box: bigint[];
  /** A box inside it where the change certainly happens, to look for a witness in. */
  within: bigint[];
  /** False: a box around more than the change, because the change itself has too many parts to list. */
  exact: boolean;
}

/** Paths that are listed and united, at most; of a diagram with more, each change gets one box around all of it. */
const MOST_PATHS = 5_000;
/** Boxes that are grown into larger ones, at most: growing looks at the whole diagram for each. */
const MOST_GROWN = 150;
const MOST_NODES = 5_000;

/** Whether the paths of a diagram can be listed one by one. */
export const listable = (diagram: Diagram<Change>): boolean => diagram.complete && countPaths(diagram) <= MOST_PATHS;

/** What a diagram of changes holds, in few boxes for each change. */
export function areasOf(diagram: Diagram<Change>, space: Space): Area[] {
  if (countPaths(diagram) > MOST_PATHS) return around(diagram);
  const united = pathBoxes(diagram).map(uniteBoxes);
  const few = united.flat().length <= MOST_GROWN && diagram.nodes.length <= MOST_NODES;
  const enough = space.columns.map((column) => column.relevant);
  return united.flatMap((boxes, label) => {
    const grown = few && boxes.length > 1 ? growBoxes(diagram, label, boxes, enough) : boxes;
    const change = diagram.labels[label]!;
    return possibleOnly(grown, space, few).map((box) => ({
      change,
      box,
      within: box,
      exact: change.unexplored !== true,
    }));
  });
}

/**
 * Boxes that no input can lie in are left out. Where only the missing value of a column is impossible, the box takes it in:
 * a condition less to read, and nothing that can happen more.
 */
function possibleOnly(boxes: readonly bigint[][], space: Space, few: boolean): bigint[][] {
  if (!space.columns.some(({ kind }) => kind === "derived")) return [...boxes];
  const possible = boxes.filter((box) => isPossible(space, box));
  if (!few) return possible;
  const padded = possible.map((box) =>
    box.map((set, column) => {
      const drops = dropsCondition(space.columns[column]!, set) && !isPossible(space, box.with(column, 1n));
      return drops ? set | 1n : set;
    }),
  );
  return withoutCovered(padded);
}

/** Whether the set with null would be all that is judged. */
const dropsCondition = ({ relevant }: SpaceColumn, set: bigint): boolean => (relevant & ~set) === 1n;

function around(diagram: Diagram<Change>): Area[] {
  const boxes = hulls(diagram);
  const first = onePath(diagram);
  return diagram.labels.flatMap((change, label) => {
    const within = first.get(label);
    return within ? [{ change, box: boxes[label]!, within, exact: false }] : [];
  });
}

/** One path to each label that can be reached. */
function onePath({ root, nodes, start }: Diagram<Change>): Map<number, bigint[]> {
  const found = new Map<number, bigint[]>();
  const seen = new Set<number>();
  function walk(node: number, box: bigint[]): void {
    if (node < 0 && !found.has(-1 - node)) found.set(-1 - node, box);
    if (node <= 0 || seen.has(node)) return;
    seen.add(node);
    const { column, branches } = nodes[node]!;
    for (const { atoms, child } of branches) walk(child, box.with(column, atoms));
  }
  walk(root, [...start]);
  return found;
}
