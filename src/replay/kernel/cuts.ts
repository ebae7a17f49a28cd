/** Cells of the grid for each cut, and the most cuts that may fall into one cell for the grid to be of use. */
const cellsPerCut = 4;
const maxPerCell = 8;
const maxCells = 1 << 16;

/**
 * Finds where doubles lie among ascending cut points. A grid laid over them says at once where to look; where the cuts lie too
 * unevenly for that, halving does. Halving alone takes longer: the processor cannot guess which half it will be.
 */
export class Cuts {
  /** The cuts, and infinity, below which everything is. */
  readonly #cuts: Float64Array;
  /** By cell: the first cut in it or above. */
  readonly #grid: Int32Array;
  readonly #lowest: number;
  readonly #scale: number;
  readonly #halving: boolean;

  constructor(cuts: readonly number[]) {
    this.#cuts = Float64Array.from([...cuts, Number.POSITIVE_INFINITY]);
    this.#grid = new Int32Array(Math.min(maxCells, cellsPerCut * cuts.length + 1));
    this.#lowest = cuts[0] ?? 0;
    const width = (cuts.at(-1) ?? 0) - this.#lowest;
    this.#scale = width > 0 && width < Number.MAX_VALUE ? (this.#grid.length - 1) / width : 0;
    const cells = cuts.map((cut) => this.#cell(cut));
    for (let cell = 0, cut = 0; cell < this.#grid.length; cell++) {
      while (cut < cuts.length && cells[cut]! < cell) cut++;
      this.#grid[cell] = cut;
    }
    this.#halving = cells.some((cell, cut) => cells[cut + maxPerCell] === cell);
  }

  /** How many cuts there are. */
  get count(): number {
    return this.#cuts.length - 1;
  }

  /** The cuts by place; infinity after the last. */
  get ascending(): Float64Array {
    return this.#cuts;
  }

  /** The place of the first cut that is not below a value. */
  firstFrom(value: number): number {
    if (this.#halving) return this.#halved(value);
    // A cut that is not below the value is in no cell before that of the value, since both go by the same sum.
    let place = this.#grid[this.#cell(value)]!;
    while (this.#cuts[place]! < value) place++;
    return place;
  }

  /** The places of the first so many values. */
  places(values: Float64Array, count: number, out: Int32Array): void {
    if (!this.#halving) onGrid(values, count, out, this.#cuts, this.#grid, this.#lowest, this.#scale);
    else for (let i = 0; i < count; i++) out[i] = this.#halved(values[i]!);
  }

  #cell(value: number): number {
    const cell = (value - this.#lowest) * this.#scale;
    return cell >= this.#grid.length - 1 ? this.#grid.length - 1 : cell > 0 ? cell | 0 : 0;
  }

  #halved(value: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cuts[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As `firstFrom` for each value. A function of arrays alone: the engine compiles it once, for whatever column. */
function onGrid(
  values: Float64Array,
  count: number,
  out: Int32Array,
  cuts: Float64Array,
  grid: Int32Array,
  lowest: number,
  scale: number,
): void {
  const last = grid.length - 1;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    const cell = (value - lowest) * scale;
    let place = grid[cell >= last ? last : cell > 0 ? cell | 0 : 0]!;
    while (cuts[place]! < value) place++;
    out[i] = place;
  }
}
