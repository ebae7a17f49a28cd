import { Approximate, type Cell } from "../../policy/compile/approximate.ts";
import { NoResult } from "../../policy/functions/builtin.ts";
import {
  compareNum,
  Decimal,
  type Num,
  numberFromText,
  rankOf,
  TimeValue,
  type UnaryTest,
  type Value,
} from "../../policy/index.ts";

/** What a column's value makes of the rules: which pass, and whether a version cannot judge such a case at all. */
export interface Judged {
  /** One bit a rule, 32 to a word: set where the rule's test on this column is true, or where it has none. */
  bits: Int32Array;
  /** Bit 0: the base cannot judge it; bit 1: the head. */
  bad: number;
}

/**
 * The values of one column, cut into slots so that every test on the column gives the same answer throughout a slot. Which
 * answer is asked of the evaluator's own tests, once, with one value of each slot: the meaning of a test is written down
 * in one place only. Slot 0 is null, slot 1 a value of the wrong type, then come the values.
 */
export class Partition {
  /** Rows of {@link Judged.bits}, one a slot. */
  readonly bits: Int32Array;
  readonly bad: Uint8Array;
  readonly words: number;
  /** The constants of the tests that have an order, ascending, and the nearest double of each. */
  readonly #ranks: Num[];
  readonly #near: Float64Array;
  /** The constants of the tests that have none. */
  readonly texts: readonly string[];
  readonly #textSlots: Map<string, number>;
  /** First slot of the ordered values. */
  readonly #ordered: number;

  /**
   * @param tests all tests on this column, in whichever version
   * @param judge the evaluator's answers on a value; undefined stands for a value of the wrong type
   */
  constructor(tests: readonly UnaryTest[], judge: (value: Value | undefined) => Judged) {
    const constants = tests.flatMap(constantsOf);
    this.texts = [...new Set(constants.filter((value) => typeof value === "string"))];
    const ordered = constants.filter((value) => rankOf(value) !== undefined).sort(byRank);
    const distinct = ordered.filter((value, i) => i === 0 || byRank(value, ordered[i - 1]!) !== 0);
    this.#ranks = distinct.map((value) => rankOf(value)!);
    this.#near = Float64Array.from(this.#ranks, (rank) => (typeof rank === "number" ? rank : rank.toNumber()));
    this.#textSlots = new Map(this.texts.map((text, i) => [text, slots.texts + i]));
    this.#ordered = slots.texts + this.texts.length;
    const witnesses: (Value | undefined)[] = [
      null,
      undefined,
      true,
      false,
      unlike(this.texts),
      ...this.texts,
      ...between(distinct),
    ];
    const rows = witnesses.map(judge);
    this.words = rows[0]!.bits.length;
    this.bits = new Int32Array(rows.length * this.words);
    for (const [slot, row] of rows.entries()) this.bits.set(row.bits, slot * this.words);
    this.bad = Uint8Array.from(rows, (row) => row.bad);
  }

  text(text: string): number {
    return this.#textSlots.get(text) ?? slots.otherText;
  }

  /** The slot of a number that a double stands for exactly; -1 when the double cannot tell it from a constant. */
  number(value: number): number {
    const at = this.#firstFrom(value);
    if (at === this.#near.length || this.#near[at] !== value) return this.#ordered + 2 * at;
    // A decimal on one side of another never has its double on the other side: only equal doubles leave it open.
    return typeof this.#ranks[at] === "number" ? this.#ordered + 2 * at + 1 : -1;
  }

  /** The slot of what a column holds. */
  cell(cell: Cell | NoResult): number {
    if (cell === null || cell instanceof NoResult) return slots.null;
    if (typeof cell === "string") return this.text(cell);
    if (typeof cell === "boolean") return cell ? slots.true : slots.false;
    if (cell instanceof Approximate) return this.#approximate(cell);
    return this.#rank(cell instanceof TimeValue ? cell.rank : cell);
  }

  #rank(rank: Num): number {
    if (typeof rank === "number") {
      const slot = this.number(rank);
      if (slot >= 0) return slot;
    }
    let at = 0;
    let order = 1;
    while (at < this.#ranks.length) {
      order = compareNum(rank, this.#ranks[at]!);
      if (order <= 0) break;
      at++;
    }
    return this.#ordered + 2 * at + (order === 0 ? 1 : 0);
  }

  #approximate(cell: Approximate): number {
    const at = this.#firstFrom(cell.approx);
    for (const side of [at - 1, at]) {
      const near = this.#near[side];
      if (near === undefined) continue;
      // Twice the unit roundoff, as the formula's own error bound takes it: a constant can be that far from its double.
      const error = cell.error + Math.abs(near) * 2 ** -52;
      if (Math.abs(cell.approx - near) <= error * 1.0001) return this.#rank(cell.exact());
    }
    return this.#ordered + 2 * at;
  }

  /** The place of the first constant that is not below. */
  #firstFrom(value: number): number {
    const near = this.#near;
    let low = 0;
    let high = near.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (near[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The slots that every column has. */
export const slots = { null: 0, wrongType: 1, true: 2, false: 3, otherText: 4, texts: 5 } as const;

/** The number that stands in a text, exactly. */
export const exactNumber = (text: string): Num => numberFromText(text) ?? Number(text);

function constantsOf(test: UnaryTest): Value[] {
  if (test.kind === "any") return [];
  return test.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]));
}

const byRank = (a: Value, b: Value): number => compareNum(rankOf(a)!, rankOf(b)!);

/** A value below all constants, then each constant and a value between it and the next. */
function between(constants: Value[]): Value[] {
  if (constants.length === 0) return [0];
  const kind = constants[0]! instanceof TimeValue ? constants[0].kind : undefined;
  const of = (rank: Decimal): Value => (kind === undefined ? rank : new TimeValue(kind, rank));
  const ranks = constants.map((value) => new Decimal(rankOf(value)!));
  return [
    of(ranks[0]!.minus(ranks[0]!.abs()).minus(1)),
    ...constants.flatMap((value, i) => {
      const next = ranks[i + 1];
      const here = ranks[i]!;
      return [value, of(next ? here.plus(next.minus(here).dividedBy(2)) : here.plus(here.abs()).plus(1))];
    }),
  ];
}

function unlike(texts: readonly string[]): string {
  let text = "other";
  while (texts.includes(text)) text += "*";
  return text;
}
