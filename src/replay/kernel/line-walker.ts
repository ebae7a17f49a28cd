import { type Batch, batchRows, Kind, maxAttributes, type TextColumn } from "./batch.ts";
import type { Dictionary } from "./dictionary.ts";
import { Action } from "./seam.ts";
import { At, seamWords } from "./seams.ts";
import { kernelModule, type Module, WebAssembly } from "./web-assembly.ts";

/** Longer blocks are left to the other reader. */
const maxBlock = 1 << 20;
/** As in assembly/memory.ts: where the words stand that say what is where, and how much room things need. */
const Word = { rows: 0, others: 1, listed: 2, inputs: 3, segments: 4, seams: 5, columns: 6, texts: 7 } as const;
const Place = { policies: 8, seen: 9, list: 10, block: 28 } as const;
const masksAt = 128;
const powersAt = 160;
const maxListed = 1 << 14;
/** Walks that are left out at most. */
const maxPause = 255;
const knownBytes = 256 * 32;

/** Reads the value that stands behind a seam into a row of the batch; where it ends. */
type ReadValue = (seam: number, at: number, row: number) => number;

interface Walker {
  walk(start: number, end: number, rows: number): number;
  learn(column: number, from: number, to: number, code: number): void;
  forget(column: number): void;
}

/** The columns of a batch as they are filled by the walker. */
interface Columns {
  at: Float64Array;
  confidence: Float64Array;
  idFrom: Int32Array;
  idTo: Int32Array;
  humans: Int32Array;
  inputs: { numbers: Float64Array; codes: Int32Array; kinds: Uint8Array }[];
  segments: Int32Array[];
}

/**
 * Reads lines whose seams have all been learnt, as LineReader does, in WebAssembly: JavaScript that walks over bytes takes
 * twice as long, and compiling it takes as long as reading some hundred thousand lines.
 */
export class LineWalker {
  /** Where the seams are to be kept: see Seams. */
  readonly seams: Int32Array;
  readonly #batch: Batch;
  readonly #walker: Walker;
  readonly #words: Int32Array;
  readonly #columns: Columns;
  readonly #list: Int32Array;
  readonly #block: Uint8Array;
  /** By column of texts: the dictionary whose codes are known. */
  readonly #known: (Dictionary | undefined)[] = [];
  #length = 0;
  /** Walks that are left out from now on, and how many it was the last time. */
  #pause = 0;
  #pauses = 0;
  /** Rows of the next walk, at most: few at first, because of those every text is yet to be learnt. */
  #most = 16;

  /** Undefined where the machine cannot run it. */
  static for(batch: Batch, policies: readonly string[]): LineWalker | undefined {
    const module = kernelModule();
    return module && new LineWalker(module, batch, policies);
  }

