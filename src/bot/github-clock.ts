/** How far a process' clock may be off before GitHub's is believed instead, in milliseconds. */
const TOLERATED_MS = 60_000;

/** Answers by which GitHub's clock is told: one that a proxy kept for a while bears an old date. */
const ANSWERS = 16;

/**
 * The time by which windows and deadlines are judged. They begin at times of GitHub's, and processes that share the work
 * must agree when they end; so where the clock of this machine is off by minutes, GitHub's counts, as its answers tell it.
 */
export class GitHubClock {
  #ahead: number[] = [];

  /** @param date of an answer that has just come, as HTTP has it; it is exact to the second */
  hear(date: string): void {
    const ahead = Date.now() - Date.parse(date);
    if (Number.isFinite(ahead)) this.#ahead = [...this.#ahead, ahead].slice(-ANSWERS);
  }

  /** Milliseconds by which this machine's clock is ahead of GitHub's; the time that an answer takes counts too. */
  get ahead(): number {
    return this.#ahead.length > 0 ? Math.min(...this.#ahead) : 0;
  }

  now(): Date {
    return new Date(Date.now() - (Math.abs(this.ahead) > TOLERATED_MS ? this.ahead : 0));
  }
}
