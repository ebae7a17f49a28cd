import type { Logger } from "probot";
import { type Key, nameOf } from "../key.ts";
import {
  DEFAULTS,
  type DeadLetter,
  type QueueOptions,
  type QueueState,
  type Work,
  type WorkQueue,
} from "./work-queue.ts";

interface Slot {
  key: Key;
  state: "waiting" | "running" | "retrying";
  failures: number;
  /** Ends as the present run does. */
  run: Promise<void>;
  /** The run that all events of the meantime share; it starts when the present one ends. */
  next: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

const ALONE = async () => {};

/** The queue of a bot that is one process. It dies with the process: GitHub is told of an event when it was looked at. */
export class MemoryQueue implements WorkQueue {
  readonly shared = false;
  readonly #slots = new Map<string, Slot>();
  readonly #dead = new Map<string, DeadLetter & { key: Key }>();
  readonly #turns = new Map<string, number>();
  readonly #work: Work;
  readonly #log: Pick<Logger, "error">;
  readonly #options: QueueOptions;
  readonly #queue: { go: () => void; stop: (error: Error) => void }[] = [];
  #active = 0;
  #closed = false;

  constructor(work: Work, log: Pick<Logger, "error">, options: Partial<QueueOptions> = {}) {
    this.#work = work;
    this.#log = log;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Resolves when a run that began after this call has ended; rejects as that run does. */
  add(key: Key): Promise<void> {
    const name = nameOf(key);
    const slot = this.#slots.get(name);
    if (!slot) return this.#start(name, { key, failures: 0 } as Slot);
    if (slot.state === "retrying") return this.#start(name, slot);
    // A run that has not begun will see this event too.
    if (slot.state === "waiting") return slot.run;
    const again = () => this.#start(name, slot);
    slot.next ??= slot.run.then(again, again);
    return slot.next;
  }

  addBehind(key: Key): Promise<void> {
    return this.add(key);
  }

  async takeTurn(what: string, every: number): Promise<boolean> {
    const last = this.#turns.get(what);
    if (last !== undefined && performance.now() - last < every) return false;
    this.#turns.set(what, performance.now());
    return true;
  }

  async state(): Promise<QueueState> {
    const count = { waiting: 0, running: 0, retrying: 0, dead: this.#dead.size };
    for (const { state, next } of this.#slots.values()) {
      count[state]++;
      if (next) count.waiting++;
    }
    return count;
  }

  async deadLetters(): Promise<DeadLetter[]> {
    return [...this.#dead.values()].map(({ key: _, ...letter }) => letter).reverse();
  }

  async retry(name: string): Promise<boolean> {
    const letter = this.#dead.get(name);
    if (!letter) return false;
    this.add(letter.key).catch(() => {});
    return true;
  }

  async whyAway(): Promise<undefined> {}

  async close(patience: number): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#slots.values()) clearTimeout(timer);
    // Whoever sent these is told so, and sends them again.
    for (const { stop } of this.#queue.splice(0)) stop(new Error("the bot is being stopped"));
    const late = new Promise((resolve) => setTimeout(resolve, patience).unref());
    await Promise.race([Promise.allSettled([...this.#slots.values()].map(({ run }) => run)), late]);
  }

  #start(name: string, slot: Slot): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("the bot is being stopped"));
    clearTimeout(slot.timer);
    slot.next = undefined;
    this.#slots.set(name, slot);
    slot.run = this.#run(slot).then(
      () => {
        this.#dead.delete(name);
        slot.failures = 0;
        if (!slot.next) this.#slots.delete(name);
      },
      (error: unknown) => {
        this.#failed(name, slot, error);
        throw error;
      },
    );
    return slot.run;
  }

  #failed(name: string, slot: Slot, error: unknown): void {
    slot.failures++;
    if (slot.next || this.#closed) return;
    if (slot.failures >= this.#options.attempts) {
      const { key, failures: attempts } = slot;
      this.#slots.delete(name);
      this.#log.error({ err: error }, `${name} is given up for now: a dead letter`);
      // Deleted first, so that the newest stands last.
      this.#dead.delete(name);
      this.#dead.set(name, { key, name, reason: (error as Error).message, attempts, at: new Date() });
      return;
    }
    slot.state = "retrying";
    const again = () => this.#start(name, slot).catch(() => {});
    slot.timer = setTimeout(again, this.#options.firstWait * 2 ** (slot.failures - 1)).unref();
  }

  async #run(slot: Slot): Promise<void> {
    slot.state = "waiting";
    if (this.#active < this.#options.concurrency) this.#active++;
    else await new Promise<void>((go, stop) => this.#queue.push({ go, stop }));
    slot.state = "running";
    try {
      await this.#work(slot.key, ALONE);
    } finally {
      const next = this.#queue.shift();
      if (next) next.go();
      else this.#active--;
    }
  }
}
