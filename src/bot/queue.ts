/** Does the work of one key; throws when it must be looked at again. */
export type Work<K> = (key: K) => Promise<void>;

interface Slot {
  running: Promise<void>;
  /** The run that all events of the meantime share; it starts when the present one ends. */
  next: Promise<void> | undefined;
}

/**
 * One run at a time per key; events that arrive during a run share one further run, because a run looks at the present
 * state and so sees all of them. Different keys run side by side, at most `concurrency` at once.
 */
export class KeyedQueue<K> {
  readonly #slots = new Map<string, Slot>();
  readonly #work: Work<K>;
  readonly #name: (key: K) => string;
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #active = 0;

  constructor(work: Work<K>, name: (key: K) => string, concurrency = 8) {
    this.#work = work;
    this.#name = name;
    this.#concurrency = concurrency;
  }

  /** Runs under way or waiting. */
  get length(): number {
    return [...this.#slots.values()].reduce((sum, { next }) => sum + (next ? 2 : 1), 0);
  }

  /** Resolves when a run that began after this call has ended; rejects as that run does. */
  add(key: K): Promise<void> {
    const name = this.#name(key);
    const slot = this.#slots.get(name);
    if (!slot) return this.#start(name, key);
    slot.next ??= slot.running.then(
      () => this.#start(name, key),
      () => this.#start(name, key),
    );
    return slot.next;
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    while (this.#slots.size > 0) {
      await Promise.allSettled([...this.#slots.values()].map(({ running, next }) => next ?? running));
    }
  }

  #start(name: string, key: K): Promise<void> {
    const slot: Slot = { running: this.#run(key), next: undefined };
    this.#slots.set(name, slot);
    slot.running = slot.running.finally(() => {
      if (!slot.next) this.#slots.delete(name);
    });
    return slot.running;
  }

  async #run(key: K): Promise<void> {
    if (this.#active >= this.#concurrency) await new Promise<void>((go) => this.#waiting.push(go));
    this.#active++;
    try {
      await this.#work(key);
    } finally {
      this.#active--;
      this.#waiting.shift()?.();
    }
  }
}
