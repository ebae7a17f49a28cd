/** Numbers of one size. */
export type Numbers =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

type Grown = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Numbers that are added block by block, in one array that grows and can be filled again. */
export class Growing<A extends Grown> {
  length = 0;
  #array: A;
  readonly #larger: (length: number) => A;

  /** @param larger makes an array of so many zeros */
  constructor(larger: (length: number) => A) {
    this.#larger = larger;
    this.#array = larger(4096);
  }

  /** Adds the first `count` of some numbers. */
  add(numbers: Uint8Array | Int32Array | Float64Array, count: number): void {
    this.room(count).set(numbers.subarray(0, count), this.length);
    this.length += count;
  }

  /** Adds one number, `count` times. */
  fill(number: number, count: number): void {
    this.room(count).fill(number, this.length, this.length + count);
    this.length += count;
  }

  /** The array, with room for `count` more numbers from `length` on; who writes them there raises `length`. */
  room(count: number): A {
    const needed = this.length + count;
    if (needed > this.#array.length) {
      const larger = this.#larger(Math.max(needed, 2 * this.#array.length));
      larger.set(this.all());
      this.#array = larger;
    }
    return this.#array;
  }

  /** What was added; valid until more is. */
  all(): A {
    return this.#array.subarray(0, this.length) as A;
  }
}

export const bytesGrowing = (): Growing<Uint8Array<ArrayBuffer>> => new Growing((length) => new Uint8Array(length));
export const wholeGrowing = (): Growing<Int32Array<ArrayBuffer>> => new Growing((length) => new Int32Array(length));
export const doublesGrowing = (): Growing<Float64Array<ArrayBuffer>> =>
  new Growing((length) => new Float64Array(length));

/** The same whole numbers in the smallest size that holds them all. */
export function narrowed(numbers: Int32Array<ArrayBuffer>): Numbers {
  let low = 0;
  let high = 0;
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  if (low >= -(2 ** 7) && high < 2 ** 7) return new Int8Array(numbers);
  return low >= -(2 ** 15) && high < 2 ** 15 ? new Int16Array(numbers) : numbers;
}

/** Texts in UTF-8, one after another, and where each ends. */
export class Texts {
  readonly ends = wholeGrowing();
  readonly #bytes = bytesGrowing();

  /** Adds the text that stands between two positions. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const own = this.#bytes.room(to - from);
    let at = this.#bytes.length;
    // Most are as short as an id, for which a call to copy them costs more than copying them.
    if (to - from > 64) own.set(bytes.subarray(from, to), at);
    else for (let i = from; i < to; i++) own[at++] = bytes[i]!;
    this.#bytes.length += to - from;
    this.ends.room(1)[this.ends.length++] = this.#bytes.length;
  }

  /** What was added; valid until more is. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.all();
  }

  clear(): void {
    this.ends.length = 0;
    this.#bytes.length = 0;
  }
}
