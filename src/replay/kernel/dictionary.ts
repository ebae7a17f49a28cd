/** Texts and bytes of texts that one dictionary is meant to hold; with more it is to be replaced by a new one. */
const maxTexts = 1 << 16;
const maxBytes = 1 << 23;
/** By the number of bytes, up to four: a mask for as many of the lowest bytes of a word. */
const masks = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1);

/**
 * Numbers the texts of one column, in the order in which they are first seen: equal texts have equal codes, so that what
 * follows looks up a small whole number where it would have to compare texts. It only ever grows; where a column has too
 * many texts to be worth remembering, see {@link full}, a new dictionary takes its place.
 *
 * Texts are given as UTF-8 between two positions of a view that has at least 4 more bytes behind them. They are taken four
 * bytes at a time; most are so short that their first and last word say it all.
 */
export class Dictionary {
  /** How many texts there are; their codes are those below. */
  size = 0;
  /** The texts, one after another, and 4 bytes more. */
  #texts = new DataView(new ArrayBuffer(256));
  /** By code: where the text starts, its length, its first and its last word. */
  #starts = new Int32Array(16);
  #lengths = new Int32Array(16);
  #firsts = new Int32Array(16);
  #lasts = new Int32Array(16);
  #hashes = new Int32Array(16);
  /** Codes by hash, in the first free place from there on; -1 where there is none. A power of two, at most half full. */
  #table = new Int32Array(32).fill(-1);
  readonly #decoded: (string | undefined)[] = [];

  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.codeOf(text);
  }

  /** A dictionary of the texts in some UTF-8, by where each ends; only to be read. */
  static of(bytes: Uint8Array<ArrayBuffer>, ends: Int32Array<ArrayBuffer>): Dictionary {
    const dictionary = new Dictionary();
    dictionary.size = ends.length;
    dictionary.#texts = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    dictionary.#starts = ends.map((_, code) => ends[code - 1] ?? 0);
    dictionary.#lengths = ends.map((end, code) => end - dictionary.#starts[code]!);
    return dictionary;
  }

  /** Visits where each text stands, in the order of their codes. */
  each(visit: (bytes: Uint8Array, from: number, to: number) => void): void {
    const bytes = new Uint8Array(this.#texts.buffer, this.#texts.byteOffset, this.#texts.byteLength);
    for (let code = 0; code < this.size; code++)
      visit(bytes, this.#starts[code]!, this.#starts[code]! + this.#lengths[code]!);
  }

  /** Whether there are so many texts that a new dictionary should take over. */
  get full(): boolean {
    return this.size >= maxTexts || this.#end >= maxBytes;
  }

  /** The text of a code. */
  text(code: number): string {
    const known = this.#decoded[code];
    if (known !== undefined) return known;
    const from = this.#texts.byteOffset + this.#starts[code]!;
    const text = Buffer.from(this.#texts.buffer, from, this.#lengths[code]!).toString("utf8");
    this.#decoded[code] = text;
    return text;
  }

  /** The code of a text, new where it has none. */
  codeOf(text: string): number {
    const length = Buffer.byteLength(text);
    const bytes = new Uint8Array(length + 4);
    new TextEncoder().encodeInto(text, bytes);
    return this.code(new DataView(bytes.buffer), 0, length);
  }

  /** The code of the text between two positions, new where it has none. */
  code(view: DataView, from: number, to: number): number {
    const code = this.find(view, from, to);
    return code >= 0 ? code : this.#add(view, from, to);
  }

  /** The same, or -1 where it has none. */
  find(view: DataView, from: number, to: number): number {
    const length = to - from;
    const first = length >= 4 ? view.getInt32(from, true) : view.getInt32(from, true) & masks[length]!;
    const last = length > 4 ? view.getInt32(to - 4, true) : 0;
    let hash = hashOf(length, first, last);
    for (let at = from + 4; at < to - 4; at += 4) hash = turned(hash, view.getInt32(at, true));
    const table = this.#table;
    const mask = table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const code = table[place]!;
      if (code < 0) return -1;
      if (
        this.#firsts[code] === first &&
        this.#lasts[code] === last &&
        this.#lengths[code] === length &&
        (length <= 8 || this.#middleEquals(code, view, from, to))
      )
        return code;
    }
  }

  #middleEquals(code: number, view: DataView, from: number, to: number): boolean {
    let own = this.#starts[code]! + 4;
    for (let at = from + 4; at < to - 4; at += 4, own += 4)
      if (view.getInt32(at, true) !== this.#texts.getInt32(own, true)) return false;
    return true;
  }

  /** Where the last text ends. */
  get #end(): number {
    return this.size === 0 ? 0 : this.#starts[this.size - 1]! + this.#lengths[this.size - 1]!;
  }

  #add(view: DataView, from: number, to: number): number {
    const start = this.#end;
    const length = to - from;
    if (start + length + 4 > this.#texts.byteLength) {
      const larger = new Uint8Array(2 * (start + length + 4));
      larger.set(new Uint8Array(this.#texts.buffer));
      this.#texts = new DataView(larger.buffer);
    }
    if (this.size === this.#starts.length) this.#grow();
    new Uint8Array(this.#texts.buffer, start).set(new Uint8Array(view.buffer, view.byteOffset + from, length));
    const code = this.size++;
    const first = view.getInt32(from, true) & masks[Math.min(length, 4)]!;
    const last = length > 4 ? view.getInt32(to - 4, true) : 0;
    let hash = hashOf(length, first, last);
    for (let at = from + 4; at < to - 4; at += 4) hash = turned(hash, view.getInt32(at, true));
    this.#starts[code] = start;
    this.#lengths[code] = length;
    this.#firsts[code] = first;
    this.#lasts[code] = last;
    this.#hashes[code] = hash;
    this.#put(code);
    return code;
  }

  #put(code: number): void {
    const mask = this.#table.length - 1;
    let place = this.#hashes[code]! & mask;
    while (this.#table[place]! >= 0) place = (place + 1) & mask;
    this.#table[place] = code;
  }

  /** Makes room for twice as many texts. */
  #grow(): void {
    this.#starts = twice(this.#starts);
    this.#lengths = twice(this.#lengths);
    this.#firsts = twice(this.#firsts);
    this.#lasts = twice(this.#lasts);
    this.#hashes = twice(this.#hashes);
    this.#table = new Int32Array(2 * this.#table.length).fill(-1);
    for (let code = 0; code < this.size; code++) this.#put(code);
  }
}

function twice(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** Of few bits that differ it makes many that do, the lowest among them (the finaliser of MurmurHash3, A. Appleby). */
function turned(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b | 0);
  return mixed ^ (mixed >>> 13);
}

const hashOf = (length: number, first: number, last: number): number => {
  const hash = turned(turned(length, first), last);
  return hash ^ (hash >>> 16);
};
