import type { HandlingCell } from "./dispositions.ts";
import { addFlips } from "./flips.ts";
import { mergeIds } from "./id-sample.ts";
import { maxSegmentValues, type SegmentCell, type SegmentValues } from "./segments.ts";
import { type Cell, firstIds, firstPlaces, type Tally } from "./tally.ts";
import { addWeights } from "./weight.ts";

/**
 * What two tallies of different records count together. Any order and any grouping gives the same; `logs` is the order
 * in which places are named.
 */
export function mergeTallies(a: Tally, b: Tally, logs: readonly string[]): Tally {
  return {
    cells: merged(a.cells, b.cells, addCells),
    notReplayed: merged(a.notReplayed, b.notReplayed, plus),
    places: firstPlaces([...a.places, ...b.places], logs),
    unjudged: { base: a.unjudged.base + b.unjudged.base, head: a.unjudged.head + b.unjudged.head },
    flips: merged(a.flips, b.flips, addFlips),
    segments: merged(a.segments, b.segments, addValues),
    regions: merged(a.regions, b.regions, plus),
    period: { from: Math.min(a.period.from, b.period.from), to: Math.max(a.period.to, b.period.to) },
    handlings: merged(a.handlings, b.handlings, addHandlings),
    ids: mergeIds(a.ids, b.ids),
  };
}

const plus = (a: number, b: number): number => a + b;

function merged<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, add: (a: V, b: V) => V): Map<K, V> {
  const result = new Map(a);
  for (const [key, value] of b) {
    const known = result.get(key);
    result.set(key, known === undefined ? value : add(known, value));
  }
  return result;
}

function addCells(a: Cell, b: Cell): Cell {
  return {
    ...a,
    count: a.count + b.count,
    examples: firstIds([...a.examples, ...b.examples]),
    weight: addWeights(a.weight, b.weight),
    unweighed: a.unweighed + b.unweighed,
  };
}

function addHandlings(a: HandlingCell, b: HandlingCell): HandlingCell {
  return { ...a, count: a.count + b.count, examples: firstIds([...a.examples, ...b.examples]) };
}

/** An attribute with too many values in one of the two, or in both together, has too many. */
function addValues(a: SegmentValues, b: SegmentValues): SegmentValues {
  if (a === null || b === null) return null;
  const all = merged(a, b, addSegmentCells);
  return all.size > maxSegmentValues ? null : all;
}

const addSegmentCells = (a: SegmentCell, b: SegmentCell): SegmentCell => ({
  decisions: a.decisions + b.decisions,
  flips: a.flips + b.flips,
  toward: a.toward + b.toward,
  away: a.away + b.away,
  selectedBase: a.selectedBase + b.selectedBase,
  selectedHead: a.selectedHead + b.selectedHead,
});
