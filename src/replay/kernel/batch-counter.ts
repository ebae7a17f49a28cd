import { Decimal, type Num } from "../../policy/index.ts";
import { countHandling, type Floors, handling } from "../dispositions.ts";
import { noteIds } from "../id-sample.ts";
import { countNotReplayed, countPair, countPairs, humanOf, notePeriod, type Result, type Tally } from "../tally.ts";
import { type Batch, batchRows, valueIn } from "./batch.ts";
import { CodeTable } from "./code-table.ts";
import { Counts } from "./counts.ts";
import type { Plan } from "./plan.ts";
import { markOf, SegmentCounts } from "./segment-counts.ts";

/** What is counted beside the outcomes: see ReplayRequest. */
export interface Beside {
  regionOf?: ((input: Record<string, unknown>, from: string, to: string) => number) | undefined;
  floors?: Floors | undefined;
  /** Place among the batch's inputs of what a flip weighs; -1 for none. */
  weigh: number;
}

/** What people may have decided, as places: nothing, something that neither version knows, or an outcome. */
const human = { none: 0, unknown: 1, outcomes: 2 } as const;

/** Counts the records of decided batches into a tally. */
export class BatchCounter {
  readonly #plan: Plan;
  readonly #tally: Tally;
  readonly #beside: Beside;
  readonly #outcomes: string[];
  /** How many places there are for what people decided. */
  readonly #people: number;
  readonly #outcomeOf: { base: Int32Array; head: Int32Array };
  /** By place of a result: 1 where it is selected. */
  readonly #selected: { base: Uint8Array; head: Uint8Array };
  readonly #humans: CodeTable;
  readonly #counts: Counts;
  /** By attribute. */
  readonly #segments = new Map<string, SegmentCounts>();
  /** By row: see {@link markOf}. */
  readonly #marks = new Uint8Array(batchRows);
  /** By row: what people decided, as a place. */
  readonly #decided = new Int32Array(batchRows);
  /** By row: what it counts as; -1 where that takes a closer look. */
  readonly #kinds = new Float64Array(batchRows);

