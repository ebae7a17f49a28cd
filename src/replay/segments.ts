import type { Human, Result } from "./tally.ts";

/** What became of the decisions that share one value of one attribute. */
export interface SegmentCell {
  decisions: number;
  flips: number;
  toward: number;
  away: number;
  /** How many were selected: got an outcome that counts as a favourable one. */
  selectedBase: number;
  selectedHead: number;
}

/** One attribute of the records' segments; null once it has so many values that it slices nothing. */
export type SegmentValues = Map<string, SegmentCell> | null;
export type Segments = Map<string, SegmentValues>;

/** Values of one attribute, and attributes, that are counted apart; with more of them none is. */
export const maxSegmentValues = 200;
export const maxSegmentAttributes = 50;

/** The texts of a record's segments that can be sliced by: texts, numbers and truth values. */
export function segmentValues(segments: Record<string, unknown> | undefined): [attribute: string, value: string][] {
  return Object.entries(segments ?? {}).flatMap(([attribute, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [[attribute, String(value)] as [string, string]]
      : [],
  );
}

/** The counters of one value; undefined when its attribute has too many values, or there are too many attributes. */
export function segmentCell(segments: Segments, attribute: string, value: string): SegmentCell | undefined {
  let values = segments.get(attribute);
  if (values === null || segments.size > maxSegmentAttributes) return undefined;
  if (values === undefined) {
    values = new Map();
    segments.set(attribute, values);
  }
  let cell = values.get(value);
  if (!cell) {
    if (values.size >= maxSegmentValues) {
      segments.set(attribute, null);
      return undefined;
    }
    cell = { decisions: 0, flips: 0, toward: 0, away: 0, selectedBase: 0, selectedHead: 0 };
    values.set(value, cell);
  }
  return cell;
}

/** Counts one decision in one segment. */
export function countSegment(cell: SegmentCell, base: Result, head: Result, human: Human): void {
  cell.decisions++;
  if (base.selected) cell.selectedBase++;
  if (head.selected) cell.selectedHead++;
  if (base.outcome === head.outcome) return;
  cell.flips++;
  if (human === "head") cell.toward++;
  if (human === "base") cell.away++;
}
