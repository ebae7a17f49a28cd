import type { AttributeReport, SegmentReport } from "./report.ts";
import { maxSegmentAttributes, type SegmentCell, type Segments } from "./segments.ts";

/** Values with fewer decisions are shown, but not compared: a rate of so few says little. */
export const minCompared = 30;

/** Attributes by name; none where records name too many of them to mean anything. */
export function segmentReports(segments: Segments): AttributeReport[] {
  if (segments.size > maxSegmentAttributes) return [];
  return [...segments]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([attribute, cells]) => {
      const values = [...(cells ?? [])].map(([value, cell]) => segmentReport(value, cell));
      values.sort((a, b) => b.decisions - a.decisions || (a.value < b.value ? -1 : 1));
      return {
        attribute,
        values,
        selection_rate_ratio: { base: rateRatio(values, "base"), head: rateRatio(values, "head") },
      };
    });
}

function segmentReport(value: string, cell: SegmentCell): SegmentReport {
  return {
    value,
    decisions: cell.decisions,
    flips: cell.flips,
    toward_human: cell.toward,
    away_from_human: cell.away,
    small: cell.decisions < minCompared,
    selected: { base: cell.selectedBase, head: cell.selectedHead },
  };
}

function rateRatio(values: SegmentReport[], side: "base" | "head"): number | null {
  const rates = values.filter(({ small }) => !small).map(({ selected, decisions }) => selected[side] / decisions);
  const highest = Math.max(...rates);
  return rates.length < 2 || highest === 0 ? null : Math.min(...rates) / highest;
}
