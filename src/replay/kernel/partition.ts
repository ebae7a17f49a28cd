import { Approximate, type Cell } from "../../policy/compile/approximate.ts";
import { compileTest } from "../../policy/compile/test.ts";
import { NoResult } from "../../policy/functions/builtin.ts";
import { compareNum, Decimal, type Num, rankOf, TimeValue, type UnaryTest, type Value } from "../../policy/index.ts";
import { Cuts } from "./cuts.ts";

/** A test on a column, and who asks it. */
export interface ColumnTest {
  test: UnaryTest;
  /** The rules, of either version, as places of bits. */
  rules: number[];
  /** The versions (bit 0 the base, bit 1 the head) that cannot judge a case whose value does not pass. */
  demands: number;
}

/** Slots, from one to before another, that pass a test, or do not. */
interface Run {
  from: number;
  to: number;
  passes: boolean;
}

/** The slots that every column has; then come the constants of texts, then numbers and times in their order. */
export const slots = { null: 0, wrongType: 1, true: 2, false: 3, otherText: 4, texts: 5 } as const;

/**
 * The values of one column, cut into slots so that every test on the column gives the same answer throughout a slot. Which
 * answer is asked of the evaluator's own tests, with one value of each stretch between a test's constants: what a test
 * means is written down in one place only.
 */
export class Partition {
  /** For each slot a row of words; a bit is set where the rule's test passes, or the rule has none on this column. */
  readonly bits: Int32Array;
  /** By slot: the versions that cannot judge a case with such a value. */
  readonly bad: Uint8Array;
  readonly #words: number;
  /** The constants that have an order, ascending. */
  readonly #ranks: Num[];
  /** The nearest double of each. */
  readonly cuts: Cuts;
  /** By place of a constant, and after the last: the slot of a double that equals its double, -1 where that leaves it open. */
  readonly equal: Int32Array;
  readonly #texts: ReadonlyMap<string, number>;
  /** First slot of the ordered values: below the first constant, the constant, between it and the next, … */
  readonly firstOrdered: number;

