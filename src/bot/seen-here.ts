/** What one look has read, so that it asks for nothing twice, be it for two things at the same time. */
export class SeenHere {
  readonly #seen = new Map<string, Promise<unknown>>();

  /**
   * What this look has read already, or what `ask` gives.
   * @param ask where it may be had without reading; it calls what it is given where it may not.
   * @param holds whether what was read can still be so.
   */
  async recall<T>(
    key: string,
    ask: (read: () => Promise<T>) => Promise<T>,
    read: () => Promise<T>,
    holds: (value: T) => boolean = () => true,
  ): Promise<T> {
    const known = this.#seen.get(key) as Promise<T> | undefined;
    if (known) {
      const value = await known;
      if (holds(value)) return value;
    }
    return ask(() => this.#note(key, read()));
  }

  /** What could not be read is read again by whoever asks next. */
  #note<T>(key: string, reading: Promise<T>): Promise<T> {
    this.#seen.set(key, reading);
    reading.catch(() => this.#seen.delete(key));
    return reading;
  }
}
