/** Cells of the grid for each cut, and the most cuts that may fall into one cell for the grid to be of use. */
const cellsPerCut = 4;
const maxPerCell = 8;
const maxCells = 1 << 16;

/**
 * Finds where doubles lie among ascending cut points. A grid laid over them says at once where to look; where the cuts lie too
 * unevenly for that, halving does. Halving alone takes longer: the processor cannot guess which half it will be.
 */
export class Cuts {
  /** The cuts, ascending, and infinity, below which everything is. */
  readonly ascending: Float64Array;
  /** By cell: the first cut in it or above. */
  readonly grid: Int32Array;
  /** Where the first cell begins, and cells by unit. */
  readonly lowest: number;
  readonly scale: number;
  /** Whether the grid is of no use. */
  readonly halving: boolean;

  constructor(cuts: readonly number[]) {
    this.ascending = Float64Array.from([...cuts, Number.POSITIVE_INFINITY]);
    this.grid = new Int32Array(Math.min(maxCells, cellsPerCut * cuts.length + 1));
    this.lowest = cuts[0] ?? 0;
    const width = (cuts.at(-1) ?? 0) - this.lowest;
    this.scale = width > 0 && width < Number.MAX_VALUE ? (this.grid.length - 1) / width : 0;
    const cells = cuts.map((cut) => this.#cell(cut));
    for (let cell = 0, cut = 0; cell < this.grid.length; cell++) {
      while (cut < cuts.length && cells[cut]! < cell) cut++;
      this.grid[cell] = cut;
    }
    this.halving = cells.some((cell, cut) => cells[cut + maxPerCell] === cell);
  }

  /** How many cuts there are. */
  get count(): number {
    return this.ascending.length - 1;
  }

  /** The place of the first cut that is not below a value. */
  firstFrom(value: number): number {
    if (this.halving) return this.#halved(value);
    // A cut that is not below the value is in no cell before that of the value, since both go by the same sum.
    let place = this.grid[this.#cell(value)]!;
    while (this.ascending[place]! < value) place++;
    return place;
  }

  #cell(value: number): number {
    const cell = (value - this.lowest) * this.scale;
    return cell >= this.grid.length - 1 ? this.grid.length - 1 : cell > 0 ? cell | 0 : 0;
  }

  #halved(value: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ascending[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
