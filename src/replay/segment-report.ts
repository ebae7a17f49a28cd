import type { Interval } from "./clopper-pearson.ts";
import { type Rate, rateRatioInterval } from "./rate-ratio.ts";
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
        selection_rate_ratio: {
          base: ratio(values, "base"),
          head: ratio(values, "head"),
          interval95: { base: interval(values, "base"), head: interval(values, "head") },
        },
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

/** The values with the lowest and the highest rate of favourable outcomes; undefined where there is nothing to compare. */
export function extremes(values: readonly SegmentReport[], side: "base" | "head"): [Rate, Rate] | undefined {
  const rates = values
    .filter(({ small }) => !small)
    .map(({ selected, decisions }): Rate => ({ hits: selected[side], total: decisions }))
    .sort((a, b) => a.hits / a.total - b.hits / b.total);
  const highest = rates.at(-1);
  return rates.length < 2 || highest!.hits === 0 ? undefined : [rates[0]!, highest!];
}

function ratio(values: SegmentReport[], side: "base" | "head"): number | null {
  const found = extremes(values, side);
  if (!found) return null;
  const [low, high] = found;
  return low.hits / low.total / (high.hits / high.total);
}

function interval(values: SegmentReport[], side: "base" | "head"): Interval | null {
  const found = extremes(values, side);
  return found ? rateRatioInterval(...found) : null;
}
