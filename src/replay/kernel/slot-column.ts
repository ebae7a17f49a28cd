import { numberFromText } from "../../policy/index.ts";
import { batchRows, Kind, type ValueColumn } from "./batch.ts";
import { CodeTable } from "./code-table.ts";
import { slots } from "./partition.ts";
import type { InputColumn } from "./plan.ts";

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
    if (column.type === "boolean") {
      this.#ofKind[Kind.true] = slots.true;
      this.#ofKind[Kind.false] = slots.false;
    }
    this.#ofText = new CodeTable((text) => this.#slotOf(text));
  }

  fill(values: ValueColumn, rows: number): void {
    const { type } = this.#column;
    if (type === "number" || type === "integer") this.#fillNumbers(values, rows, type === "integer");
    else if (type === "boolean") this.#fillKinds(values, rows);
    else this.#fillTexts(values, rows);
  }

  #fillNumbers(values: ValueColumn, rows: number, integer: boolean): void {
    const { kinds, numbers } = values;
    const { partition } = this.#column;
    const out = this.slots;
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row]!;
      if (kind === Kind.number) {
        const number = numbers[row]!;
        out[row] = integer && !Number.isInteger(number) ? slots.wrongType : partition.number(number);
        if (out[row]! < 0) out[row] = partition.cell(number);
      } else out[row] = kind === Kind.decimal ? this.#decimal(values, row, integer) : this.#ofKind[kind]!;
    }
  }

  /** Most decimals are far enough from every constant for their double to tell. */
  #decimal({ numbers, codes, dictionary }: ValueColumn, row: number, integer: boolean): number {
    const near = numbers[row]!;
    const slot = integer ? -1 : this.#column.partition.near(near, Math.abs(near) * 2 ** -52);
    return slot >= 0 ? slot : this.#slotOf(numberFromText(dictionary.text(codes[row]!)));
  }

  #fillKinds({ kinds }: ValueColumn, rows: number): void {
    for (let row = 0; row < rows; row++) this.slots[row] = this.#ofKind[kinds[row]!]!;
  }

  #fillTexts({ kinds, codes, dictionary }: ValueColumn, rows: number): void {
    const ofText = this.#ofText.of(dictionary);
    for (let row = 0; row < rows; row++) {
      const kind = kinds[row]!;
      this.slots[row] = kind === Kind.text ? ofText[codes[row]!]! : this.#ofKind[kind]!;
    }
  }

  #slotOf(given: unknown): number {
    const { read, partition } = this.#column;
    const value = read(given);
    return value === undefined ? slots.wrongType : partition.cell(value);
  }
}
