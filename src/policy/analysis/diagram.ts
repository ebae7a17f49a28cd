import { bit, firstBit } from "./bits.ts";

/**
 * A decision diagram over the atoms of a space: node 0 is "nothing", a negative number -1 - i is label i, any other number a
 * node whose branches part the atoms of one column. Columns that no node on a path asks for do not matter there. Equal nodes
 * are one node.
 */
export interface Diagram<L> {
  root: number;
  nodes: readonly (DiagramNode | undefined)[];
  labels: readonly L[];
  /** Columns in the order in which paths ask for them. */
  order: readonly number[];
  /** The box the diagram is about, by column; outside it, there is nothing. */
  start: readonly bigint[];
  /** False where the budget ran out and labels stand for what was not looked at. */
  complete: boolean;
}

export interface DiagramNode {
  column: number;
  branches: readonly { atoms: bigint; child: number }[];
}

/** Builds a diagram bottom-up, sharing equal nodes and leaving out columns that make no difference. */
export class DiagramBuilder<L> {
  readonly nodes: (DiagramNode | undefined)[] = [undefined];
  readonly labels: L[] = [];
  readonly #byKey = new Map<string, number>();

  label(key: string, make: () => L): number {
    const known = this.#byKey.get(`L${key}`);
    if (known !== undefined) return known;
    this.labels.push(make());
    this.#byKey.set(`L${key}`, -this.labels.length);
    return -this.labels.length;
  }

  node(column: number, parts: readonly { atoms: bigint; child: number }[]): number {
    const merged = new Map<number, bigint>();
    for (const { atoms, child } of parts) merged.set(child, (merged.get(child) ?? 0n) | atoms);
    if (merged.size === 1) return parts[0]!.child;
    const branches = [...merged]
      .map(([child, atoms]) => ({ atoms, child }))
      .sort((a, b) => firstBit(a.atoms) - firstBit(b.atoms));
    const key = `${column}:${branches.map(({ atoms, child }) => `${atoms.toString(36)}>${child}`).join(",")}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.nodes.push({ column, branches });
    this.#byKey.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}

/** What the diagram says at one point, given by its atom in each column. */
export function lookUp<L>(diagram: Diagram<L>, point: readonly number[]): L | undefined {
  if (point.some((atom, column) => (diagram.start[column]! & bit(atom)) === 0n)) return undefined;
  let at = diagram.root;
  while (at > 0) {
    const { column, branches } = diagram.nodes[at]!;
    at = branches.find(({ atoms }) => (atoms & bit(point[column]!)) !== 0n)?.child ?? 0;
  }
  return at < 0 ? diagram.labels[-1 - at] : undefined;
}

/** How many paths end in a label; may be beyond counting, then Infinity. */
export function countPaths<L>({ root, nodes }: Diagram<L>): number {
  const known = new Map<number, number>([[0, 0]]);
  function count(node: number): number {
    if (node < 0) return 1;
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const sum = nodes[node]!.branches.reduce((total, { child }) => total + count(child), 0);
    known.set(node, sum);
    return sum;
  }
  return count(root);
}

/** Every path that ends in a label, as boxes that do not meet, by label. */
export function pathBoxes<L>({ root, nodes, labels, start }: Diagram<L>): bigint[][][] {
  const found: bigint[][][] = labels.map(() => []);
  function walk(node: number, box: bigint[]): void {
    if (node < 0) found[-1 - node]!.push(box);
    if (node <= 0) return;
    const { column, branches } = nodes[node]!;
    for (const { atoms, child } of branches) walk(child, box.with(column, atoms));
  }
  walk(root, [...start]);
  return found;
}

/** For each label the smallest box around everything that ends in it: what is left to say when there are too many paths. */
export function hulls<L>({ root, nodes, labels, start, order }: Diagram<L>): bigint[][] {
  const level = new Map(order.map((column, at) => [column, at]));
  const levelOf = (node: number) => (node > 0 ? level.get(nodes[node]!.column)! : order.length);
  const known = new Map<number, Map<number, bigint[]>>();
  /** By label that the node leads to: the union of the atoms on the way, by column; columns above the node are empty. */
  function below(node: number): Map<number, bigint[]> {
    if (node < 0) return new Map([[-1 - node, start.map(() => 0n)]]);
    const seen = known.get(node);
    if (node === 0 || seen) return seen ?? new Map();
    const { column, branches } = nodes[node]!;
    const found = new Map<number, bigint[]>();
    for (const { atoms, child } of branches) {
      const skipped = order.slice(levelOf(node) + 1, levelOf(child));
      for (const [label, union] of below(child)) {
        const box = found.get(label) ?? start.map(() => 0n);
        for (const [at, set] of union.entries()) box[at]! |= set;
        box[column]! |= atoms;
        for (const at of skipped) box[at] = start[at]!;
        found.set(label, box);
      }
    }
    known.set(node, found);
    return found;
  }
  const found = below(root);
  return labels.map((_, label) => {
    const box = found.get(label) ?? start.map(() => 0n);
    for (const column of order.slice(0, levelOf(root))) box[column] = start[column]!;
    return box;
  });
}
