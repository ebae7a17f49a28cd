import { type Block, eachLine, maxLineBytes } from "./blocks.ts";
import { floorsOf } from "./dispositions.ts";
import { evaluator } from "./evaluate-line.ts";
import { Kernel } from "./kernel/kernel.ts";
import { regionFinder } from "./regions.ts";
import type { Asked } from "./replay-request.ts";
import { selector } from "./result.ts";
import { eachStretch, type OwnsLine } from "./shard.ts";
import type { KeptPart } from "./sidecar/kept-part.ts";
import { PartColumns } from "./sidecar/part-columns.ts";
import { countNotReplayed, emptyTally, type Tally } from "./tally.ts";

/** Counts the records of logs, block by block, into a tally: by the kernel, and where that cannot tell by the evaluator. */
export class Counter {
  readonly #tally: Tally;
  readonly #kernel: Kernel | undefined;
  readonly #evaluate: ReturnType<typeof evaluator>;
  #columns: PartColumns | undefined;
  /** Hears of lines that are in no batch; without bytes, where they are too long. */
  #odd: ((line: number, bytes?: Uint8Array) => void) | undefined;

  constructor(request: Asked) {
    const { base, head, weigh, stage, regions, kernel = true } = request;
    const tally = emptyTally();
    const selects = selector(request.selected);
    const floors = stage && floorsOf(base, head, stage);
    const regionOf = regions && regionFinder(base, head, regions);
    this.#tally = tally;
    this.#evaluate = evaluator(request, tally, { selects, regionOf, floors });
    this.#kernel = kernel ? Kernel.for({ base, head, weigh, selects, regionOf, floors }, tally) : undefined;
  }

  /**
   * Counts the lines of a block, or those of them that a shard has; how many the block has.
   *
   * @param first the number of the block's first line
   */
  block(log: string, first: number, block: Block, owns?: OwnsLine): number {
    if ("tooLong" in block) {
      if (owns?.(first) !== false) this.#tooLong(log, first);
      return 1;
    }
    const { bytes } = block;
    const run = (from: number, to: number, line: number) => {
      const odd = (offset: number, start: number, end: number) => {
        const text = bytes.subarray(start, end);
        this.#odd?.(line + offset, text);
        this.#evaluate(log, line + offset, text);
      };
      if (this.#kernel) return this.#kernel.read(bytes, from, to, odd);
      return eachLine(bytes.subarray(from, to), (offset, start, end) => odd(offset, from + start, from + end));
    };
    const lines = owns ? eachStretch(bytes, first, owns, run) : run(0, bytes.length, first);
    this.#kernel?.decide();
    return lines;
  }

  /**
   * Counts a part of a log as {@link block} does, and gathers it, so that it can be kept.
   *
   * @param first the number of the part's first line
   */
  async gather(
    log: string,
    first: number,
    blocks: AsyncIterable<Block>,
  ): Promise<{ lines: number; file: Uint8Array[] }> {
    this.#columns ??= new PartColumns(this.inputs);
    const columns = this.#columns;
    columns.clear();
    this.#kernel?.begin((batch) => columns.add(batch));
    this.#odd = (line, bytes) => columns.addOdd(line - first, bytes);
    let lines = 0;
    for await (const block of blocks) lines += this.block(log, first + lines, block);
    this.#kernel?.begin(undefined);
    this.#odd = undefined;
    return { lines, file: columns.file(lines) };
  }

  /** Counts a part of a log that was kept. */
  kept(log: string, first: number, part: KeptPart): number {
    this.#kernel?.decideKept(part.batches());
    part.eachOdd((line, bytes) => {
      if (bytes) this.#evaluate(log, first + line, bytes);
      else this.#tooLong(log, first + line);
    });
    return part.lines;
  }

  /** The inputs that are read of a record. */
  get inputs(): string[] {
    return this.#kernel?.inputs ?? [];
  }

  /** How many places of lines that could not be replayed have been noted. */
  get places(): number {
    return this.#tally.places.length;
  }

  #tooLong(log: string, line: number): void {
    this.#odd?.(line);
    const message = `longer than ${maxLineBytes} bytes`;
    countNotReplayed(this.#tally, { log, line, reason: "malformed", message });
  }

  /** What was counted; nothing can be added then. */
  finish(): Tally {
    this.#kernel?.finish();
    return this.#tally;
  }
}