  constructor(plan: Plan, beside: Beside, tally: Tally) {
    this.#plan = plan;
    this.#tally = tally;
    this.#beside = beside;
    const outcomes = [plan.base, plan.head].flatMap(({ side }) => Object.keys(side.policy.outcomes));
    this.#outcomes = [...new Set(outcomes)];
    this.#people = human.outcomes + this.#outcomes.length;
    const places = (results: Result[]) =>
      Int32Array.from(results, ({ outcome }) => human.outcomes + this.#outcomes.indexOf(outcome));
    this.#outcomeOf = { base: places(plan.base.results), head: places(plan.head.results) };
    const selected = (results: Result[]) => Uint8Array.from(results, (result) => (result.selected ? 1 : 0));
    this.#selected = { base: selected(plan.base.results), head: selected(plan.head.results) };
    this.#humans = new CodeTable((text) => {
      const at = this.#outcomes.indexOf(text);
      return at < 0 ? human.unknown : human.outcomes + at;
    });
    this.#counts = new Counts(plan.base.results.length * plan.head.results.length * this.#people * 2);
  }

  /**
   * @param before by row: the place of the base's result
   * @param after by row: the place of the head's result
   */
  count(batch: Batch, before: Int32Array, after: Int32Array): void {
    const { rows, segments } = batch;
    for (let i = 0; i < batch.others; i++) countNotReplayed(this.#tally, otherPolicy);
    noteIds(this.#tally.ids, batch.bytes, batch.idFrom, batch.idTo, rows);
    const { from, to } = periodOf(batch.at, rows);
    // With no moment at all neither end is one.
    if (from <= to) for (const moment of [from, to]) notePeriod(this.#tally, moment);
    this.#findAlike(batch, before, after);
    const [kinds, marks] = [this.#kinds, this.#marks];
    this.#counts.addAll(kinds, rows);
    for (let row = 0; row < rows; row++)
      if (kinds[row]! < 0) marks[row] = this.#countRow(batch, row, before[row]!, after[row]!, this.#decided[row]!);
    for (const column of segments) {
      const counts = this.#segments.get(column.name) ?? new SegmentCounts(column.name, this.#tally.segments);
      this.#segments.set(column.name, counts);
      counts.count(column, marks, rows);
    }
  }

  /** Most decisions neither flip nor are handled otherwise: of them nothing but their number, and their mark, counts. */
  #findAlike({ rows, humans }: Batch, before: Int32Array, after: Int32Array): void {
    const { base, head } = this.#outcomeOf;
    decidedBy(humans.codes, this.#humans.of(humans.dictionary), rows, this.#decided);
    if (this.#beside.floors) this.#kinds.fill(-1, 0, rows);
    else alike(before, after, this.#decided, rows, base, head, this.#people, this.#kinds);
    marked(before, after, rows, this.#selected.base, this.#selected.head, this.#marks);
  }

  #kindOf(before: number, after: number, decided: number): number {
    const pair = before * this.#plan.head.results.length + after;
    return pair * this.#people + decided;
  }

  /** Counts one record; the mark of its segments. */
  #countRow(batch: Batch, row: number, before: number, after: number, decided: number): number {
    const { base, head } = this.#plan;
    const [from, to] = [base.results[before]!, head.results[after]!];
    const { floors } = this.#beside;
    const confidence = batch.confidence[row]!;
    const handled = floors && {
      from: handling(from.acts, confidence, floors.base, floors.stage),
      to: handling(to.acts, confidence, floors.head, floors.stage),
    };
    const flips = this.#outcomeOf.base[before] !== this.#outcomeOf.head[after];
    if (flips || handled?.from !== handled?.to) {
      const person = this.#personOutcome(decided);
      countPair(this.#tally, batch.id(row), from, to, {
        human: person,
        weight: this.#weight(batch, row),
        segments: [],
        handled,
        region: this.#beside.regionOf && (() => this.#region(batch, row, from, to)),
      });
      return markOf(from.selected, to.selected, flips ? humanOf(from.outcome, to.outcome, person) : undefined);
    }
    this.#counts.add(this.#kindOf(before, after, decided) * 2 + (handled?.from === "act" ? 1 : 0));
    return markOf(from.selected, to.selected, undefined);
  }

  #region(batch: Batch, row: number, from: Result, to: Result): number {
    const input = Object.fromEntries(
      batch.inputs.flatMap((column) => {
        const value = valueIn(column, row);
        return value === undefined ? [] : [[column.name, value]];
      }),
    );
    return this.#beside.regionOf!(input, from.outcome, to.outcome);
  }

  #weight(batch: Batch, row: number): Num | undefined {
    if (this.#beside.weigh < 0) return undefined;
    const value = valueIn(batch.inputs[this.#beside.weigh]!, row);
    return typeof value === "number" || value instanceof Decimal ? value : undefined;
  }

  /** An outcome that neither version knows is nobody's, whatever it is called. */
  #personOutcome(decided: number): string | undefined {
    return decided === human.none ? undefined : (this.#outcomes[decided - human.outcomes] ?? "");
  }

  /** Brings what was counted into the tally; to be called once, at the end. */
  finish(): void {
    const { base, head } = this.#plan;
    const { floors } = this.#beside;
    const people = this.#people;
    this.#counts.each((index, count) => {
      const kind = Math.floor(index / 2);
      const pair = Math.floor(kind / people);
      const before = base.results[Math.floor(pair / head.results.length)]!;
      const after = head.results[pair % head.results.length]!;
      countPairs(this.#tally, before, after, this.#personOutcome(kind % people), count);
      if (!floors) return;
      const handled = floors.stage === "audit" ? "suggest" : index % 2 === 1 ? "act" : "route";
      countHandling(this.#tally.handlings, handled, handled, count);
    });
    for (const segment of this.#segments.values()) segment.finish();
  }
}

/** Only counted: its place is not worth naming. */
const otherPolicy = { log: "", line: 0, reason: "other_policy", message: "" } as const;

// Functions of arrays alone: the engine compiles them once, for whatever batch.

function periodOf(at: Float64Array, rows: number): { from: number; to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const moment = at[row]!;
    if (moment < from) from = moment;
    if (moment > to) to = moment;
  }
  return { from, to };
}

function decidedBy(codes: Int32Array, known: Int32Array, rows: number, to: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    to[row] = code < 0 ? human.none : known[code]!;
  }
}

/** What decisions count as whose outcome is the same under both versions; -1 of others. */
function alike(
  before: Int32Array,
  after: Int32Array,
  decided: Int32Array,
  rows: number,
  base: Int32Array,
  head: Int32Array,
  people: number,
  kinds: Float64Array,
): void {
  const results = head.length;
  for (let row = 0; row < rows; row++) {
    const from = before[row]!;
    const to = after[row]!;
    kinds[row] = base[from] === head[to] ? ((from * results + to) * people + decided[row]!) * 2 : -1;
  }
}

/** As {@link markOf} where nothing flips. */
function marked(
  before: Int32Array,
  after: Int32Array,
  rows: number,
  base: Uint8Array,
  head: Uint8Array,
  marks: Uint8Array,
): void {
  for (let row = 0; row < rows; row++) marks[row] = base[before[row]!]! | (head[after[row]!]! << 1);
}
