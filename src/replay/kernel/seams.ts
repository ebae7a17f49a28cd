import { type Columns, readSeam, type Seam, Within } from "./seam.ts";

/** Seams that are remembered, bytes of one, and how many may follow the same one. */
const maxSeams = 512;
const maxBytes = 256;
const maxFollowing = 8;
/** Words that a seam takes: what is said of it, its bytes with what is left over of them, and those that have followed it. */
const stride = 8 + maxBytes / 4 + 2 + maxFollowing;
/** Words that all take. */
export const seamWords = maxSeams * stride;
/** The place of a seam that is not remembered; nor is what follows it. */
const unkept = (maxSeams - 1) * stride;

/** What stands where among the words of a seam; `first` is the first of those that follow. As in assembly/seams.ts. */
export const At = {
  first: 0,
  length: 1,
  action: 2,
  column: 3,
  effects: 4,
  words: 5,
  masks: 6,
  text: 8,
  following: 8 + maxBytes / 4 + 2,
} as const;

/**
 * Remembers the seams of lines that are all written by the same program, and which of them follows which: after a value
 * there nearly always stands what stood there in a line before, and comparing it, eight bytes at a time, is all that is
 * left to do. What has not been seen before is read as JSON.
 *
 * A seam is known by the place of its words. 0 stands before every line.
 */
export class Seams {
  /** One array for all, because the engine looks up the memory of an array each time that it is used. */
  readonly #words: Int32Array;
  readonly #where: Columns;
  /** By seam, as a count: what its next value, and the value before it, stand in; how many seams have followed it. */
  readonly #learnt = [{ within: Within.nothing as number, after: Within.nothing as number, following: 0 }];
  /** What the value after an unkept seam stands in. */
  #unkeptWithin: number = Within.nothing;

  /** @param words where to keep them: {@link seamWords} zeros */
  constructor(where: Columns, words: Int32Array) {
    this.#where = where;
    this.#words = words;
  }

  /**
   * The seam that stands at `at`, behind the value that `before` led to; -1 where there is none, or an unusual one. What is
   * said of a seam holds until the next is asked for, that of one which is in `words` for ever.
   *
   * @param view the same bytes, and at least 8 more
   */
  next(bytes: Uint8Array, view: DataView, at: number, before: number): number {
    const first = this.#words[before]!;
    return first > 0 && this.#stands(view, at, first) ? first : this.#other(bytes, view, at, before);
  }

  length(seam: number): number {
    return this.#words[seam + At.length]!;
  }

  /** As in {@link Seam}. */
  action(seam: number): number {
    return this.#words[seam + At.action]!;
  }

  /** As in {@link Seam}. */
  column(seam: number): number {
    return this.#words[seam + At.column]!;
  }

  /** As in {@link Seam}. */
  effects(seam: number): number {
    return this.#words[seam + At.effects]!;
  }

  #stands(view: DataView, at: number, seam: number): boolean {
    const words = this.#words;
    let pos = at;
    let text = (seam + At.text) | 0;
    // The sums are told to stay whole numbers: the engine then does not look for overflows.
    for (const end = text + words[seam + At.words]!; text < end; text = (text + 2) | 0, pos = (pos + 8) | 0)
      if (view.getInt32(pos, true) !== words[text] || view.getInt32((pos + 4) | 0, true) !== words[text + 1])
        return false;
    return (
      (view.getInt32(pos, true) & words[seam + At.masks]!) === words[text] &&
      (view.getInt32((pos + 4) | 0, true) & words[seam + At.masks + 1]!) === words[text + 1]
    );
  }

  #other(bytes: Uint8Array, view: DataView, at: number, before: number): number {
    const learnt = this.#learnt[before / stride];
    for (let i = 0; i < (learnt?.following ?? 0); i++) {
      const seam = this.#words[before + At.following + i]!;
      if (this.#stands(view, at, seam)) return seam;
    }
    const within = learnt?.within ?? this.#unkeptWithin;
    const seam = readSeam(bytes, view, at, within, this.#where);
    if (!seam) return -1;
    const length = seam.end - at;
    const hasRoom = this.#learnt.length < maxSeams - 1 && length <= maxBytes;
    if (!learnt || learnt.following === maxFollowing || !hasRoom) {
      this.#unkeptWithin = seam.within;
      this.#set(unkept, seam, length);
      return unkept;
    }
    const known = this.#known(view, at, within) ?? this.#learn(view, at, seam, within);
    this.#words[before + At.following + learnt.following++] = known;
    this.#words[before + At.first] = this.#words[before + At.following]!;
    return known;
  }

  /** The same seam where it was learnt behind another one. */
  #known(view: DataView, at: number, after: number): number | undefined {
    const found = this.#learnt.findIndex(
      (seam, i) => i > 0 && seam.after === after && this.#stands(view, at, i * stride),
    );
    return found < 0 ? undefined : found * stride;
  }

  #learn(view: DataView, at: number, seam: Seam, after: number): number {
    const place = this.#learnt.push({ within: seam.within, after, following: 0 }) * stride - stride;
    const length = seam.end - at;
    const rest = length & 7;
    const words = (length - rest) / 4;
    this.#words[place + At.words] = words;
    this.#words[place + At.masks] = rest >= 4 ? -1 : (1 << (8 * rest)) - 1;
    this.#words[place + At.masks + 1] = rest <= 4 ? 0 : (1 << (8 * (rest - 4))) - 1;
    for (let i = 0; i < words + 2; i++) this.#words[place + At.text + i] = view.getInt32(at + 4 * i, true);
    for (const i of [0, 1]) this.#words[place + At.text + words + i]! &= this.#words[place + At.masks + i]!;
    this.#set(place, seam, length);
    return place;
  }

  #set(place: number, { action, column, effects }: Seam, length: number): void {
    this.#words.set([length, action, column, effects], place + At.length);
  }
}
