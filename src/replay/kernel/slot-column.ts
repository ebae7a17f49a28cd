import { numberFromText } from "../../policy/index.ts";
import { batchRows, Kind, type ValueColumn } from "./batch.ts";
import { CodeTable } from "./code-table.ts";
import { slots } from "./partition.ts";
import type { InputColumn } from "./plan.ts";

/** The slot of a row that a closer look has to find. */
const open = -1;

/** Finds the slots of one input, a batch at a time. */
export class SlotColumn {
  /** By row of the batch given last. */
  readonly slots = new Int32Array(batchRows);
  readonly #column: InputColumn;
  /** By kind, for values that say no more than their kind. */
  readonly #ofKind: Int32Array;
  readonly #ofText: CodeTable;

  constructor(column: InputColumn) {
    this.#column = column;
    this.#ofKind = new Int32Array(8).fill(slots.wrongType);
    this.#ofKind[Kind.missing] = slots.null;
    this.#ofKind[Kind.null] = slots.null;
    if (isNumeric(column)) this.#ofKind[Kind.decimal] = open;
    if (column.type === "boolean") {
      this.#ofKind[Kind.true] = slots.true;
      this.#ofKind[Kind.false] = slots.false;
    }
    this.#ofText = new CodeTable((text) => this.#slotOf(text));
  }

  fill(values: ValueColumn, rows: number): void {
    const { kinds, numbers, codes, dictionary } = values;
    const { type, partition } = this.#column;
    if (!isNumeric(this.#column)) {
      textSlots(kinds, codes, rows, this.#ofText.of(dictionary), this.#ofKind, this.slots);
      return;
    }
    partition.numbers(numbers, rows, this.slots);
    if (withoutNumbers(kinds, numbers, rows, type === "integer", this.#ofKind, this.slots))
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
    const slot = integer ? -1 : this.#column.partition.near(near, Math.abs(near) * 2 ** -52);
    return slot >= 0 ? slot : this.#slotOf(numberFromText(dictionary.text(codes[row]!)));
  }

  #slotOf(given: unknown): number {
    const { read, partition } = this.#column;
    const value = read(given);
    return value === undefined ? slots.wrongType : partition.cell(value);
  }
}

const isNumeric = ({ type }: InputColumn): boolean => type === "number" || type === "integer";

// What follows are functions of arrays alone: the engine compiles them once, for whatever column.

/** Finds the slots of the rows that are no numbers, or not whole ones where they must be; whether one is open. */
function withoutNumbers(
  kinds: Uint8Array,
  numbers: Float64Array,
  rows: number,
  integer: boolean,
  ofKind: Int32Array,
  out: Int32Array,
): boolean {
  let lowest = 0;
  for (let row = 0; row < rows; row++) {
    const kind = kinds[row]!;
    if (kind !== Kind.number) out[row] = ofKind[kind]!;
    else if (integer && Math.floor(numbers[row]!) !== numbers[row]) out[row] = slots.wrongType;
    if (out[row]! < lowest) lowest = open;
  }
  return lowest === open;
}

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
