import type { Logger } from "probot";
import type { Key } from "../key.ts";

/**
 * Refuses by throwing when a run is no longer the only one of its key: its process lost the lock, e.g. because Redis
 * was away for long, and another may have taken the work over. A run asks before each write.
 */
export type StillMine = () => Promise<void>;

/** Does the work of one key; throws when it must be done again. */
export type Work = (key: Key, stillMine: StillMine) => Promise<void>;

/** Work that failed every time, put aside for an operator to see. */
export interface DeadLetter {
  /** Of the key, e.g. `pull acme/lending#7`. */
  name: string;
  /** The last failure's message. */
  reason: string;
  /** How often it was tried. */
  attempts: number;
  /** When it was given up. */
  at: Date;
}

/** Numbers of keys. */
export interface QueueState {
  waiting: number;
  running: number;
  /** Failed, and waiting to be tried again. */
  retrying: number;
  dead: number;
}

/**
 * What is to be looked at. One run at a time per key, over all processes that share the queue; events that arrive while
 * a key runs share one run after it, because a run looks at the present state and so sees all of them. A run that fails
 * is tried again, later each time, or at once when a further event arrives; in the end it is a dead letter, which a
 * later success of its key clears away.
 */
export interface WorkQueue {
  /** Whether other processes take events too, so that this one does not hear of all of them. */
  readonly shared: boolean;
  /**
   * Resolves when the event may be forgotten by whoever sent it, and rejects when it should be sent again. In memory
   * the event is safe when it was looked at; in Redis, when Redis has it.
   */
  add(key: Key): Promise<void>;
  /** Adds work that can wait, such as a sweep's, as soon as it keeps no event from being looked at. */
  addBehind(key: Key): Promise<void>;
  /** Whether it is the caller's turn to do what only one process needs to do, once in `every` milliseconds. */
  takeTurn(what: string, every: number): Promise<boolean>;
  state(): Promise<QueueState>;
  /** Newest first. */
  deadLetters(): Promise<DeadLetter[]>;
  /** Tries a dead letter once more. @returns false where there is none of that name. */
  retry(name: string): Promise<boolean>;
  /** Why nothing can be added now, in words for an operator; undefined while all is well. */
  whyAway(): Promise<string | undefined>;
  /**
   * Begins nothing any more, waits for what runs, and hands back what has not ended by then.
   * @param patience milliseconds
   */
  close(patience: number): Promise<void>;
}

export interface QueueOptions {
  /** Runs of different keys side by side, in this process. */
  concurrency: number;
  /** How often a key is tried before it is a dead letter. */
  attempts: number;
  /** Milliseconds before the second try; doubled before each further one. */
  firstWait: number;
}

/** Half a minute of tries after Octokit's own; what still fails then is tried by the sweep, every ten minutes. */
export const DEFAULTS: QueueOptions = { concurrency: 8, attempts: 5, firstWait: 2_000 };

/** Makes the queue for a process' work. */
export type OpenQueue = (work: Work, log: Logger) => WorkQueue;
