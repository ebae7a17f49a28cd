import { numberFromText } from "../../policy/index.ts";
import type { Arena } from "./arena.ts";
import { batchRows, Kind, type ValueColumn } from "./batch.ts";
import { CodeTable } from "./code-table.ts";
import { slots } from "./partition.ts";
import type { InputColumn } from "./plan.ts";
import { SlotTable } from "./slot-table.ts";

const kinds = 8;
/** The slot of a row that a closer look has to find. */
const open = -1;

/** Finds the slots of one input, a batch at a time. */
export class SlotColumn {
  /** By row of the batch given last. */
  readonly slots: Int32Array;
  readonly table: SlotTable;
  readonly #column: InputColumn;
  /** By kind, for values that say no more than their kind. */
  readonly #ofKind: Int32Array;
  readonly #ofText: CodeTable;
  /** The values of the batch, where numbers are looked up. */
  readonly #kinds: Uint8Array;
  readonly #numbers: Float64Array;

  constructor(arena: Arena, column: InputColumn) {
    this.#column = column;
    this.table = new SlotTable(arena, column.partition);
    this.slots = arena.words(batchRows);
    this.#kinds = arena.bytes(batchRows);
    this.#numbers = arena.doubles(batchRows);
    this.#ofKind = arena.words(kinds).fill(slots.wrongType);
    this.#ofKind[Kind.missing] = slots.null;
    this.#ofKind[Kind.null] = slots.null;
    if (isNumeric(column)) this.#ofKind[Kind.decimal] = open;
    if (column.type === "boolean") {
      this.#ofKind[Kind.true] = slots.true;
      this.#ofKind[Kind.false] = slots.false;
    }
    this.#ofText = new CodeTable((text) => this.#slotOf(text));
  }

  /** Bytes of an arena that a column takes. */
  static bytes({ partition }: InputColumn): number {
    return SlotTable.bytes(partition) + 13 * batchRows + 8 * kinds;
  }

  fill(values: ValueColumn, rows: number): void {
    const { kinds, numbers, codes, dictionary } = values;
    if (!isNumeric(this.#column)) {
      textSlots(kinds, codes, rows, this.#ofText.of(dictionary), this.#ofKind, this.slots);
      return;
    }
    this.#kinds.set(rows === batchRows ? kinds : kinds.subarray(0, rows));
    this.#numbers.set(rows === batchRows ? numbers : numbers.subarray(0, rows));
    const integer = this.#column.type === "integer";
    if (this.table.numbers(this.#kinds, this.#numbers, rows, integer, this.#ofKind, this.slots))
      this.#fillOpen(values, rows);
  }

  #fillOpen(values: ValueColumn, rows: number): void {
    const { kinds, numbers } = values;
    const { type, partition } = this.#column;
    for (let row = 0; row < rows; row++) {
      if (this.slots[row]! >= 0) continue;
      this.slots[row] =
        kinds[row] === Kind.decimal ? this.#decimal(values, row, type === "integer") : partition.cell(numbers[row]!);
    }
  }

  /** Most decimals are far enough from every constant for their double to tell. */
  #decimal({ numbers, codes, dictionary }: ValueColumn, row: number, integer: boolean): number {
    const near = numbers[row]!;
    const slot = integer ? open : this.#column.partition.near(near, Math.abs(near) * 2 ** -52);
    return slot >= 0 ? slot : this.#slotOf(numberFromText(dictionary.text(codes[row]!)));
  }

  #slotOf(given: unknown): number {
    const { read, partition } = this.#column;
    const value = read(given);
    return value === undefined ? slots.wrongType : partition.cell(value);
  }
}

const isNumeric = ({ type }: InputColumn): boolean => type === "number" || type === "integer";

/** A function of arrays alone: the engine compiles it once, for whatever column. */
function textSlots(
  kinds: Uint8Array,
  codes: Int32Array,
  rows: number,
  ofText: Int32Array,
  ofKind: Int32Array,
  out: Int32Array,
): void {
  for (let row = 0; row < rows; row++) {
    const kind = kinds[row]!;
    out[row] = kind === Kind.text ? ofText[codes[row]!]! : ofKind[kind]!;
  }
}
