import { Dictionary } from "./kernel/dictionary.ts";

/** Ids that are kept at most: with fewer in a log, what is said of them is exact. */
export const maxIds = 1 << 14;
const allHashes = 2 ** 32;

/**
 * How often each of some ids stands in what was counted, to tell records that the logs hold more than once. The ids are those
 * whose hash is below a bound: all of them at first, and half as many whenever they are more than {@link maxIds}, so that
 * memory stays flat. Which ids are kept, and how often each was seen, depends on all ids together alone, not on their
 * order or on how they were shared out: an id below the bound in the end was below it all the time.
 *
 * Adaptive sampling: Flajolet, Computing 43 (1990); Gibbons, Distinct sampling, VLDB 2001.
 */
export class IdSample {
  /** A power of two, up to 2³². */
  below = allHashes;
  #ids = new Dictionary();
  /** By code of the dictionary. */
  readonly #hashes = new Uint32Array(maxIds + 1);
  readonly #counts = new Float64Array(maxIds + 1);

  /** How many ids are kept. */
  get size(): number {
    return this.#ids.size;
  }

  /** Notes the id between two positions so many times, if its hash is below the bound; the view has 4 more bytes. */
  add(view: DataView, from: number, to: number, hash: number, count: number): void {
    if (hash >= this.below) return;
    const known = this.#ids.size;
    const code = this.#ids.code(view, from, to);
    if (code < known) {
      this.#counts[code]! += count;
      return;
    }
    this.#hashes[code] = hash;
    this.#counts[code] = count;
    while (this.#ids.size > maxIds) this.lower(this.below / 2);
  }

  /** Lowers the bound, and keeps no ids but those below it. */
  lower(below: number): void {
    if (below >= this.below) return;
    this.below = below;
    const ids = new Dictionary();
    let code = 0;
    this.#ids.each((bytes, from, to) => {
      const [hash, count] = [this.#hashes[code]!, this.#counts[code]!];
      code++;
      if (hash >= below) return;
      // Whoever is kept moves to a place before, or stays.
      const own = ids.code(new DataView(bytes.buffer, bytes.byteOffset), from, to);
      this.#hashes[own] = hash;
      this.#counts[own] = count;
    });
    this.#ids = ids;
  }

  /** Visits every id that is kept: where it stands, its hash, how often it was noted. */
  each(visit: (view: DataView, from: number, to: number, hash: number, count: number) => void): void {
    let code = 0;
    this.#ids.each((bytes, from, to) => {
      visit(new DataView(bytes.buffer, bytes.byteOffset), from, to, this.#hashes[code]!, this.#counts[code]!);
      code++;
    });
  }

  /** Every id that is kept, and how often it was noted. */
  *counts(): Generator<[id: string, count: number]> {
    for (let code = 0; code < this.#ids.size; code++) yield [this.#ids.text(code), this.#counts[code]!];
  }
}

export const emptyIds = (): IdSample => new IdSample();

/** Notes an id. */
export function noteId(sample: IdSample, id: string, count = 1): void {
  const { view, length } = padded(Buffer.from(id));
  sample.add(view, 0, length, hashOf(view, 0, length), count);
}

/** Notes the ids that stand at some places of bytes. */
export function noteIds(sample: IdSample, bytes: Uint8Array, from: Int32Array, to: Int32Array, count: number): void {
  const { view } = padded(bytes);
  let { below } = sample;
  for (let at = 0; at < count; at++) {
    const [start, end] = [from[at]!, to[at]!];
    const hash = hashOf(view, start, end);
    if (hash >= below) continue;
    sample.add(view, start, end, hash, 1);
    below = sample.below;
  }
}

/** Bytes with at least 4 more behind them: where they are, if there are more, else a copy. */
function padded(bytes: Uint8Array): { view: DataView; length: number } {
  const { buffer, byteOffset, length } = bytes;
  if (buffer.byteLength - byteOffset - length >= 4)
    return { view: new DataView(buffer, byteOffset, length + 4), length };
  const copy = new Uint8Array(length + 4);
  copy.set(bytes);
  return { view: new DataView(copy.buffer), length };
}

/** What two samples of different records come to together. */
export function mergeIds(a: IdSample, b: IdSample): IdSample {
  const merged = new IdSample();
  merged.lower(Math.min(a.below, b.below));
  for (const sample of [a, b]) sample.each((...id) => merged.add(...id));
  return merged;
}

/** A sample in JSON, in which order does not matter: ids seen once, and those seen more often, with how often. */
export interface IdSampleJson {
  below: number;
  once: string[];
  more: [id: string, count: number][];
}

export function idsJson(sample: IdSample): IdSampleJson {
  const [once, more]: [string[], [string, number][]] = [[], []];
  for (const [id, count] of sample.counts())
    if (count === 1) once.push(id);
    else more.push([id, count]);
  return { below: sample.below, once, more };
}

export function idsFromJson({ below, once, more }: IdSampleJson): IdSample {
  const sample = new IdSample();
  sample.lower(below);
  for (const id of once) noteId(sample, id);
  for (const [id, count] of more) noteId(sample, id, count);
  return sample;
}

/** Of the records whose ids are kept: how many there are, how many repeat an id, and which ids these are. */
export function repeatsIn(sample: IdSample): {
  records: number;
  repeats: number;
  exact: boolean;
  ids: string[];
} {
  let [records, repeats] = [0, 0];
  const ids: string[] = [];
  sample.each((view, from, to, _hash, count) => {
    records += count;
    repeats += count - 1;
    if (count > 1) ids.push(Buffer.from(view.buffer, view.byteOffset + from, to - from).toString());
  });
  return { records, repeats, exact: sample.below === allHashes, ids };
}

/** MurmurHash3 in 32 bits (A. Appleby, public domain): of bytes, four at a time. */
function hashOf(view: DataView, from: number, to: number): number {
  let hash = 0;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    hash ^= mixed(view.getInt32(at, true));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let shift = 0; at < to; at++, shift += 8) rest |= view.getUint8(at) << shift;
  hash ^= mixed(rest) ^ (to - from);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(word: number): number {
  const half = Math.imul(word, 0xcc9e2d51);
  return Math.imul((half << 15) | (half >>> 17), 0x1b873593);
}
