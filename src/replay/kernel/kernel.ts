import { isUtf8 } from "node:buffer";
import { approximation, type Cell } from "../../policy/compile/approximate.ts";
import { choose } from "../../policy/decide.ts";
import { NoResult } from "../../policy/functions/builtin.ts";
import { type Num, numberFromText, type Policy, type Problem, parseJsonExact } from "../../policy/index.ts";
import { countHandling, type Floors, handling } from "../dispositions.ts";
import { countSegment } from "../segments.ts";
import { countNotReplayed, countPair, countPairs, notePeriod, type Result, type Tally } from "../tally.ts";
import { Counts } from "./counts.ts";
import { Kind, LineReader, textOf } from "./line-reader.ts";
import { slots } from "./partition.ts";
import { type Derivation, type InputColumn, type Plan, planKernel, type Runner } from "./plan.ts";
import { SegmentReader } from "./segment-reader.ts";

const lineFeed = 0x0a;
/** Texts that have to be parsed (dates, durations) are remembered with their slots, up to so many. */
const maxParsed = 50_000;

/** What a kernel decides under, and counts beside: see ReplayRequest. */
export interface KernelRequest {
  base: Policy;
  head: Policy;
  weigh?: string | undefined;
  selects: (policy: Policy, outcome: string) => boolean;
  regionOf?: ((input: Record<string, unknown>, from: string, to: string) => number) | undefined;
  floors?: Floors | undefined;
}

/**
 * Decides the records of a log under two versions at once, from their bytes. It gives what the evaluator gives, and hands
 * over (through `odd`) every line that it cannot read with certainty.
 */
export class Kernel {
  readonly #plan: Plan;
  readonly #reader: LineReader;
  readonly #outcomes: string[];
  readonly #outcomeOf: { base: Int32Array; head: Int32Array };
  readonly #slots: Int32Array;
  readonly #rows: (Cell | null)[][];
  readonly #parsed: Map<string, number>[];
  readonly #counts: Counts;
  readonly #tally: Tally;
  readonly #floors: Floors | undefined;
  readonly #regionOf: KernelRequest["regionOf"];
  /** Place of the input that says what a flip weighs; -1 for none. */
  readonly #weigh: number;

