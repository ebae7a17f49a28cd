import { type Batch, batchRows } from "./batch.ts";
import { DeriveColumns } from "./derive.ts";
import type { Plan } from "./plan.ts";
import { RuleSearch } from "./rule-search.ts";
import { SlotColumn } from "./slot-column.ts";

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
  readonly #bad = new Uint8Array(batchRows);

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#columns = plan.inputs.map((column) => new SlotColumn(column));
    this.#derivations = plan.derivations.map((derivation) => new DeriveColumns(derivation, plan.inputs));
    const slots = [
      ...this.#columns.map((column) => column.slots),
      ...this.#derivations.flatMap((derivation) => derivation.slots),
    ];
    const [base, head] = [plan.base, plan.head].map((runner) => new RuleSearch(runner, slots, plan.all));
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
      this.#columns[i]!.fill(batch.inputs[column.input]!, rows);
      column.partition.addBad(this.#columns[i]!.slots, rows, unfit, 3);
    }
    for (const derivation of this.#derivations) derivation.fill(batch, unfit);
    for (const search of this.#searches) search.run(rows, unfit);
  }
}
