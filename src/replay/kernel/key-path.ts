import { afterColon, plainString } from "./scan.ts";

const quote = 0x22;
/** Keys of one object that are remembered, and bytes of a key with its colon; both powers of two. */
const maxKeys = 64;
const maxBytes = 64;

/**
 * Reads the keys of objects that are all written by the same program, and so have the same keys in the same order with
 * the same spaces: the key that stood in this place last time is tried first, and nearly always is the one.
 */
export class KeyPath {
  /** Which key was read last, as `fieldOf` has it. */
  field = -1;
  readonly #fieldOf: FieldOf;
  readonly #bytes = new Uint8Array(maxKeys * maxBytes);
  readonly #lengths = new Int32Array(maxKeys);
  readonly #fields = new Int32Array(maxKeys);

  constructor(fieldOf: FieldOf) {
    this.#fieldOf = fieldOf;
  }

  /** Reads the key that starts at `at`, the `place`-th of its object; where its value starts, or -1. */
  next(bytes: Uint8Array, at: number, place: number): number {
    const length = place < maxKeys ? this.#lengths[place]! : 0;
    if (length > 0) {
      const from = place * maxBytes;
      let i = 0;
      while (i < length && bytes[at + i] === this.#bytes[from + i]) i++;
      if (i === length) {
        this.field = this.#fields[place]!;
        return at + length;
      }
    }
    return this.#learn(bytes, at, place);
  }

  #learn(bytes: Uint8Array, at: number, place: number): number {
    if (bytes[at] !== quote) return -1;
    const after = plainString(bytes, at + 1);
    if (after < 0) return -1;
    const value = afterColon(bytes, after);
    if (value < 0) return -1;
    this.field = this.#fieldOf(bytes, at + 1, after - 1);
    if (place < maxKeys && value - at <= maxBytes) {
      this.#bytes.set(bytes.subarray(at, value), place * maxBytes);
      this.#lengths[place] = value - at;
      this.#fields[place] = this.field;
    }
    return value;
  }
}

/** Says which of the wanted keys stands between two positions, -1 for another one: always the same of the same bytes. */
export type FieldOf = (bytes: Uint8Array, from: number, to: number) => number;