  constructor({ base, head, weigh, selects, regionOf, floors }: KernelRequest, tally: Tally) {
    this.#floors = floors;
    this.#regionOf = regionOf;
    this.#tally = tally;
    this.#plan = planKernel(base, head, selects);
    const outcomes = [...new Set([...Object.keys(base.outcomes), ...Object.keys(head.outcomes)])];
    const places = (runner: Runner) => Int32Array.from(runner.results, ({ outcome }) => outcomes.indexOf(outcome));
    this.#outcomes = outcomes;
    this.#outcomeOf = { base: places(this.#plan.base), head: places(this.#plan.head) };
    const names = [...new Set([...this.#plan.inputNames, ...(weigh === undefined ? [] : [weigh])])];
    this.#weigh = weigh === undefined ? -1 : names.indexOf(weigh);
    const policies = [...new Set([base.id, head.id])];
    this.#reader = new LineReader(names, policies, outcomes, new SegmentReader(tally.segments));
    this.#slots = new Int32Array(this.#plan.columns);
    this.#rows = this.#plan.derivations.map(({ first }) => new Array(first).fill(null));
    this.#parsed = this.#plan.inputs.map(() => new Map());
    this.#counts = new Counts(
      this.#plan.base.results.length * this.#plan.head.results.length * (outcomes.length + 2) * 2,
    );
  }

  /**
   * Decides the lines of a block, the last of which ends with a line feed too. `odd` gets those that have to be parsed
   * as a whole: the number of the line in the block, from 0, and where it starts and ends. How many lines there
   * were.
   */
  run(bytes: Uint8Array, odd: (line: number, start: number, end: number) => void): number {
    // One check of the whole block is much cheaper than one of each text.
    const readable = isUtf8(bytes);
    let line = 0;
    for (let start = 0; start < bytes.length; line++) {
      let end = readable ? this.#reader.read(bytes, start) : -1;
      if (end < 0) {
        end = bytes.indexOf(lineFeed, start);
        odd(line, start, end);
      } else if (this.#reader.otherPolicy) countNotReplayed(this.#tally, otherPolicy);
      else this.#decide(bytes, start, end);
      start = end + 1;
    }
    return line;
  }

  /** Brings what was counted into the tally; to be called once, at the end. */
  finish(): void {
    const { base, head } = this.#plan;
    const humans = this.#outcomes.length + 2;
    this.#counts.each((index, count) => {
      const kind = Math.floor(index / 2);
      const pair = Math.floor(kind / humans);
      const before = base.results[Math.floor(pair / head.results.length)]!;
      const after = head.results[pair % head.results.length]!;
      countPairs(this.#tally, before, after, this.#humanOutcome((kind % humans) - 2), count);
      if (!this.#floors) return;
      const handled = this.#floors.stage === "audit" ? "suggest" : index % 2 === 1 ? "act" : "route";
      countHandling(this.#tally.handlings, handled, handled, count);
    });
  }

  #humanOutcome(human: number): string | undefined {
    // An outcome that neither version knows is nobody's, whatever it is called.
    return human === -1 ? undefined : (this.#outcomes[human] ?? "");
  }

  #decide(bytes: Uint8Array, start: number, end: number): void {
    const { inputs, derivations, base, head } = this.#plan;
    let bad = 0;
    for (let i = 0; i < inputs.length; i++) {
      const slot = this.#slotOf(i, inputs[i]!, bytes);
      this.#slots[i] = slot;
      bad |= inputs[i]!.partition.bad[slot]!;
    }
    for (let i = 0, next = inputs.length; i < derivations.length; next += derivations[i++]!.derived.length)
      if ((bad & derivations[i]!.mask) !== derivations[i]!.mask)
        bad |= this.#derive(derivations[i]!, this.#rows[i]!, next, bytes);
    const before = bad & 1 ? base.results.length - 1 : this.#hit(base);
    const after = bad & 2 ? head.results.length - 1 : this.#hit(head);
    this.#count(before, after, bytes, start, end);
  }

  #count(before: number, after: number, bytes: Uint8Array, start: number, end: number): void {
    const { human, at, idFrom, idTo, segments, confidence } = this.#reader;
    const base = this.#plan.base.results[before]!;
    const head = this.#plan.head.results[after]!;
    const floors = this.#floors;
    const handled = floors && {
      from: handling(base.acts, confidence, floors.base, floors.stage),
      to: handling(head.acts, confidence, floors.head, floors.stage),
    };
    notePeriod(this.#tally, at);
    if (this.#outcomeOf.base[before] !== this.#outcomeOf.head[after] || handled?.from !== handled?.to) {
      countPair(this.#tally, textOf(bytes, idFrom, idTo), base, head, {
        human: this.#humanOutcome(human),
        weight: this.#weight(bytes),
        segments: segments.cells(),
        handled,
        region: this.#regionOf && (() => this.#region(textOf(bytes, start, end), base, head)),
      });
      return;
    }
    const pair = before * this.#plan.head.results.length + after;
    this.#counts.add((pair * (this.#outcomes.length + 2) + human + 2) * 2 + (handled?.from === "act" ? 1 : 0));
    // Where nothing flips, what a person decided makes no difference to a segment.
    for (const cell of segments.cells()) countSegment(cell, base, head, "none");
  }

  /** Flips are few: the whole record may be parsed to see where it lies. */
  #region(line: string, base: Result, head: Result): number {
    const { input } = parseJsonExact(line) as { input: Record<string, unknown> };
    return this.#regionOf!(input, base.outcome, head.outcome);
  }

  #weight(bytes: Uint8Array): Num | undefined {
    const { kinds, from, to } = this.#reader;
    if (this.#weigh < 0 || kinds[this.#weigh] !== Kind.number) return undefined;
    return numberFromText(textOf(bytes, from[this.#weigh]!, to[this.#weigh]!));
  }

  #slotOf(at: number, { input, type, read, partition }: InputColumn, bytes: Uint8Array): number {
    const { kinds, numbers, long, from, to } = this.#reader;
    switch (kinds[input]) {
      case Kind.missing:
      case Kind.null:
        return slots.null;
      case Kind.number: {
        if (type !== "number" && type !== "integer") return slots.wrongType;
        const number = numbers[input]!;
        if (long[input] === 0) {
          if (type === "integer" && !Number.isInteger(number)) return slots.wrongType;
          const slot = partition.number(number);
          if (slot >= 0) return slot;
        }
        const value = read(numberFromText(textOf(bytes, from[input]!, to[input]!)));
        return value === undefined ? slots.wrongType : partition.cell(value);
      }
      case Kind.true:
        return type === "boolean" ? slots.true : slots.wrongType;
      case Kind.false:
        return type === "boolean" ? slots.false : slots.wrongType;
      case Kind.text:
        if (type === "string") return partition.textAt(bytes, from[input]!, to[input]!);
        if (type === "number" || type === "integer" || type === "boolean") return slots.wrongType;
        return this.#parsedSlot(at, textOf(bytes, from[input]!, to[input]!));
      default:
        return slots.wrongType;
    }
  }

  #parsedSlot(at: number, text: string): number {
    const parsed = this.#parsed[at]!;
    const known = parsed.get(text);
    if (known !== undefined) return known;
    if (parsed.size >= maxParsed) parsed.clear();
    const { read, partition } = this.#plan.inputs[at]!;
    const value = read(text);
    const slot = value === undefined ? slots.wrongType : partition.cell(value);
    parsed.set(text, slot);
    return slot;
  }

  /** Fills the slots of derived values from `next` on; the versions that cannot judge one of them. */
  #derive(
    { mask, sources, first, derived }: Derivation,
    row: (Cell | null)[],
    next: number,
    bytes: Uint8Array,
  ): number {
    let bad = 0;
    for (let i = 0; i < sources.length; i++)
      row[sources[i]!.at] = this.#valueOf(this.#plan.inputs[sources[i]!.column]!, bytes);
    for (let i = 0; i < derived.length; i++) {
      const { fast, derive, partition } = derived[i]!;
      const near = fast && approximation(fast, row);
      let slot = near ? partition.near(near.approx, near.error) : -1;
      if (slot < 0) {
        const cell = derive(row);
        row[first + i] = cell instanceof NoResult ? null : cell;
        slot = partition.cell(cell);
      }
      this.#slots[next + i] = slot;
      bad |= partition.bad[slot]! & mask;
    }
    return bad;
  }

  #valueOf({ input, read }: InputColumn, bytes: Uint8Array): Cell {
    const { kinds, numbers, long, from, to } = this.#reader;
    switch (kinds[input]) {
      case Kind.number:
        if (long[input] === 0) return numbers[input]! + 0;
        return read(numberFromText(textOf(bytes, from[input]!, to[input]!))) ?? null;
      case Kind.true:
        return true;
      case Kind.false:
        return false;
      case Kind.text:
        return read(textOf(bytes, from[input]!, to[input]!)) ?? null;
      default:
        return null;
    }
  }

