/** Texts and bytes of texts that one dictionary is meant to hold; with more it is to be replaced by a new one. */
const maxTexts = 1 << 16;
const maxBytes = 1 << 23;

/**
 * Numbers the texts of one column, in the order in which they are first seen: equal texts have equal codes, so that what
 * follows looks up a small whole number where it would have to compare texts. It only ever grows; where a column has too
 * many texts to be worth remembering, see {@link full}, a new dictionary takes its place.
 */
export class Dictionary {
  /** How many texts there are; their codes are those below. */
  size = 0;
  /** The texts in UTF-8, one after another, and where each ends. */
  #bytes = new Uint8Array(256);
  #ends = new Int32Array(16);
  #hashes = new Int32Array(16);
  /** Codes by hash, in the first free place from there on; -1 where there is none. A power of two, at most half full. */
  #table = new Int32Array(32).fill(-1);
  readonly #texts: (string | undefined)[] = [];

  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.codeOf(text);
  }

  /** A dictionary of the texts in some UTF-8, by where each ends; only to be read. */
  static of(bytes: Uint8Array<ArrayBuffer>, ends: Int32Array<ArrayBuffer>): Dictionary {
    const dictionary = new Dictionary();
    dictionary.size = ends.length;
    dictionary.#bytes = bytes;
    dictionary.#ends = ends;
    return dictionary;
  }

  /** Visits where each text stands, in the order of their codes. */
  each(visit: (bytes: Uint8Array, from: number, to: number) => void): void {
    for (let code = 0; code < this.size; code++) visit(this.#bytes, this.#ends[code - 1] ?? 0, this.#ends[code]!);
  }

  /** Whether there are so many texts that a new dictionary should take over. */
  get full(): boolean {
    return this.size >= maxTexts || (this.size > 0 && this.#ends[this.size - 1]! >= maxBytes);
  }

  /** The text of a code. */
  text(code: number): string {
    const known = this.#texts[code];
    if (known !== undefined) return known;
    const from = code === 0 ? 0 : this.#ends[code - 1]!;
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, this.#ends[code]! - from).toString(
      "utf8",
    );
    this.#texts[code] = text;
    return text;
  }

  /** The code of a text, new where it has none. */
  codeOf(text: string): number {
    const bytes = new TextEncoder().encode(text);
    return this.code(bytes, 0, bytes.length);
  }

  /** The code of the text whose UTF-8 stands between two positions, new where it has none. */
  code(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to);
    const place = this.#place(hash, bytes, from, to);
    const code = this.#table[place]!;
    return code >= 0 ? code : this.#add(place, hash, bytes, from, to);
  }

  /** The same, or -1 where it has none. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return this.#table[this.#place(hashOf(bytes, from, to), bytes, from, to)]!;
  }

  /** Where the table has the text, or has room for it. */
  #place(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const code = this.#table[place]!;
      if (code < 0 || (this.#hashes[code] === hash && this.#equals(code, bytes, from, to))) return place;
    }
  }

  #equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    if (this.#ends[code]! - start !== to - from) return false;
    for (let i = from, own = start; i < to; i++, own++) if (this.#bytes[own] !== bytes[i]) return false;
    return true;
  }

  #add(place: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const code = this.size++;
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    const end = start + to - from;
    if (code === this.#ends.length) {
      this.#ends = grown(this.#ends, new Int32Array(2 * code));
      this.#hashes = grown(this.#hashes, new Int32Array(2 * code));
    }
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(2 * end));
    this.#bytes.set(bytes.subarray(from, to), start);
    this.#ends[code] = end;
    this.#hashes[code] = hash;
    if (2 * this.size <= this.#table.length) this.#table[place] = code;
    else this.#spread();
    return code;
  }

  /** Doubles the table. */
  #spread(): void {
    const table = new Int32Array(2 * this.#table.length).fill(-1);
    const mask = table.length - 1;
    for (let code = 0; code < this.size; code++) {
      let place = this.#hashes[code]! & mask;
      while (table[place]! >= 0) place = (place + 1) & mask;
      table[place] = code;
    }
    this.#table = table;
  }
}

function grown<T extends Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** FNV-1a, and a last turn, because only the lowest bits are used of it. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
