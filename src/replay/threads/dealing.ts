/** More than there can be jobs. */
const noMore = 2 ** 30;

/**
 * Deals jobs out to threads, one by one and in order: who is done with one takes the next, so that all end at about the same
 * time, whenever they began and however fast they are. Threads share it by its memory.
 */
export class Dealing {
  readonly memory: SharedArrayBuffer;
  readonly #next: Int32Array;

  constructor(memory = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#next = new Int32Array(memory);
  }

  /** The place of the next job; from their number on there is none. */
  take(): number {
    return Atomics.add(this.#next, 0, 1);
  }

  /** Deals out no more: what has been taken comes before all that has not. */
  stop(): void {
    Atomics.store(this.#next, 0, noMore);
  }
}
