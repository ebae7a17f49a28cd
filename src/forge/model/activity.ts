/** Longest that background work may still be provoked by something already answered, in milliseconds. */
const QUIET_MS = 40;

/** Counts what is under way in the background, so that a caller can wait until the world stands still. */
export class Activity {
  #running = 0;
  #total = 0;
  #errors: unknown[] = [];

  /** Counts `work` until it ends. A failure is kept and thrown by {@link settled}: background work has no other caller. */
  track(work: Promise<unknown>): void {
    this.begin();
    work.catch((error) => this.#errors.push(error)).finally(() => this.end());
  }

  begin(): void {
    this.#running++;
    this.#total++;
  }

  end(): void {
    this.#running--;
  }

  /** Resolves when nothing runs and nothing was begun for a moment; throws the first failure of background work since. */
  async settled(): Promise<void> {
    for (;;) {
      const seen = this.#total;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      if (this.#running === 0 && this.#total === seen) break;
    }
    const [first] = this.#errors.splice(0);
    if (first) throw first;
  }
}
