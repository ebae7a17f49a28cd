import type { HandlingCell } from "./dispositions.ts";
import { maxSegmentValues, type SegmentCell, type Segments } from "./segments.ts";
import { type Cell, emptyTally, firstIds, firstPlaces, type Tally } from "./tally.ts";
import { addWeights } from "./weight.ts";

/**
 * What two tallies of different records count together. Any order and any grouping gives the same; `logs` is the order
 * in which places are named.
 */
export function mergeTallies(a: Tally, b: Tally, logs: readonly string[]): Tally {
  const merged = emptyTally();
  for (const tally of [a, b]) {
    for (const [key, cell] of tally.cells) merged.cells.set(key, addCells(merged.cells.get(key), cell));
    for (const [reason, n] of tally.notReplayed)
      merged.notReplayed.set(reason, (merged.notReplayed.get(reason) ?? 0) + n);
    for (const [region, n] of tally.regions) merged.regions.set(region, (merged.regions.get(region) ?? 0) + n);
    for (const [key, cell] of tally.handlings) merged.handlings.set(key, addHandlings(merged.handlings.get(key), cell));
    for (const [attribute, values] of tally.segments) addSegments(merged.segments, attribute, values);
    merged.unjudged.base += tally.unjudged.base;
    merged.unjudged.head += tally.unjudged.head;
    merged.period.from = Math.min(merged.period.from, tally.period.from);
    merged.period.to = Math.max(merged.period.to, tally.period.to);
  }
  merged.flips = [...a.flips, ...b.flips];
  merged.places = firstPlaces([...a.places, ...b.places], logs);
  return merged;
}

function addCells(a: Cell | undefined, b: Cell): Cell {
  if (!a) return b;
  return {
    ...a,
    count: a.count + b.count,
    examples: firstIds([...a.examples, ...b.examples]),
    weight: addWeights(a.weight, b.weight),
    unweighed: a.unweighed + b.unweighed,
  };
}

function addHandlings(a: HandlingCell | undefined, b: HandlingCell): HandlingCell {
  return a ? { ...a, count: a.count + b.count, examples: firstIds([...a.examples, ...b.examples]) } : b;
}

function addSegments(into: Segments, attribute: string, values: ReadonlyMap<string, SegmentCell> | null): void {
  const known = into.get(attribute);
  if (known === null || values === null) {
    into.set(attribute, null);
    return;
  }
  const sums = new Map(known);
  for (const [value, cell] of values) {
    const before = sums.get(value);
    sums.set(value, before ? addSegmentCells(before, cell) : cell);
  }
  into.set(attribute, sums.size > maxSegmentValues ? null : sums);
}

const addSegmentCells = (a: SegmentCell, b: SegmentCell): SegmentCell => ({
  decisions: a.decisions + b.decisions,
  flips: a.flips + b.flips,
  toward: a.toward + b.toward,
  away: a.away + b.away,
  selectedBase: a.selectedBase + b.selectedBase,
  selectedHead: a.selectedHead + b.selectedHead,
});
