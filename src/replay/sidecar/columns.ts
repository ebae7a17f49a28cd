/** Numbers of one size. */
export type Numbers =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

type Grown = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Numbers that are added block by block, in one array that grows. */
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
  add(numbers: Uint8Array | Int32Array | Float64Array, count = numbers.length): void {
    this.#reserve(count);
    this.#array.set(numbers.subarray(0, count), this.length);
    this.length += count;
  }

  /** Adds one number, `count` times. */
  fill(number: number, count: number): void {
    this.#reserve(count);
    this.#array.fill(number, this.length, this.length + count);
    this.length += count;
  }

  /** What was added; valid until more is. */
  all(): A {
    return this.#array.subarray(0, this.length) as A;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#array.length) return;
    const larger = this.#larger(Math.max(needed, 2 * this.#array.length));
    larger.set(this.all());
    this.#array = larger;
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
  if (low >= -(2 ** 7) && high < 2 ** 7) return Int8Array.from(numbers);
  return low >= -(2 ** 15) && high < 2 ** 15 ? Int16Array.from(numbers) : numbers;
}

/** Texts in UTF-8, one after another, and where each ends. */
export class Texts {
  readonly ends = wholeGrowing();
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** Adds the text that stands between two positions. */
  add(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const end = this.#length + to - from;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    // Most are as short as an id, for which a call to copy them costs more than copying them.
    if (to - from > 64) this.#bytes.set(bytes.subarray(from, to), this.#length);
    else for (let i = from, own = this.#length; i < to; i++, own++) this.#bytes[own] = bytes[i]!;
    this.#length = end;
    this.ends.fill(end, 1);
  }

  /** What was added; valid until more is. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}
