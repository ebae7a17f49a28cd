import { isUtf8 } from "node:buffer";
import type { Cell } from "../../policy/compile/approximate.ts";
import type { DeriveCell } from "../../policy/compile/derived.ts";
import type { ReadInput } from "../../policy/compile/input.ts";
import { choose } from "../../policy/decide.ts";
import { NoResult } from "../../policy/functions/builtin.ts";
import type { Policy, Problem } from "../../policy/index.ts";
import { eachLine } from "../blocks.ts";
import { countNotReplayed, countPair, countPairs, type Result, type Tally } from "../tally.ts";
import { allRules, columnKey, partition, type Side, sidesOf } from "./columns.ts";
import { Kind, LineReader, textOf } from "./line-reader.ts";
import { exactNumber, type Partition, slots } from "./partition.ts";

/** An input as it is read: where it stands in the line reader, and its slots. */
interface InputColumn {
  input: number;
  type: string;
  read: ReadInput;
  partition: Partition;
  /** Slots of texts that have to be parsed (dates, durations), as long as there are few. */
  parsed: Map<string, number>;
}

/** Derived values that are computed together, for the versions that have exactly these formulas and inputs. */
interface Derivation {
  mask: number;
  /** By place in the row: the input column it is read from. */
  row: number[];
  derived: { derive: DeriveCell; partition: Partition }[];
}

/** A version ready to run: its columns, in the order of {@link Kernel}'s slots. */
interface Runner {
  side: Side;
  columns: number[];
  bits: Int32Array[];
  /** Every rule's bit. */
  all: Int32Array;
  /** By rule, then otherwise, then otherwise for what cannot be judged. */
  results: Result[];
  outcomes: Int32Array;
}

const maxParsed = 50_000;
/** Counts are kept in an array while there are at most so many, else in a map. */
const maxDense = 1 << 20;

/**
 * Decides the records of a log under two versions at once, from their bytes. It gives what the evaluator gives, and hands
 * it (through `odd`) every line that it cannot read with certainty.
 */
export class Kernel {
  readonly #reader: LineReader;
  readonly #outcomes: string[];
  readonly #inputs: InputColumn[] = [];
  readonly #derivations: Derivation[] = [];
  readonly #base: Runner;
  readonly #head: Runner;
  readonly #slots: Int32Array;
  readonly #counts: Counts;
  readonly #tally: Tally;

  constructor(base: Policy, head: Policy, tally: Tally) {
    this.#tally = tally;
    this.#outcomes = [...new Set([...Object.keys(base.outcomes), ...Object.keys(head.outcomes)])];
    const sides = sidesOf(base, head);
    const names = [...new Set([...Object.keys(base.inputs), ...Object.keys(head.inputs)])];
    this.#reader = new LineReader(names, [...new Set([base.id, head.id])], this.#outcomes);
    const byKey = new Map<string, number>();
    for (const side of sides)
      for (const { column, read } of side.compiled.inputs) {
        const key = columnKey(column);
        if (byKey.has(key)) continue;
        byKey.set(key, this.#inputs.length);
        const holders = sides.flatMap((holder) => {
          const at = holder.policy.columns.findIndex((other) => other.kind === "input" && columnKey(other) === key);
          return at < 0 ? [] : [{ side: holder, at }];
        });
        this.#inputs.push({
          input: names.indexOf(column.name),
          type: column.type,
          read,
          partition: partition(sides, holders),
          parsed: new Map(),
        });
      }
    const inputsOf = (side: Side) => side.compiled.inputs.map(({ column }) => byKey.get(columnKey(column))!);
    const same = JSON.stringify([base.inputs, base.derived]) === JSON.stringify([head.inputs, head.derived]);
    const derivedColumns = new Map<Side, number[]>();
    let next = this.#inputs.length;
    for (const group of same ? [sides] : sides.map((side) => [side])) {
      const [first] = group as [Side, ...Side[]];
      const row = inputsOf(first);
      const derived = first.compiled.derived.map(({ derive }, i) => ({
        derive,
        partition: partition(
          sides,
          group.map((side) => ({ side, at: row.length + i })),
        ),
      }));
      const columns = derived.map(() => next++);
      for (const side of group) derivedColumns.set(side, columns);
      if (derived.length > 0)
        this.#derivations.push({ mask: group.reduce((mask, side) => mask | side.mask, 0), row, derived });
    }
    this.#slots = new Int32Array(next);
    const partitions = [...this.#inputs, ...this.#derivations.flatMap(({ derived }) => derived)].map(
      (c) => c.partition,
    );
    const all = allRules(sides, sides[1].endWord);
    const runner = (side: Side): Runner => {
      const columns = [...inputsOf(side), ...derivedColumns.get(side)!];
      const results = resultsOf(side.policy);
      return {
        side,
        columns,
        bits: columns.map((column) => partitions[column]!.bits),
        all,
        results,
        outcomes: Int32Array.from(results, ({ outcome }) => this.#outcomes.indexOf(outcome)),
      };
    };
    this.#base = runner(sides[0]);
    this.#head = runner(sides[1]);
    this.#counts = new Counts(this.#base.results.length * this.#head.results.length * (this.#outcomes.length + 2));
  }

