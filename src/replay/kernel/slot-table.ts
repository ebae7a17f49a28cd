import type { Arena } from "./arena.ts";
import type { Partition } from "./partition.ts";

/** Bytes that a table takes beside its arrays, and what each of these may take more than its numbers. */
const tableBytes = 128;

/** The slots of a column, where WebAssembly looks them up. What is given to it by row is to be in the same memory. */
export class SlotTable {
  readonly #arena: Arena;
  readonly #table: number;
  readonly #bad: number;

  constructor(arena: Arena, partition: Partition) {
    const { cuts, equal, firstOrdered, bad } = partition;
    this.#arena = arena;
    const scales = arena.doubles(2);
    const words = arena.words(6);
    const own = {
      cuts: arena.doubles(cuts.ascending.length),
      grid: arena.words(cuts.grid.length),
      equal: arena.words(equal.length),
      bad: arena.bytes(bad.length),
    };
    own.cuts.set(cuts.ascending);
    own.grid.set(cuts.grid);
    own.equal.set(equal);
    own.bad.set(bad);
    // As assembly/slots.ts reads it.
    scales.set([cuts.lowest, cuts.scale]);
    const lastCell = cuts.halving ? -1 : cuts.grid.length - 1;
    words.set([own.cuts.byteOffset, own.grid.byteOffset, own.equal.byteOffset, lastCell, cuts.count, firstOrdered]);
    this.#table = scales.byteOffset;
    this.#bad = own.bad.byteOffset;
  }

  /** Bytes that a table takes. */
  static bytes({ cuts, bad }: Partition): number {
    return tableBytes + 12 * (cuts.count + 1) + 4 * cuts.grid.length + bad.length;
  }

  /**
   * The slots of an input of numbers that doubles can tell from constants, -1 for others; whether there is one of these.
   *
   * @param integer whether only whole numbers are of the column's type
   * @param ofKind by kind: the slots of what is no number
   */
  numbers(
    kinds: Uint8Array,
    numbers: Float64Array,
    rows: number,
    integer: boolean,
    ofKind: Int32Array,
    out: Int32Array,
  ): boolean {
    const [at, of, to] = [kinds.byteOffset, numbers.byteOffset, out.byteOffset];
    return this.#arena.functions.numberSlots(this.#table, at, of, rows, integer, ofKind.byteOffset, to) !== 0;
  }

  /** The same for values that are known within an error. */
  near(values: Float64Array, errors: Float64Array, rows: number, out: Int32Array): boolean {
    const [of, within] = [values.byteOffset, errors.byteOffset];
    return this.#arena.functions.nearSlots(this.#table, of, within, rows, out.byteOffset) !== 0;
  }

  /** Adds by row the versions, among those of `mask`, that cannot judge a case whose value lies in its slot. */
  addBad(slots: Int32Array, rows: number, to: Uint8Array, mask: number): void {
    this.#arena.functions.addBad(this.#bad, slots.byteOffset, rows, to.byteOffset, mask);
  }
}
