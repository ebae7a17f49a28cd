import { isUtf8 } from "node:buffer";
import type { Policy } from "../../policy/index.ts";
import type { Tally } from "../tally.ts";
import { Batch } from "./batch.ts";
import { BatchCounter, type Beside } from "./batch-counter.ts";
import { Decider } from "./decider.ts";
import { LineReader } from "./line-reader.ts";
import { planKernel } from "./plan.ts";
import { kernelModule, type Module } from "./web-assembly.ts";

const lineFeed = 0x0a;

/** What a kernel decides under, and counts beside: see ReplayRequest. */
export interface KernelRequest extends Omit<Beside, "weigh"> {
  base: Policy;
  head: Policy;
  weigh?: string | undefined;
  selects: (policy: Policy, outcome: string) => boolean;
}

/** Takes a line that has to be parsed as a whole: its number in what is read, from 0, and where it starts and ends. */
export type Odd = (line: number, start: number, end: number) => void;

/**
 * Decides the records of a log under two versions at once, from their bytes: reads lines into a batch, and decides the batch
 * when it is full. It gives what the evaluator gives, and hands over every line that it cannot read with certainty.
 */
export class Kernel {
  readonly #batch: Batch;
  readonly #reader: LineReader;
  readonly #decider: Decider;
  readonly #counter: BatchCounter;
  #block: Uint8Array | undefined;
  #readable = false;
  #keep: ((batch: Batch) => void) | undefined;

  /** Undefined where the machine cannot run it: then all is left to the evaluator. */
  static for(request: KernelRequest, tally: Tally): Kernel | undefined {
    const module = kernelModule();
    return module && new Kernel(module, request, tally);
  }

  private constructor(module: Module, { base, head, weigh, selects, regionOf, floors }: KernelRequest, tally: Tally) {
    const plan = planKernel(base, head, selects);
    const names = [...new Set([...plan.inputNames, ...(weigh === undefined ? [] : [weigh])])];
    this.#batch = new Batch(names);
    this.#reader = new LineReader(this.#batch, [...new Set([base.id, head.id])]);
    this.#decider = new Decider(plan, module);
    const place = weigh === undefined ? -1 : names.indexOf(weigh);
    this.#counter = new BatchCounter(plan, { regionOf, floors, weigh: place }, tally);
  }

  /**
   * Reads the whole lines between two positions of a block; how many there were. The bytes must stay as they are until
   * {@link decide} was called.
   */
  read(bytes: Uint8Array, from: number, to: number, odd: Odd): number {
    if (bytes !== this.#block) {
      // One check of a whole block is much cheaper than one of each text.
      this.#readable = isUtf8(bytes);
      this.#block = bytes;
      this.#reader.open(bytes);
    }
    const batch = this.#batch;
    let line = 0;
    for (let start = from; start < to; ) {
      if (batch.isFull) this.#decideBatch();
      const before = batch.rows + batch.others;
      if (this.#readable) start = this.#reader.walk(start, to);
      line += batch.rows + batch.others - before;
      if (start === to || batch.isFull) continue;
      let next = this.#readable ? this.#reader.read(start) : -1;
      if (next < 0) {
        next = bytes.indexOf(lineFeed, start) + 1;
        odd(line, start, next - 1);
      }
      line++;
      start = next;
    }
    return line;
  }

  /** Decides what was read of a block. */
  decide(): void {
    this.#decideBatch();
    this.#block = undefined;
  }

  /** The names of the inputs that a batch has columns for. */
  get inputs(): string[] {
    return this.#batch.inputs.map(({ name }) => name);
  }

  /** Reads what comes into new dictionaries, and shows each batch to `keep` before it is decided, if there is one. */
  begin(keep: ((batch: Batch) => void) | undefined): void {
    this.#keep = keep;
    this.#batch.clear(true);
  }

  /** Decides batches that were kept: of the same inputs, and of records of the same policies. */
  decideKept(batches: Iterable<Batch>): void {
    for (const batch of batches) this.#count(batch);
  }

  #count(batch: Batch): void {
    this.#decider.decide(batch);
    this.#counter.count(batch, this.#decider.base, this.#decider.head);
  }

  #decideBatch(): void {
    this.#keep?.(this.#batch);
    this.#count(this.#batch);
    this.#batch.clear();
  }

  /** Brings what was counted into the tally; to be called once, at the end. */
  finish(): void {
    this.#counter.finish();
  }
}
