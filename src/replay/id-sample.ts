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
export interface IdSample {
  /** A power of two, up to 2³². */
  below: number;
  seen: Map<string, SeenId>;
}

interface SeenId {
  hash: number;
  count: number;
}

export const emptyIds = (): IdSample => ({ below: allHashes, seen: new Map() });

/** Notes an id. */
export function noteId(sample: IdSample, id: string): void {
  const bytes = Buffer.from(id);
  const hash = hashOf(viewOf(bytes), 0, bytes.length);
  if (hash < sample.below) add(sample, id, hash, 1);
}

/** Notes the ids that stand at some places of bytes. */
export function noteIds(sample: IdSample, bytes: Uint8Array, from: Int32Array, to: Int32Array, count: number): void {
  const view = viewOf(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < count; at++) {
    const [start, end] = [from[at]!, to[at]!];
    const hash = hashOf(view, start, end);
    if (hash < sample.below) add(sample, buffer.toString("utf8", start, end), hash, 1);
  }
}

/** What two samples of different records come to together. */
export function mergeIds(a: IdSample, b: IdSample): IdSample {
  const merged: IdSample = { below: Math.min(a.below, b.below), seen: new Map() };
  for (const { seen } of [a, b])
    for (const [id, { hash, count }] of seen) if (hash < merged.below) add(merged, id, hash, count);
  return merged;
}

/** A sample in JSON, in which order does not matter: ids seen once, and those seen more often, with how often. */
export interface IdSampleJson {
  below: number;
  once: string[];
  more: [id: string, count: number][];
}

export function idsJson({ below, seen }: IdSample): IdSampleJson {
  const [once, more]: [string[], [string, number][]] = [[], []];
  for (const [id, { count }] of seen)
    if (count === 1) once.push(id);
    else more.push([id, count]);
  return { below, once, more };
}

export function idsFromJson({ below, once, more }: IdSampleJson): IdSample {
  const seen = new Map<string, SeenId>();
  const keep = (id: string, count: number) => {
    const bytes = Buffer.from(id);
    seen.set(id, { hash: hashOf(viewOf(bytes), 0, bytes.length), count });
  };
  for (const id of once) keep(id, 1);
  for (const [id, count] of more) keep(id, count);
  return { below, seen };
}

/** Of the records whose ids are kept: how many there are, how many repeat an id, and which ids these are. */
export function repeatsIn({ below, seen }: IdSample): {
  records: number;
  repeats: number;
  exact: boolean;
  ids: string[];
} {
  let [records, repeats] = [0, 0];
  const ids: string[] = [];
  for (const [id, { count }] of seen) {
    records += count;
    repeats += count - 1;
    if (count > 1) ids.push(id);
  }
  return { records, repeats, exact: below === allHashes, ids };
}

function add(sample: IdSample, id: string, hash: number, count: number): void {
  const known = sample.seen.get(id);
  if (known) {
    known.count += count;
    return;
  }
  sample.seen.set(id, { hash, count });
  while (sample.seen.size > maxIds) {
    sample.below /= 2;
    for (const [other, { hash }] of sample.seen) if (hash >= sample.below) sample.seen.delete(other);
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

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
