import { choose } from "../../policy/decide.ts";
import type { Problem } from "../../policy/index.ts";
import { batchRows } from "./batch.ts";
import type { Runner } from "./plan.ts";

/** Finds the results of one version for the records of a batch, from the slots of their values. */
export class RuleSearch {
  /** By row: the place of the result among those of the version. */
  readonly places = new Int32Array(batchRows);
  readonly #runner: Runner;
  /** The slots of the columns that the rules test, by row. */
  readonly #slots: Int32Array[];
  readonly #all: Int32Array;

  /**
   * @param slots of all columns, by row; filled anew for each batch
   * @param all a bit for every rule
   */
  constructor(runner: Runner, slots: readonly Int32Array[], all: Int32Array) {
    this.#runner = runner;
    this.#slots = Array.from(runner.columns, (column) => slots[column]!);
    this.#all = all;
  }

  /** @param bad by row: the versions that cannot judge the case */
  run(rows: number, bad: Uint8Array): void {
    const { side, results } = this.#runner;
    if (side.endWord - side.firstWord === 1 && side.policy.hitPolicy === "FIRST") {
      this.#runOneWord(rows, bad);
      return;
    }
    for (let row = 0; row < rows; row++) this.places[row] = bad[row]! & side.mask ? results.length - 1 : this.#hit(row);
  }

  /** The same where 32 bits hold all rules and the first one counts, as in most tables: a column at a time. */
  #runOneWord(rows: number, bad: Uint8Array): void {
    const { places } = this;
    const { side, results, bits } = this.#runner;
    const { length } = this.#all;
    places.fill(this.#all[side.firstWord]!, 0, rows);
    for (const [i, slots] of this.#slots.entries()) keepPassing(places, rows, slots, bits[i]!, length, side.firstWord);
    firstPassing(places, rows, bad, side.mask, results.length - 2, results.length - 1);
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

/** Takes away by row the rules of a word that the value in its slot does not pass. */
function keepPassing(
  passed: Int32Array,
  rows: number,
  slots: Int32Array,
  bits: Int32Array,
  words: number,
  word: number,
): void {
  for (let row = 0; row < rows; row++) passed[row]! &= bits[slots[row]! * words + word]!;
}

/** Puts the places of results where the rules that pass were. */
function firstPassing(
  passed: Int32Array,
  rows: number,
  bad: Uint8Array,
  mask: number,
  none: number,
  unjudged: number,
): void {
  for (let row = 0; row < rows; row++) {
    const rules = passed[row]!;
    passed[row] = (bad[row]! & mask) !== 0 ? unjudged : rules === 0 ? none : lowest(rules);
  }
}

/** The place of the lowest bit that is set. */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);
