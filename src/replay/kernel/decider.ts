import { Arena } from "./arena.ts";
import { type Batch, batchRows } from "./batch.ts";
import { DeriveColumns } from "./derive.ts";
import type { Plan } from "./plan.ts";
import { RuleSearch } from "./rule-search.ts";
import { SlotColumn } from "./slot-column.ts";
import type { Module } from "./web-assembly.ts";

const bothVersions = 3;

/** Bytes of an arena in which a plan is carried out. */
function bytesFor({ inputs, derivations, base, head, all }: Plan): number {
  const sizes = [
    ...inputs.map((column) => SlotColumn.bytes(column)),
    ...derivations.map((derivation) => DeriveColumns.bytes(derivation)),
    ...[base, head].map((runner) => RuleSearch.bytes(runner, all)),
  ];
  return sizes.reduce((sum, bytes) => sum + bytes, batchRows);
}

/** Decides batches under two versions, a column at a time. */
export class Decider {
  /** By row of the batch decided last: the place among the version's results. */
  readonly base: Int32Array;
  readonly head: Int32Array;
  readonly #plan: Plan;
  readonly #columns: SlotColumn[];
  readonly #derivations: DeriveColumns[];
  readonly #searches: RuleSearch[];
  /** By row: the versions that cannot judge the case. */
  readonly #bad: Uint8Array;

  constructor(plan: Plan, module: Module) {
    const arena = new Arena(module, bytesFor(plan));
    this.#plan = plan;
    this.#bad = arena.bytes(batchRows);
    this.#columns = plan.inputs.map((column) => new SlotColumn(arena, column));
    this.#derivations = plan.derivations.map((derivation) => new DeriveColumns(arena, derivation, plan.inputs));
    const slots = [
      ...this.#columns.map((column) => column.slots),
      ...this.#derivations.flatMap((derivation) => derivation.slots),
    ];
    const [base, head] = [plan.base, plan.head].map((runner) => new RuleSearch(arena, runner, slots, plan.all));
    this.base = base!.places;
    this.head = head!.places;
    this.#searches = [base!, head!];
  }

  /** @param batch has the inputs of the plan, in its order */
  decide(batch: Batch): void {
    const { rows } = batch;
    const unfit = this.#bad;
    unfit.fill(0, 0, rows);
    for (const [i, column] of this.#plan.inputs.entries()) {
      const { slots, table } = this.#columns[i]!;
      this.#columns[i]!.fill(batch.inputs[column.input]!, rows);
      table.addBad(slots, rows, unfit, bothVersions);
    }
    for (const derivation of this.#derivations) derivation.fill(batch, unfit);
    for (const search of this.#searches) search.run(rows, unfit);
  }
}
