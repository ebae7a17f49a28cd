import { type Module, WebAssembly } from "./web-assembly.ts";

/** Functions over columns, as assembly/kernel.ts exports them; what is read and written they know by its address. */
export interface ColumnFunctions {
  numberSlots(
    table: number,
    kinds: number,
    numbers: number,
    rows: number,
    integer: boolean,
    ofKind: number,
    out: number,
  ): number;
  nearSlots(table: number, values: number, errors: number, rows: number, out: number): number;
  addBad(bad: number, slots: number, rows: number, to: number, mask: number): void;
  searchOne(
    columns: number,
    count: number,
    all: number,
    rows: number,
    bad: number,
    mask: number,
    none: number,
    out: number,
  ): void;
  searchMany(
    columns: number,
    count: number,
    all: number,
    words: number,
    rows: number,
    bad: number,
    mask: number,
    none: number,
    out: number,
  ): void;
  take(kinds: number, numbers: number, values: number, errors: number, rows: number): void;
  add: Combine;
  multiply: Combine;
  divide: Combine;
  abs(of: number, values: number, rows: number): void;
  negate(of: number, values: number, rows: number): void;
}

/** Columns and their errors: left, right, result; how many rows; for sums 1, and -1 for differences. */
type Combine = (
  left: number,
  leftErrors: number,
  right: number,
  rightErrors: number,
  values: number,
  errors: number,
  rows: number,
  sign?: number,
) => void;

/**
 * Memory that WebAssembly and JavaScript share, handed out piece by piece and never given back. WebAssembly runs loops over
 * columns at full speed from the first row on; what JavaScript has of them would have been decided before it is compiled.
 */
export class Arena {
  readonly functions: ColumnFunctions;
  readonly #buffer: ArrayBuffer;
  #end = 16;

  /** @param bytes that will be asked for at most; they take no memory before they are written to */
  constructor(module: Module, bytes: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((bytes + 65_536) / 65_536) });
    this.#buffer = memory.buffer;
    this.functions = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as ColumnFunctions;
  }

  doubles(count: number): Float64Array {
    return new Float64Array(this.#buffer, this.#take(8 * count), count);
  }

  words(count: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(4 * count), count);
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(count), count);
  }

  #take(bytes: number): number {
    const start = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    return start;
  }
}