  /**
   * Decides the lines of a block. `odd` gets those that have to be parsed as a whole: its arguments are the number of the
   * line in the block, from 0, and where it starts and ends. Returns how many lines there were.
   */
  run(bytes: Uint8Array, odd: (line: number, start: number, end: number) => void): number {
    const plain = isUtf8(bytes);
    return eachLine(bytes, (line, start, end) => {
      if (!plain || !this.#reader.read(bytes, start, end)) odd(line, start, end);
      else if (this.#reader.otherPolicy) countNotReplayed(this.#tally, otherPolicy);
      else this.#decide(bytes);
    });
  }

  /** Brings what was counted into the tally; to be called once, at the end. */
  finish(): void {
    const humans = this.#outcomes.length + 2;
    this.#counts.each((index, count) => {
      const human = (index % humans) - 2;
      const pair = Math.floor(index / humans);
      const base = this.#base.results[Math.floor(pair / this.#head.results.length)]!;
      const head = this.#head.results[pair % this.#head.results.length]!;
      countPairs(this.#tally, base, head, this.#humanOutcome(human), count);
    });
  }

  #humanOutcome(human: number): string | undefined {
    // An outcome that neither version knows is nobody's, whatever it is called.
    return human === -1 ? undefined : (this.#outcomes[human] ?? "");
  }

  #decide(bytes: Uint8Array): void {
    let bad = 0;
    for (let i = 0; i < this.#inputs.length; i++) {
      const column = this.#inputs[i]!;
      const slot = this.#slotOf(column, bytes);
      this.#slots[i] = slot;
      bad |= column.partition.bad[slot]!;
    }
    if (this.#derivations.length > 0 && bad !== 3) bad |= this.#derive(bytes, bad);
    const base = bad & 1 ? this.#base.results.length - 1 : this.#hit(this.#base);
    const head = bad & 2 ? this.#head.results.length - 1 : this.#hit(this.#head);
    const { human, idFrom, idTo } = this.#reader;
    if (this.#base.outcomes[base] === this.#head.outcomes[head]) {
      this.#counts.add((base * this.#head.results.length + head) * (this.#outcomes.length + 2) + human + 2);
    } else {
      const id = textOf(bytes, idFrom, idTo);
      countPair(this.#tally, id, this.#base.results[base]!, this.#head.results[head]!, this.#humanOutcome(human));
    }
  }

  #slotOf(column: InputColumn, bytes: Uint8Array): number {
    const { kinds, numbers, long, from, to } = this.#reader;
    const { input, type } = column;
    switch (kinds[input]) {
      case Kind.missing:
      case Kind.null:
        return slots.null;
      case Kind.number: {
        if (type !== "number" && type !== "integer") return slots.wrongType;
        const number = numbers[input]!;
        if (long[input] === 0) {
          if (type === "integer" && !Number.isInteger(number)) return slots.wrongType;
          const slot = column.partition.number(number);
          if (slot >= 0) return slot;
        }
        return this.#exactSlot(column, exactNumber(textOf(bytes, from[input]!, to[input]!)));
      }
      case Kind.true:
        return type === "boolean" ? slots.true : slots.wrongType;
      case Kind.false:
        return type === "boolean" ? slots.false : slots.wrongType;
      case Kind.text: {
        if (type === "number" || type === "integer" || type === "boolean") return slots.wrongType;
        const text = textOf(bytes, from[input]!, to[input]!);
        return type === "string" ? column.partition.text(text) : this.#parsedSlot(column, text);
      }
      default:
        return slots.wrongType;
    }
  }

  #exactSlot(column: InputColumn, given: unknown): number {
    const value = column.read(given);
    return value === undefined ? slots.wrongType : column.partition.cell(value);
  }

