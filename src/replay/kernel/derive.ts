import type { Cell } from "../../policy/compile/approximate.ts";
import { NoResult } from "../../policy/functions/builtin.ts";
import type { Arena } from "./arena.ts";
import { type Batch, batchRows, valueIn } from "./batch.ts";
import { type DoubleFormula, doubleFormula, formulaBytes, InputDoubles } from "./double-columns.ts";
import { slots as known } from "./partition.ts";
import type { Derivation, DerivedColumn, InputColumn } from "./plan.ts";
import { SlotTable } from "./slot-table.ts";

/** One derived value: its slots, and how to find them for most rows at once. */
interface DerivedSlots {
  column: DerivedColumn;
  table: SlotTable;
  formula: DoubleFormula | undefined;
  slots: Int32Array;
}

/** Computes derived values for the versions that have exactly these formulas, a batch at a time. */
export class DeriveColumns {
  readonly #derivation: Derivation;
  readonly #inputs: readonly InputColumn[];
  readonly #doubles: { values: InputDoubles; input: number }[] = [];
  readonly #derived: DerivedSlots[];
  /** The columns of one record, for what has to be worked out exactly. */
  readonly #row: (Cell | null)[];

  /** @param inputs all input columns, in which the derivation's sources stand */
  constructor(arena: Arena, derivation: Derivation, inputs: readonly InputColumn[]) {
    this.#derivation = derivation;
    this.#inputs = inputs;
    this.#row = new Array(derivation.first).fill(null);
    const known = new Map<string, InputDoubles>();
    const source = (name: string): InputDoubles | undefined => {
      const found = derivation.sources.find((input) => input.name === name);
      if (!found) return undefined;
      const values = known.get(name) ?? new InputDoubles(arena);
      if (!known.has(name)) this.#doubles.push({ values, input: inputs[found.column]!.input });
      known.set(name, values);
      return values;
    };
    this.#derived = derivation.derived.map((column) => ({
      column,
      table: new SlotTable(arena, column.partition),
      formula: column.expression && doubleFormula(arena, column.expression, source),
      slots: arena.words(batchRows),
    }));
  }

  /** Bytes of an arena that these take at most. */
  static bytes({ derived, sources }: Derivation): number {
    const own = ({ partition, expression }: DerivedColumn) =>
      SlotTable.bytes(partition) + 4 * batchRows + formulaBytes(expression);
    return sources.length * InputDoubles.bytes + derived.reduce((sum, column) => sum + own(column), 0);
  }

  /** By derived value: the slots by row, as of the last {@link fill}. */
  get slots(): Int32Array[] {
    return this.#derived.map(({ slots }) => slots);
  }

  /** Finds the slots of a batch's rows; adds to `bad` the versions that cannot judge one of the values. */
  fill(batch: Batch, bad: Uint8Array): void {
    const { rows } = batch;
    const { mask } = this.#derivation;
    for (const { values, input } of this.#doubles) values.fill(batch.inputs[input]!, rows);
    const open = this.#derived.map((derived) => this.#near(derived, rows));
    for (const [i, { slots }] of this.#derived.entries())
      if (open[i]) for (let row = 0; row < rows; row++) if (slots[row]! < 0) this.#exactly(batch, row, bad[row]!);
    for (const { table, slots } of this.#derived) table.addBad(slots, rows, bad, mask);
  }

  /** Fills the slots that doubles can tell, -1 where they cannot; whether there is one of these. */
  #near({ table, formula, slots }: DerivedSlots, rows: number): boolean {
    if (!formula) {
      slots.fill(-1, 0, rows);
      return true;
    }
    const { values, errors } = formula(rows);
    return table.near(values, errors, rows, slots);
  }

  /** Finds all slots of a row. What no version can judge is not looked up. */
  #exactly(batch: Batch, row: number, bad: number): void {
    const { mask, sources, first } = this.#derivation;
    if ((bad & mask) === mask) {
      for (const { slots } of this.#derived) slots[row] = known.null;
      return;
    }
    for (const { at, column } of sources) {
      const { input, read } = this.#inputs[column]!;
      this.#row[at] = read(valueIn(batch.inputs[input]!, row)) ?? null;
    }
    for (const [i, { column, slots }] of this.#derived.entries()) {
      // What doubles could tell, no other formula builds on.
      if (slots[row]! >= 0) continue;
      const cell = column.derive(this.#row as Cell[]);
      this.#row[first + i] = cell instanceof NoResult ? null : cell;
      slots[row] = column.partition.cell(cell);
    }
  }
}
