/** Counters are kept in an array while there are at most so many, else in a map. */
const maxDense = 1 << 20;

/** Many counters, numbered from 0. */
export class Counts {
  readonly #dense: Float64Array | undefined;
  readonly #sparse = new Map<number, number>();

  constructor(size: number) {
    if (size <= maxDense) this.#dense = new Float64Array(size);
  }

  add(index: number): void {
    if (this.#dense) this.#dense[index]!++;
    else this.#sparse.set(index, (this.#sparse.get(index) ?? 0) + 1);
  }

  /** Counts the first so many of some indices; those below 0 count nothing. */
  addAll(indices: Float64Array, count: number): void {
    if (this.#dense) addDense(this.#dense, indices, count);
    else for (let i = 0; i < count; i++) if (indices[i]! >= 0) this.add(indices[i]!);
  }

  /** Visits every counter that is not zero. */
  each(visit: (index: number, count: number) => void): void {
    this.#dense?.forEach((count, index) => {
      if (count > 0) visit(index, count);
    });
    this.#sparse.forEach((count, index) => {
      visit(index, count);
    });
  }
}

function addDense(counts: Float64Array, indices: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    if (index >= 0) counts[index]!++;
  }
}
