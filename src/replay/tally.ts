import type { Num } from "../policy/index.ts";
import { beginning } from "../text/index.ts";
import { byId } from "./by-id.ts";
import { countHandling, type Handling, type Handlings } from "./dispositions.ts";
import { type Flips, noteFlip } from "./flips.ts";
import { emptyIds, type IdSample } from "./id-sample.ts";
import type { NotReplayedReason } from "./record.ts";
import { countSegment, type SegmentCell, type Segments } from "./segments.ts";
import { addWeights } from "./weight.ts";

/** What one policy version makes of one decision; `rule` is null when `otherwise` decided. */
export interface Result {
  outcome: string;
  rule: string | null;
  /** Whether the case could not be judged: a required input missing or of the wrong type, a value not computable. */
  unjudged: boolean;
  /** Whether the outcome is one that a person would rather get; see the selection rate of segments. */
  selected: boolean;
  /** Whether the case was judged, and its outcome acts. */
  acts: boolean;
}

/** How a person's decision, where there was one, relates to the two results. */
export type Human = "none" | "both" | "base" | "head" | "neither";

/** How many decisions went this way. All counts of a report follow from its cells. */
export interface Cell {
  from: string;
  fromRule: string | null;
  to: string;
  toRule: string | null;
  human: Human;
  count: number;
  /** Ids of the first few decisions in the order of {@link byId}; kept for flips only. */
  examples: string[];
  /** Of flips: the sum of what they weigh, and how many records did not say. */
  weight: Num;
  unweighed: number;
}

/** A place in a log whose line holds no record to replay. */
export interface Place {
  log: string;
  line: number;
  reason: NotReplayedReason;
  message: string;
}

/** What has been counted so far. Plain data. */
export interface Tally {
  cells: Map<string, Cell>;
  notReplayed: Map<NotReplayedReason, number>;
  /** The first places of each log, in order. */
  places: Place[];
  unjudged: { base: number; head: number };
  flips: Flips;
  segments: Segments;
  /** Flips by the place of their region in the semantic diff; under -1 those outside all regions. */
  regions: Map<number, number>;
  /** What happens with the decisions; empty unless a stage is asked about. */
  handlings: Handlings;
  /** Of decisions replayed: which ids stand there more than once. */
  ids: IdSample;
  /** Milliseconds since 1970 of the first and the last decision that says when it was made; infinite while none does. */
  period: { from: number; to: number };
}

/** What a record says beside its input. */
export interface Facts {
  human: string | undefined;
  /** What a flip of this decision weighs; undefined when nothing is weighed, or the record does not say. */
  weight?: Num | undefined;
  segments: readonly SegmentCell[];
  /** What happens with the decision under the base and under the head; undefined when no stage is asked about. */
  handled?: { from: Handling; to: Handling } | undefined;
  /** Where a flip lies in the semantic diff; asked only of flips. */
  region?: (() => number) | undefined;
}

const maxExamples = 5;
const maxPlaces = 10;
/** In characters; what is wrong may quote the line, which may be of millions. */
const maxMessage = 300;

export function emptyTally(): Tally {
  return {
    cells: new Map(),
    notReplayed: new Map(),
    places: [],
    unjudged: { base: 0, head: 0 },
    flips: new Map(),
    segments: new Map(),
    regions: new Map(),
    handlings: new Map(),
    ids: emptyIds(),
    period: { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY },
  };
}

export function humanOf(base: string, head: string, human: string | undefined): Human {
  if (human === undefined) return "none";
  if (human === base) return human === head ? "both" : "base";
  return human === head ? "head" : "neither";
}

/** Counts one decision with what both versions make of it. */
export function countPair(
  tally: Tally,
  id: string,
  base: Result,
  head: Result,
  { human, weight, segments, handled, region }: Facts,
): void {
  const cell = countPairs(tally, base, head, human, 1);
  for (const segment of segments) countSegment(segment, base, head, cell.human);
  if (handled) countHandling(tally.handlings, handled.from, handled.to, 1, id);
  if (base.outcome === head.outcome) return;
  noteFlip(tally.flips, id, base.outcome, head.outcome);
  // Of a long log nearly every id comes behind those that are shown.
  const last = cell.examples[maxExamples - 1];
  if (last === undefined || byId(id, last) < 0) cell.examples = firstIds([...cell.examples, id]);
  if (region) {
    const place = region();
    tally.regions.set(place, (tally.regions.get(place) ?? 0) + 1);
  }
  if (weight === undefined) cell.unweighed++;
  else cell.weight = addWeights(cell.weight, weight);
}

/** Counts many decisions alike whose outcome does not flip; nothing but their number is of interest then. */
export function countPairs(
  tally: Tally,
  base: Result,
  head: Result,
  humanOutcome: string | undefined,
  count: number,
): Cell {
  const human = humanOf(base.outcome, head.outcome, humanOutcome);
  const key = JSON.stringify([base.outcome, base.rule, head.outcome, head.rule, human]);
  let cell = tally.cells.get(key);
  if (!cell) {
    const { outcome: from, rule: fromRule } = base;
    const { outcome: to, rule: toRule } = head;
    cell = { from, fromRule, to, toRule, human, count: 0, examples: [], weight: 0, unweighed: 0 };
    tally.cells.set(key, cell);
  }
  cell.count += count;
  if (base.unjudged) tally.unjudged.base += count;
  if (head.unjudged) tally.unjudged.head += count;
  return cell;
}

/** Widens the period covered by a moment in milliseconds since 1970; NaN is no moment. */
export function notePeriod({ period }: Tally, at: number): void {
  if (at < period.from) period.from = at;
  if (at > period.to) period.to = at;
}

/** The few ids that a report shows of many. */
export function firstIds(ids: string[]): string[] {
  return [...ids].sort(byId).slice(0, maxExamples);
}

/** Counts one line that holds nothing to replay, and keeps its place while there are few. */
export function countNotReplayed(tally: Tally, place: Place): void {
  tally.notReplayed.set(place.reason, (tally.notReplayed.get(place.reason) ?? 0) + 1);
  // Records of other policies are normal in a shared log; naming them would crowd out what is wrong.
  if (place.reason !== "other_policy" && tally.places.length < maxPlaces)
    tally.places.push({ ...place, message: beginning(place.message, maxMessage) });
}

/** The first few places, logs in the order given. */
export function firstPlaces(places: Place[], logs: readonly string[]): Place[] {
  const order = (a: Place, b: Place) => logs.indexOf(a.log) - logs.indexOf(b.log) || a.line - b.line;
  return [...places].sort(order).slice(0, maxPlaces);
}
