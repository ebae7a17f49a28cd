import { clopperPearson } from "./clopper-pearson.ts";
import type { Rate } from "./rate-ratio.ts";

export type Unit = "count" | "share" | "ratio" | "ms" | "days" | "money" | "number";

/** A measured quantity that a gate of stages.yaml can test. */
export interface Figure {
  /** Null when it could not be measured; `missing` says why. */
  value: number | null;
  /** How to print it; a share is 0 to 1. */
  unit: Unit;
  /** What it is, as the subject of a sentence: `the share of decisions that …`. */
  says: string;
  missing?: string;
  /** Of a count: more data can only lower it, as with rules that no decision has reached yet. */
  shrinks?: true;
  /** Of a count or a sum: how much more it may be for what the records do not say, and what that is, in a sentence. */
  unseen?: { most: number; says: string } | undefined;
  /** Of a share and of the ends of its interval: what was observed. */
  sample?: Sample;
  /** Of a ratio of two rates and of the lower end of its interval: the two groups. */
  rates?: [Rate, Rate];
}

export interface Sample {
  hits: number;
  total: number;
  /** What the total counts, in words: `decisions that a person decided too`. */
  of: string;
}

export type Figures = Record<string, Figure>;

/**
 * A share and the ends of its exact 95% interval, as the three figures `<name>`, `<name>_lower95` and `<name>_upper95`.
 */
export function shareFigures(name: string, says: string, sample: Sample): Figures {
  const { hits, total, of } = sample;
  const missing = total === 0 ? { missing: `there are no ${of}` } : {};
  const figure = (end: string, value: number): Figure => ({
    value: total === 0 ? null : value,
    unit: "share",
    says: end + says,
    sample,
    ...missing,
  });
  const { lower, upper } = clopperPearson(hits, total);
  return {
    [name]: figure("", hits / total),
    [`${name}_lower95`]: figure("the lower end of the 95% interval of ", lower),
    [`${name}_upper95`]: figure("the upper end of the 95% interval of ", upper),
  };
}

/** A number as people read it: `1,234`, `95.3%`, `1 h 30 min`, `4.20`, `0.8`. */
export function formatFigure(value: number, unit: Unit): string {
  switch (unit) {
    case "share":
      return formatShare(value, 1);
    case "ms":
      return formatTime(value);
    case "money":
      return decimals(value, 2, 2);
    case "days":
      return `${decimals(value, 1)} day${value === 1 ? "" : "s"}`;
    case "count":
      return decimals(value, 0);
    default:
      return decimals(value, 3);
  }
}

/** Rounded so that it does not look like the threshold that it missed: `89.97%` where `90%` was asked for. */
export function formatMissed(value: number, unit: Unit, asked: string): string {
  const shown = formatFigure(value, unit);
  if (!asked.endsWith(` ${shown}`)) return shown;
  return unit === "share" ? formatShare(value, 4) : String(value);
}

const formatShare = (value: number, most: number) => `${decimals(value * 100, most)}%`;

function decimals(value: number, most: number, least = 0): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: most, minimumFractionDigits: least });
}

function formatTime(ms: number): string {
  if (ms < 1000) return `${decimals(ms, 0)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${decimals(ms / 1000, 1)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60)
    return seconds < 600 && seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}
