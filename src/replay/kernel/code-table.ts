import type { Dictionary } from "./dictionary.ts";

/** What the texts of a column mean to a reader of it, as whole numbers by code; each is worked out once. */
export class CodeTable {
  readonly #meaning: (text: string) => number;
  #dictionary: Dictionary | undefined;
  #known = 0;
  #table = new Int32Array();

  constructor(meaning: (text: string) => number) {
    this.#meaning = meaning;
  }

  /** The meanings by code; valid until the dictionary grows. */
  of(dictionary: Dictionary): Int32Array {
    if (dictionary !== this.#dictionary) this.#known = 0;
    this.#dictionary = dictionary;
    if (this.#table.length < dictionary.size) {
      const larger = new Int32Array(2 * dictionary.size);
      larger.set(this.#table);
      this.#table = larger;
    }
    for (; this.#known < dictionary.size; this.#known++)
      this.#table[this.#known] = this.#meaning(dictionary.text(this.#known));
    return this.#table;
  }
}
