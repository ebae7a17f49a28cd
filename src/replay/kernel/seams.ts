import { type Columns, readSeam, type Seam, Within } from "./seam.ts";

/** Seams that are remembered, their bytes, and how many may follow the same one. */
const maxSeams = 512;
const maxBytes = 256;
const maxFollowing = 8;
/** The place of one that is not remembered; nor is what follows it. */
const unkept = maxSeams - 1;

/**
 * Remembers the seams of lines that are all written by the same program, and which of them follows which: after a value
 * there nearly always stands what stood there in a line before, and comparing it, four bytes at a time, is all that is left
 * to do. What has not been seen before is read as JSON.
 *
 * A seam is known by a small number. 0 stands before every line.
 */
export class Seams {
  /** By seam: as in {@link Seam}, and its length in bytes. */
  readonly lengths = new Int32Array(maxSeams);
  readonly actions = new Uint8Array(maxSeams);
  readonly columns = new Int32Array(maxSeams);
  readonly effects = new Uint8Array(maxSeams);
  readonly #within = new Uint8Array(maxSeams);
  /** What the value before it stood in. */
  readonly #after = new Uint8Array(maxSeams);
  /** The bytes as words: whole ones, then those left over under a mask. */
  readonly #texts = new Int32Array((maxSeams * maxBytes) / 4);
  readonly #words = new Int32Array(maxSeams);
  readonly #masks = new Int32Array(maxSeams);
  readonly #rests = new Int32Array(maxSeams);
  /** The seams that have followed one, in the order in which they were learnt; the first of them again, 0 for none. */
  readonly #following: number[][] = [[]];
  readonly #first = new Int32Array(maxSeams);
  readonly #where: Columns;
  #count = 1;

  constructor(where: Columns) {
    this.#where = where;
  }

  /**
   * The seam that stands at `at`, behind the value that `before` led to; -1 where there is none, or an unusual one. What is
   * said of a seam holds until the next is asked for.
   *
   * @param view the same bytes, and at least 8 more
   */
  next(bytes: Uint8Array, view: DataView, at: number, before: number): number {
    const first = this.#first[before]!;
    return first > 0 && this.#stands(view, at, first) ? first : this.#other(bytes, view, at, before);
  }

  #stands(view: DataView, at: number, seam: number): boolean {
    const words = this.#words[seam]!;
    const texts = this.#texts;
    let pos = at;
    let text = (seam * maxBytes) / 4;
    for (const end = text + words; text < end; text++, pos += 4)
      if (view.getInt32(pos, true) !== texts[text]) return false;
    return (view.getInt32(pos, true) & this.#masks[seam]!) === this.#rests[seam];
  }

  #other(bytes: Uint8Array, view: DataView, at: number, before: number): number {
    const following = this.#following[before];
    for (const seam of following ?? []) if (this.#stands(view, at, seam)) return seam;
    const after = before === 0 ? Within.nothing : this.#within[before]!;
    const seam = readSeam(bytes, at, after, this.#where);
    if (!seam) return -1;
    const length = seam.end - at;
    const hasRoom = this.#count < unkept && length <= maxBytes - 4;
    if (!following || following.length === maxFollowing || !hasRoom) return this.#set(unkept, seam, length);
    const known = this.#known(view, at, after) ?? this.#learn(view, at, seam, after);
    following.push(known);
    this.#first[before] = following[0]!;
    return known;
  }

  /** The same seam where it was learnt behind another one. */
  #known(view: DataView, at: number, after: number): number | undefined {
    for (let seam = 1; seam < this.#count; seam++)
      if (this.#after[seam] === after && this.#stands(view, at, seam)) return seam;
    return undefined;
  }

  #learn(view: DataView, at: number, seam: Seam, after: number): number {
    const place = this.#count++;
    const length = seam.end - at;
    const words = length >> 2;
    for (let i = 0; i < words; i++) this.#texts[(place * maxBytes) / 4 + i] = view.getInt32(at + 4 * i, true);
    this.#words[place] = words;
    this.#masks[place] = (1 << (8 * (length & 3))) - 1;
    this.#rests[place] = view.getInt32(at + 4 * words, true) & this.#masks[place]!;
    this.#after[place] = after;
    this.#following[place] = [];
    return this.#set(place, seam, length);
  }

  #set(place: number, { within, action, column, effects }: Seam, length: number): number {
    this.lengths[place] = length;
    this.actions[place] = action;
    this.columns[place] = column;
    this.effects[place] = effects;
    this.#within[place] = within;
    return place;
  }
}