  /** The place of the result: a rule, or otherwise. */
  #hit(runner: Runner): number {
    const { side, columns, bits, results } = runner;
    const { all } = this.#plan;
    for (let word = side.firstWord; word < side.endWord; word++) {
      let passed = all[word]!;
      for (let i = 0; i < columns.length && passed !== 0; i++)
        passed &= bits[i]![this.#slots[columns[i]!]! * all.length + word]!;
      if (passed === 0) continue;
      if (side.policy.hitPolicy !== "FIRST") return this.#chosen(runner);
      return (word - side.firstWord) * 32 + lowest(passed);
    }
    return results.length - 2;
  }

  /** The place of the result where all matching rules count. */
  #chosen({ side, columns, bits, results }: Runner): number {
    const { all } = this.#plan;
    const matching: number[] = [];
    for (let word = side.firstWord; word < side.endWord; word++) {
      let passed = all[word]!;
      for (let i = 0; i < columns.length; i++) passed &= bits[i]![this.#slots[columns[i]!]! * all.length + word]!;
      for (; passed !== 0; passed &= passed - 1) matching.push((word - side.firstWord) * 32 + lowest(passed));
    }
    const problems: Problem[] = [];
    return choose(side.policy, side.compiled, matching, problems) ?? results.length - 1;
  }
}

/** Only counted: its place is not worth naming. */
const otherPolicy = { log: "", line: 0, reason: "other_policy", message: "" } as const;

/** The place of the lowest bit that is set. */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);
