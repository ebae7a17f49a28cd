import type { Batch } from "./batch.ts";
import { Clock } from "./clock.ts";
import { Dictionary } from "./dictionary.ts";
import { LineWalker } from "./line-walker.ts";
import { readConfidence, readInput, readSegment, readText } from "./read-value.ts";
import { skipNumber, skipString, skipValue, textEnd } from "./scan.ts";
import { Action, type Columns, Effect } from "./seam.ts";
import { Seams, seamWords } from "./seams.ts";

const quote = 0x22;
/** Bytes behind a block that are looked at, though nothing is made of them. */
const padding = 8;

/** Reads from the lines of a log only what a replay needs, straight from their bytes, into the rows of a batch. */
export class LineReader {
  readonly #batch: Batch;
  readonly #seams: Seams;
  readonly #walker: LineWalker | undefined;
  readonly #readValue = (seam: number, at: number, row: number): number => this.#value(seam, at, row);
  readonly #policies: Dictionary;
  readonly #clock = new Clock();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #otherPolicy = false;

  /**
   * @param policies ids of the policies whose records become rows
   * @param walks false for JavaScript alone: slower, and the reference for what WebAssembly gives
   */
  constructor(batch: Batch, policies: readonly string[], walks = true) {
    this.#batch = batch;
    this.#policies = new Dictionary(policies);
    this.#walker = walks ? LineWalker.for(batch, policies) : undefined;
    this.#seams = new Seams(columnsOf(batch), this.#walker?.seams ?? new Int32Array(seamWords));
  }

  /** Begins with other bytes, whole lines of UTF-8; the rows of the batch are to be those of these bytes alone. */
  open(bytes: Uint8Array): void {
    const room = bytes.buffer.byteLength - bytes.byteOffset - bytes.length;
    const padded = room >= padding ? bytes : new Uint8Array(bytes.length + padding);
    if (padded !== bytes) padded.set(bytes);
    // Not a Buffer: it would be another class to the engine, and slow down what else is done with bytes.
    this.#batch.bytes = new Uint8Array(padded.buffer, padded.byteOffset, bytes.length);
    this.#view = new DataView(padded.buffer, padded.byteOffset, bytes.length + padding);
    this.#walker?.open(bytes);
  }

  /**
   * Reads the lines between two positions into the next rows of the batch, while it has room, up to one that this cannot read
   * but {@link read} may be able to; where that line starts, or `to`.
   */
  walk(from: number, to: number): number {
    return this.#walker?.walk(from, to, this.#readValue) ?? from;
  }

  /**
   * Reads the line that starts here into the next row of the batch, which must have room for it; where the next line starts,
   * or -1 when this is no record or in any way unusual: the batch is then as before, and the line is to be parsed as a whole.
   * Of keys that stand twice the last counts, as with `JSON.parse`.
   */
  read(start: number): number {
    const batch = this.#batch;
    const { bytes, rows } = batch;
    const view = this.#view;
    const seams = this.#seams;
    this.#otherPolicy = false;
    let effects = 0;
    let pos = start;
    for (let seam = 0; ; ) {
      seam = seams.next(bytes, view, pos, seam);
      if (seam < 0) return this.#fail();
      pos += seams.length(seam);
      const effect = seams.effects(seam);
      if (effect !== 0) {
        // Of an input, or of segments, that stand twice, nothing is left of the first.
        if ((effects & effect & Effect.input) !== 0) batch.clearInputs(rows);
        if ((effects & effect & Effect.segments) !== 0) batch.clearSegments(rows);
        effects |= effect;
      }
      if (seams.action(seam) === Action.end) return this.#end(pos, effects);
      pos = this.#value(seam, pos, rows);
      if (pos < 0) return this.#fail();
    }
  }

  /** Reads the value that a seam leads to into a row; where it ends, or -1. */
  #value(seam: number, at: number, row: number): number {
    const batch = this.#batch;
    const { bytes } = batch;
    const view = this.#view;
    switch (this.#seams.action(seam)) {
      case Action.skip:
        return skipUnread(bytes, view, at);
      case Action.input:
        return readInput(batch.inputs[this.#seams.column(seam)]!, row, bytes, view, at);
      case Action.segment:
        return readSegment(batch.segments[this.#seams.column(seam)]!, row, bytes, view, at);
      case Action.id:
        return this.#readId(at, row);
      case Action.human:
        return readText(batch.humans, row, bytes, view, at);
      case Action.policy:
        return this.#readPolicy(at);
      case Action.timestamp:
        return this.#readTimestamp(at, row);
      case Action.confidence:
        return readConfidence(batch.confidence, row, bytes, at);
      default:
        // What is masked needs a closer look; null is the one value that says nothing is.
        return bytes[at] === 0x6e ? skipValue(bytes, at) : -1;
    }
  }

  #end(pos: number, effects: number): number {
    const needed = Effect.id | Effect.input;
    if ((effects & needed) !== needed) return this.#fail();
    const batch = this.#batch;
    if (!this.#otherPolicy) batch.rows++;
    else {
      batch.others++;
      batch.clearRow(batch.rows);
    }
    return pos;
  }

  /** Leaves the row as if the line had not been there. */
  #fail(): number {
    this.#batch.clearRow(this.#batch.rows);
    return -1;
  }

  #readId(at: number, row: number): number {
    const { bytes, idFrom, idTo } = this.#batch;
    const after = bytes[at] === quote ? textEnd(this.#view, at + 1) : -1;
    if (after <= at + 2) return -1;
    idFrom[row] = at + 1;
    idTo[row] = after - 1;
    return after;
  }

  /** Anything but a text, and the empty one, names no policy. */
  #readPolicy(at: number): number {
    const { bytes } = this.#batch;
    this.#otherPolicy = false;
    if (bytes[at] !== quote) return skipValue(bytes, at);
    const after = textEnd(this.#view, at + 1);
    this.#otherPolicy = after - at > 2 && this.#policies.find(this.#view, at + 1, after - 1) < 0;
    return after;
  }

  #readTimestamp(at: number, row: number): number {
    const { bytes, at: moments } = this.#batch;
    moments[row] = Number.NaN;
    if (bytes[at] !== quote) return skipValue(bytes, at);
    const after = textEnd(this.#view, at + 1);
    if (after > 0) moments[row] = this.#clock.at(bytes, this.#view, at + 1, after - 1);
    return after;
  }
}

/** After a value that nobody reads. */
function skipUnread(bytes: Uint8Array, view: DataView, at: number): number {
  const c = bytes[at]!;
  if (c !== quote) return c >= 0x30 && c <= 0x39 ? skipNumber(bytes, at) : skipValue(bytes, at);
  const after = textEnd(view, at + 1);
  // One with escapes is walked over as well.
  return after > 0 ? after : skipString(bytes, at + 1);
}

/** Finds inputs by their names, and makes columns for segments as they appear. */
function columnsOf(batch: Batch): Columns {
  const inputs = new Dictionary(batch.inputs.map(({ name }) => name));
  const segments = new Dictionary();
  return {
    input: (view, from, to) => inputs.find(view, from, to),
    segment: (view, from, to) => {
      const known = segments.find(view, from, to);
      if (known >= 0) return known;
      const name = Buffer.from(view.buffer, view.byteOffset + from, to - from).toString();
      return batch.addSegment(name) ? segments.codeOf(name) : -1;
    },
  };
}