  #parsedSlot(column: InputColumn, text: string): number {
    const known = column.parsed.get(text);
    if (known !== undefined) return known;
    if (column.parsed.size >= maxParsed) column.parsed.clear();
    const slot = this.#exactSlot(column, text);
    column.parsed.set(text, slot);
    return slot;
  }

  /** Fills the slots of derived values; the versions that cannot judge one. */
  #derive(bytes: Uint8Array, refused: number): number {
    let bad = 0;
    let next = this.#inputs.length;
    for (const { mask, row: sources, derived } of this.#derivations) {
      if ((refused & mask) === mask) {
        next += derived.length;
        continue;
      }
      const row: (Cell | null)[] = sources.map((column) => this.#valueOf(this.#inputs[column]!, bytes));
      for (const { derive, partition } of derived) {
        const cell = derive(row);
        const slot = partition.cell(cell);
        row.push(cell instanceof NoResult ? null : cell);
        this.#slots[next++] = slot;
        bad |= partition.bad[slot]! & mask;
      }
    }
    return bad;
  }

  #valueOf({ input, read }: InputColumn, bytes: Uint8Array): Cell {
    const { kinds, numbers, long, from, to } = this.#reader;
    switch (kinds[input]) {
      case Kind.number:
        return long[input] === 0 ? numbers[input]! + 0 : exactNumber(textOf(bytes, from[input]!, to[input]!));
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
  #hit({ side, columns, bits, all, results }: Runner): number {
    const { policy, compiled, firstWord, endWord } = side;
    const words = all.length;
    const matching: number[] = [];
    for (let word = firstWord; word < endWord; word++) {
      let passed = all[word]!;
      for (let i = 0; i < columns.length && passed !== 0; i++) {
        passed &= bits[i]![this.#slots[columns[i]!]! * words + word]!;
      }
      for (; passed !== 0; passed &= passed - 1) {
        const rule = (word - firstWord) * 32 + 31 - Math.clz32(passed & -passed);
        if (policy.hitPolicy === "FIRST") return rule;
        matching.push(rule);
      }
    }
    if (matching.length === 1) return matching[0]!;
    if (matching.length === 0) return results.length - 2;
    const problems: Problem[] = [];
    return choose(policy, compiled, matching, problems) ?? results.length - 1;
  }
}

/** Only counted: its place is not worth naming. */
const otherPolicy = { log: "", line: 0, reason: "other_policy", message: "" } as const;

function resultsOf({ rules, otherwise }: Policy): Result[] {
  return [
    ...rules.map(({ id, then }) => ({ outcome: then, rule: id, unjudged: false })),
    { outcome: otherwise, rule: null, unjudged: false },
    { outcome: otherwise, rule: null, unjudged: true },
  ];
}

/** Many counters. */
class Counts {
  readonly #dense: Float64Array | undefined;
  readonly #sparse = new Map<number, number>();

  constructor(size: number) {
    if (size <= maxDense) this.#dense = new Float64Array(size);
  }

  add(index: number): void {
    if (this.#dense) this.#dense[index]!++;
    else this.#sparse.set(index, (this.#sparse.get(index) ?? 0) + 1);
  }

  each(visit: (index: number, count: number) => void): void {
    this.#dense?.forEach((count, index) => {
      if (count > 0) visit(index, count);
    });
    this.#sparse.forEach((count, index) => {
      visit(index, count);
    });
  }
}