  /**
   * @param all a bit for every rule
   * @param holders the versions that have this column
   * @param required those of them that cannot judge a case without it
   */
  constructor(tests: readonly ColumnTest[], all: Int32Array, holders: number, required: number) {
    const constants = tests.flatMap(({ test }) => constantsOf(test));
    const texts = new Set(constants.filter((value) => typeof value === "string"));
    this.#texts = new Map([...texts].map((text, at) => [text, slots.texts + at]));
    this.#ranks = inOrder(constants).map((value) => rankOf(value)!);
    this.cuts = new Cuts(this.#ranks.map((rank) => (typeof rank === "number" ? rank : rank.toNumber())));
    this.firstOrdered = slots.texts + this.#texts.size;
    const equal = (rank: Num, at: number) => (typeof rank === "number" ? this.firstOrdered + 2 * at + 1 : -1);
    this.equal = Int32Array.from([...this.#ranks.map(equal), -1]);
    const count = this.firstOrdered + 2 * this.#ranks.length + 1;
    this.#words = all.length;
    this.bits = new Int32Array(count * all.length);
    this.bad = new Uint8Array(count);
    this.bad[slots.null] = required;
    this.bad[slots.wrongType] = holders;
    // A bit is first set only where it changes from one slot to the next: there are few of these places, and many slots.
    this.bits.set(all);
    for (const { rules } of tests) for (const rule of rules) this.#change(rule, 0);
    for (const test of tests) this.#apply(test, this.#runs(test.test, count));
    for (let at = all.length; at < this.bits.length; at++) this.bits[at]! ^= this.bits[at - all.length]!;
  }

  /** The stretches of slots throughout which a test gives the same answer, in order. */
  #runs(unary: UnaryTest, count: number): Run[] {
    const test = compileTest(unary);
    const passes = (value: Value) => test(value) === true;
    const runs: Run[] = [];
    const until = (to: number, passes: boolean) => runs.push({ from: runs.at(-1)?.to ?? 0, to, passes });
    until(slots.null + 1, passes(null));
    until(slots.wrongType + 1, false);
    until(slots.true + 1, passes(true));
    until(slots.false + 1, passes(false));
    const own = constantsOf(unary);
    const other = passes(unlike(this.#texts));
    const texts = [...new Set(own)].filter((value) => typeof value === "string");
    for (const text of texts.sort((a, b) => this.text(a) - this.text(b))) {
      until(this.text(text), other);
      until(this.text(text) + 1, passes(text));
    }
    until(this.firstOrdered, other);
    const ordered = inOrder(own);
    for (const [i, constant] of ordered.entries()) {
      const at = this.cell(constant);
      until(at, passes(between(ordered[i - 1], constant)));
      until(at + 1, passes(constant));
    }
    until(count, passes(between(ordered.at(-1), undefined)));
    return runs;
  }

  #apply({ rules, demands }: ColumnTest, runs: readonly Run[]): void {
    for (const { from, to, passes } of runs) {
      if (from === to) continue;
      if (passes)
        for (const rule of rules) {
          this.#change(rule, from);
          this.#change(rule, to);
        }
      else if (demands !== 0)
        for (let slot = Math.max(from, slots.null + 1); slot < to; slot++) this.bad[slot]! |= demands;
    }
  }

  /** Says that from a slot on the bit of a rule is another one. */
  #change(rule: number, slot: number): void {
    const at = slot * this.#words + (rule >> 5);
    if (at < this.bits.length) this.bits[at]! ^= 1 << (rule & 31);
  }

  /** The share of rules between two words that pass, over all slots: how little this column tells rules apart. */
  passing(firstWord: number, endWord: number): number {
    let set = 0;
    for (let row = 0; row < this.bits.length; row += this.#words)
      for (let word = firstWord; word < endWord; word++) set += ones(this.bits[row + word]!);
    return set / this.bits.length;
  }

  text(text: string): number {
    return this.#texts.get(text) ?? slots.otherText;
  }

  /** The slot of a number that a double stands for exactly; -1 when the double cannot tell it from a constant. */
  number(value: number): number {
    const at = this.cuts.firstFrom(value);
    // A decimal on one side of another never has its double on the other side: only equal doubles leave it open.
    return this.cuts.ascending[at] === value ? this.equal[at]! : this.firstOrdered + 2 * at;
  }

  /** The slot of a number that lies within `error` of a double; -1 when that is too near to a constant to tell. */
  near(value: number, error: number): number {
    if (error === 0) return this.number(value);
    const at = this.cuts.firstFrom(value);
    const cuts = this.cuts.ascending;
    const tooNear = at > 0 && isNear(value, cuts[at - 1]!, error);
    if (tooNear || (at < this.cuts.count && isNear(value, cuts[at]!, error))) return -1;
    return this.firstOrdered + 2 * at;
  }

  /** The slot of what a column holds. */
  cell(cell: Cell | NoResult): number {
    if (cell === null || cell instanceof NoResult) return slots.null;
    if (typeof cell === "string") return this.text(cell);
    if (typeof cell === "boolean") return cell ? slots.true : slots.false;
    if (cell instanceof Approximate) {
      const slot = this.near(cell.approx, cell.error);
      return slot < 0 ? this.#closely(cell.approx, (constant) => cell.compare(constant)) : slot;
    }
    return this.#rank(cell instanceof TimeValue ? cell.rank : cell);
  }

  #rank(rank: Num): number {
    if (typeof rank === "number") {
      const slot = this.number(rank);
      if (slot >= 0) return slot;
    }
    const near = typeof rank === "number" ? rank : rank.toNumber();
    return this.#closely(near, (constant) => compareNum(rank, constant));
  }

  /** The slot of a number that lies near a double. */
  #closely(near: number, compare: (constant: Num) => number): number {
    let at = this.cuts.firstFrom(near);
    while (at > 0 && compare(this.#ranks[at - 1]!) <= 0) at--;
    // Decimals that share a double stand side by side.
    while (at < this.#ranks.length && compare(this.#ranks[at]!) > 0) at++;
    const equal = at < this.#ranks.length && compare(this.#ranks[at]!) === 0;
    return this.firstOrdered + 2 * at + (equal ? 1 : 0);
  }
}

/** A constant can lie as far from its double as its last bit; twice that pays for the rounding done here. */
const isNear = (value: number, constant: number, error: number): boolean =>
  Math.abs(value - constant) <= (error + Math.abs(constant) * 2 ** -52) * 1.0001;

function constantsOf(test: UnaryTest): Value[] {
  if (test.kind === "any") return [];
  return test.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]));
}

/** The constants that have an order, each once, ascending. */
function inOrder(constants: readonly Value[]): Value[] {
  const sorted = constants
    .filter((value) => rankOf(value) !== undefined)
    .sort((a, b) => compareNum(rankOf(a)!, rankOf(b)!));
  return sorted.filter((value, i) => i === 0 || compareNum(rankOf(value)!, rankOf(sorted[i - 1]!)!) !== 0);
}

/** A value below one constant and above another; with neither, any value that is no text, no truth value and not null. */
function between(low: Value | undefined, high: Value | undefined): Value {
  const kind = [low, high].find((value) => value instanceof TimeValue)?.kind;
  const rank = (value: Value) => new Decimal(rankOf(value)!);
  const of = (value: Decimal): Value => (kind === undefined ? value : new TimeValue(kind, value));
  if (low === undefined) return high === undefined ? 0 : of(rank(high).minus(rank(high).abs()).minus(1));
  if (high === undefined) return of(rank(low).plus(rank(low).abs()).plus(1));
  return of(rank(low).plus(rank(high).minus(rank(low)).dividedBy(2)));
}

/** How many bits are set. */
function ones(word: number): number {
  let bits = word;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

function unlike(texts: ReadonlyMap<string, number>): string {
  let text = "other";
  while (texts.has(text)) text += "*";
  return text;
}
