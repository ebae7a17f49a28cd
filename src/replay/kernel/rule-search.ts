import { choose } from "../../policy/decide.ts";
import type { Problem } from "../../policy/index.ts";
import type { Arena } from "./arena.ts";
import { batchRows } from "./batch.ts";
import type { Runner } from "./plan.ts";

/** Bits of more words than this stay where they are, and are looked up in JavaScript: it takes longer, and no second place. */
const maxWords = 1 << 22;

/** Finds the results of one version for the records of a batch, from the slots of their values. */
export class RuleSearch {
  /** By row: the place of the result among those of the version. */
  readonly places: Int32Array;
  readonly #runner: Runner;
  /** The slots of the columns that the rules test, by row. */
  readonly #slots: Int32Array[];
  readonly #all: Int32Array;
  readonly #search: ((rows: number, bad: number) => void) | undefined;

  /**
   * @param slots of all columns, by row, in the same arena; filled anew for each batch
   * @param all a bit for every rule
   */
  constructor(arena: Arena, runner: Runner, slots: readonly Int32Array[], all: Int32Array) {
    this.places = arena.words(batchRows);
    this.#runner = runner;
    this.#slots = Array.from(runner.columns, (column) => slots[column]!);
    this.#all = all;
    if (RuleSearch.#isInArena(runner, all)) this.#search = this.#inArena(arena);
  }

  static #isInArena({ side, bits }: Runner, all: Int32Array): boolean {
    const words = bits.reduce((sum, { length }) => sum + length, 0) / all.length;
    return side.policy.hitPolicy === "FIRST" && words * (side.endWord - side.firstWord) <= maxWords;
  }

  /** Bytes of an arena that a search takes. */
  static bytes(runner: Runner, all: Int32Array): number {
    const { side, bits } = runner;
    const words = side.endWord - side.firstWord;
    const own = bits.reduce((sum, { length }) => sum + 32 + (4 * words * length) / all.length, 0);
    return 4 * batchRows + 64 + (RuleSearch.#isInArena(runner, all) ? own + 8 * bits.length + 4 * words : 0);
  }

  /** Brings the version's bits into the arena, and gives the search for the first rule that passes. */
  #inArena(arena: Arena): (rows: number, bad: number) => void {
    const { side, bits, results } = this.#runner;
    const words = side.endWord - side.firstWord;
    const all = arena.words(words);
    all.set(this.#all.subarray(side.firstWord, side.endWord));
    const columns = arena.words(2 * bits.length);
    for (const [i, column] of bits.entries()) {
      const count = column.length / this.#all.length;
      const own = arena.words(words * count);
      for (let slot = 0; slot < count; slot++) {
        const from = slot * this.#all.length + side.firstWord;
        own.set(column.subarray(from, from + words), slot * words);
      }
      columns.set([this.#slots[i]!.byteOffset, own.byteOffset], 2 * i);
    }
    const { searchOne, searchMany } = arena.functions;
    const [at, out] = [columns.byteOffset, this.places.byteOffset];
    const none = results.length - 2;
    if (words === 1) return (rows, bad) => searchOne(at, bits.length, all[0]!, rows, bad, side.mask, none, out);
    return (rows, bad) => searchMany(at, bits.length, all.byteOffset, words, rows, bad, side.mask, none, out);
  }

  /** @param bad by row, in the same arena: the versions that cannot judge the case */
  run(rows: number, bad: Uint8Array): void {
    const { side, results } = this.#runner;
    if (this.#search) this.#search(rows, bad.byteOffset);
    else
      for (let row = 0; row < rows; row++)
        this.places[row] = bad[row]! & side.mask ? results.length - 1 : this.#hit(row);
  }

  /** The place of the result: a rule, or otherwise. */
  #hit(row: number): number {
    const { side, results } = this.#runner;
    for (let word = side.firstWord; word < side.endWord; word++) {
      const passed = this.#passed(row, word);
      if (passed === 0) continue;
      if (side.policy.hitPolicy !== "FIRST") return this.#chosen(row);
      return (word - side.firstWord) * 32 + lowest(passed);
    }
    return results.length - 2;
  }

  /** The rules of a word that all columns pass. */
  #passed(row: number, word: number): number {
    const { bits } = this.#runner;
    let passed = this.#all[word]!;
    for (let i = 0; i < bits.length && passed !== 0; i++)
      passed &= bits[i]![this.#slots[i]![row]! * this.#all.length + word]!;
    return passed;
  }

  /** The place of the result where all matching rules count. */
  #chosen(row: number): number {
    const { side, results } = this.#runner;
    const matching: number[] = [];
    for (let word = side.firstWord; word < side.endWord; word++)
      for (let passed = this.#passed(row, word); passed !== 0; passed &= passed - 1)
        matching.push((word - side.firstWord) * 32 + lowest(passed));
    const problems: Problem[] = [];
    return choose(side.policy, side.compiled, matching, problems) ?? results.length - 1;
  }
}

/** The place of the lowest bit that is set. */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);
