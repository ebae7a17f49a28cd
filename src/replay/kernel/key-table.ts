/**
 * Finds byte strings among a few known ones without decoding them: buckets by length, first and last byte, then compares.
 */
export class KeyTable {
  readonly #keys: Uint8Array[];
  readonly #buckets: number[][];

  /** @param keys distinct texts; what is found is the index of one of them. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => new TextEncoder().encode(key));
    this.#buckets = Array.from({ length: 256 }, () => []);
    this.#keys.forEach((key, index) => {
      this.#buckets[bucketOf(key, 0, key.length)]!.push(index);
    });
  }

  /** The index of the key that stands in `bytes` between the two positions, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const bucket = this.#buckets[bucketOf(bytes, from, to)]!;
    for (let i = 0; i < bucket.length; i++) {
      const index = bucket[i]!;
      if (equal(this.#keys[index]!, bytes, from, to)) return index;
    }
    return -1;
  }
}

const bucketOf = (bytes: Uint8Array, from: number, to: number): number =>
  to === from ? 0 : ((to - from) * 31 + bytes[from]! * 7 + bytes[to - 1]!) & 255;

function equal(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false;
  return true;
}
