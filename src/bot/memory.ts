import { LRUCache } from "lru-cache";

/** What can never be otherwise once it is so, e.g. where two commits part. It is kept however many processes there are. */
export class Facts {
  readonly #known = new LRUCache<string, { value: unknown }>({ max: 20_000 });

  /** What is known, or what is read now. @param proven whether what was read can never change. */
  async recall<T>(key: string, read: () => Promise<T>, proven: (value: T) => boolean = () => true): Promise<T> {
    const known = this.#known.get(key) as { value: T } | undefined;
    if (known) return known.value;
    const value = await read();
    if (proven(value)) this.note(key, value);
    return value;
  }

  note(key: string, value: unknown): void {
    this.#known.set(key, { value });
  }
}

/** Answers about things that seldom change, by a key that names the thing and the installation that may see it. */
export class Memory {
  readonly #facts: LRUCache<string, { value: unknown }>;
  readonly #keptFor: number;
  #forgotten = 0;

  /** @param keptFor how long something is remembered at most, in milliseconds; 0: not at all. */
  constructor(keptFor = 10 * 60_000) {
    this.#keptFor = keptFor;
    // For the cache itself, 0 would be forever.
    this.#facts = new LRUCache({ max: 20_000, ttl: keptFor || 1 });
  }

  /** What is remembered, or what is read now. @param holds whether what is remembered can still be so. */
  async recall<T>(key: string, read: () => Promise<T>, holds: (value: T) => boolean = () => true): Promise<T> {
    const known = this.#facts.get(key) as { value: T } | undefined;
    return known && holds(known.value) ? known.value : this.renew(key, read);
  }

  /** What is read now, for later. */
  async renew<T>(key: string, read: () => Promise<T>): Promise<T> {
    const before = this.#forgotten;
    const value = await read();
    // What was forgotten while it was read may be older than the reason to forget it.
    if (before === this.#forgotten && this.#keptFor > 0) this.#facts.set(key, { value });
    return value;
  }

  /** Keeps what was read on the way to something else. */
  note(key: string, value: unknown): void {
    if (this.#keptFor > 0) this.#facts.set(key, { value });
  }

  /** Forgets all whose key begins so; without a beginning, everything. */
  forget(prefix = ""): void {
    this.#forgotten++;
    for (const key of [...this.#facts.keys()]) if (key.startsWith(prefix)) this.#facts.delete(key);
  }
}