  private constructor(module: Module, batch: Batch, policies: readonly string[]) {
    this.#batch = batch;
    const inputs = batch.inputs.length;
    const columnBytes = batchRows * (28 + 13 * inputs + 4 * maxAttributes);
    const names = policies.map((policy) => Buffer.from(policy));
    const sizes = {
      [Word.seams]: 4 * seamWords,
      [Word.columns]: columnBytes,
      [Word.texts]: (1 + inputs + maxAttributes) * knownBytes,
      [Place.policies]: names.reduce((sum, { length }) => sum + 4 + length, 4),
      [Place.seen]: 4 * (4 + inputs + maxAttributes),
      [Place.list]: 12 * maxListed,
      // What stands behind the block is looked at, though nothing is made of it.
      [Place.block]: maxBlock + 64,
    };
    const total = Object.values(sizes).reduce((sum, size) => sum + size + 16, 1024);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(total / 65_536) });
    const { buffer } = memory;
    this.#words = new Int32Array(buffer, 0, 32);
    let end = 1024;
    for (const [place, size] of Object.entries(sizes)) {
      this.#words[Number(place)] = end;
      end = Math.ceil((end + size) / 16) * 16;
    }
    this.#words[Word.inputs] = inputs;
    new Uint8Array(buffer).fill(0xff, masksAt, masksAt + 16);
    new Float64Array(buffer, powersAt, 16).set(Array.from({ length: 16 }, (_, i) => 10 ** i));
    let policy = this.#words[Place.policies]!;
    for (const name of names) {
      new DataView(buffer).setInt32(policy, name.length, true);
      new Uint8Array(buffer).set(name, policy + 4);
      policy += 4 + name.length;
    }
    this.seams = new Int32Array(buffer, this.#words[Word.seams], seamWords);
    this.#list = new Int32Array(buffer, this.#words[Place.list], 3 * maxListed);
    this.#block = new Uint8Array(buffer, this.#words[Place.block], maxBlock);
    this.#columns = columnsAt(buffer, this.#words[Word.columns]!, inputs);
    this.#walker = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Walker;
  }

  /** Begins with other bytes. */
  open(bytes: Uint8Array): void {
    this.#length = bytes.length;
    if (bytes.length <= maxBlock) this.#block.set(bytes);
  }

  /** Reads lines into the batch, while it has room, up to the first that is not usual; where that one starts, or `to`. */
  walk(from: number, to: number, read: ReadValue): number {
    if (this.#length > maxBlock || this.#pause-- > 0) return from;
    const batch = this.#batch;
    const first = batch.rows;
    this.#words[Word.segments] = batch.segments.length;
    this.#forget();
    const block = this.#words[Place.block]!;
    const left = this.#walker.walk(block + from, block + to, Math.min(this.#most, batchRows - first)) - block;
    this.#most = Math.min(4 * this.#most, batchRows);
    this.#copy(first, this.#words[Word.rows]!);
    for (let i = 0; i < 3 * this.#words[Word.listed]!; i += 3) {
      const [row, seam, at] = [first + this.#list[i]!, this.#list[i + 1]!, this.#list[i + 2]!];
      this.#learn(seam, row, at, read(seam, at, row));
    }
    batch.rows += this.#words[Word.rows]!;
    batch.others += this.#words[Word.others]!;
    // Where hardly a line is usual, beginning to walk again and again costs more than it saves.
    const isShort = left < to && this.#words[Word.rows]! + this.#words[Word.others]! < 4 && !batch.isFull;
    this.#pauses = isShort ? Math.min(2 * this.#pauses + 1, maxPause) : 0;
    this.#pause = this.#pauses;
    return left;
  }

  /** Brings the rows that were walked over into the batch, from row `first` on. */
  #copy(first: number, rows: number): void {
    if (rows === 0) return;
    const { at, confidence, idFrom, idTo, humans, inputs, segments } = this.#columns;
    const batch = this.#batch;
    batch.at.set(at.subarray(0, rows), first);
    batch.confidence.set(confidence.subarray(0, rows), first);
    batch.idFrom.set(idFrom.subarray(0, rows), first);
    batch.idTo.set(idTo.subarray(0, rows), first);
    batch.humans.codes.set(humans.subarray(0, rows), first);
    for (const [i, { kinds, numbers, codes }] of batch.inputs.entries()) {
      kinds.set(inputs[i]!.kinds.subarray(0, rows), first);
      numbers.set(inputs[i]!.numbers.subarray(0, rows), first);
      codes.set(inputs[i]!.codes.subarray(0, rows), first);
    }
    for (const [i, { codes }] of batch.segments.entries()) codes.set(segments[i]!.subarray(0, rows), first);
  }

  /** All columns of texts, in the order in which the walker counts them. */
  get #texts(): TextColumn[] {
    return [this.#batch.humans, ...this.#batch.inputs, ...this.#batch.segments];
  }

  /** Codes mean nothing any longer once another dictionary has taken over. */
  #forget(): void {
    for (const [column, { dictionary }] of this.#texts.entries()) {
      if (this.#known[column] !== dictionary) this.#walker.forget(column);
      this.#known[column] = dictionary;
    }
  }

  /** Makes known what the code of a text is that was read for the walker. */
  #learn(seam: number, row: number, at: number, after: number): void {
    const action = this.seams[seam + At.action];
    const place = this.seams[seam + At.column]!;
    const { humans, inputs, segments } = this.#batch;
    const [from, to] = [this.#words[Place.block]! + at, this.#words[Place.block]! + after];
    if (action === Action.human) this.#walker.learn(0, from + 1, to - 1, humans.codes[row]!);
    else if (action === Action.input && inputs[place]!.kinds[row] === Kind.text)
      this.#walker.learn(1 + place, from + 1, to - 1, inputs[place]!.codes[row]!);
    else if (action === Action.segment)
      this.#walker.learn(1 + inputs.length + place, from, to, segments[place]!.codes[row]!);
  }
}

function columnsAt(buffer: ArrayBuffer, start: number, inputs: number): Columns {
  let end = start;
  const take = (bytes: number) => {
    end += bytes * batchRows;
    return end - bytes * batchRows;
  };
  const doubles = () => new Float64Array(buffer, take(8), batchRows);
  const words = () => new Int32Array(buffer, take(4), batchRows);
  return {
    at: doubles(),
    confidence: doubles(),
    idFrom: words(),
    idTo: words(),
    humans: words(),
    inputs: Array.from({ length: inputs }, () => ({
      numbers: doubles(),
      codes: words(),
      kinds: new Uint8Array(buffer, take(1), batchRows),
    })),
    segments: Array.from({ length: maxAttributes }, words),
  };
}
