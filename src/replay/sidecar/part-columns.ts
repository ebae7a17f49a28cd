import type { Batch, TextColumn, ValueColumn } from "../kernel/batch.ts";
import { Kind } from "../kernel/batch.ts";
import type { Dictionary } from "../kernel/dictionary.ts";
import { bytesGrowing, doublesGrowing, type Growing, narrowed, Texts, wholeGrowing } from "./columns.ts";
import { type Content, encoded } from "./format.ts";

/** What a file says of the part of a log that it was made of, beside its columns. */
export interface PartFacts {
  rows: number;
  /** Lines of the log. */
  lines: number;
  /** Records of other policies. */
  others: number;
  inputs: string[];
  /** Attributes of segments. */
  segments: string[];
}

/**
 * Gathers what a kernel reads of a part of a log, so that it can be kept and decided again: batches, and lines that are in
 * none. To be cleared and used for one part after another, since the memory it takes is best not asked for each time.
 */
export class PartColumns {
  readonly #inputs: ValueRows[];
  readonly #humans = new CodeRows();
  readonly #segments = new Map<string, CodeRows>();
  readonly #at = doublesGrowing();
  readonly #confidence = doublesGrowing();
  readonly #ids = new Texts();
  readonly #odd = new Texts();
  /** By odd line: its number in the part, from 0; -1 - number where it is too long to be kept. */
  readonly #oddLines = wholeGrowing();
  readonly #names: string[];
  #rows = 0;
  #others = 0;

  constructor(inputs: readonly string[]) {
    this.#names = [...inputs];
    this.#inputs = inputs.map(() => new ValueRows());
  }

  add(batch: Batch): void {
    const { rows, bytes, idFrom, idTo } = batch;
    for (const [i, column] of batch.inputs.entries()) this.#inputs[i]!.add(column, rows);
    this.#humans.add(batch.humans, rows);
    for (const column of batch.segments) {
      const known = this.#segments.get(column.name) ?? new CodeRows(this.#rows);
      this.#segments.set(column.name, known);
      known.add(column, rows);
    }
    this.#at.add(batch.at, rows);
    this.#confidence.add(batch.confidence, rows);
    for (let row = 0; row < rows; row++) this.#ids.add(bytes, idFrom[row]!, idTo[row]!);
    this.#rows += rows;
    this.#others += batch.others;
  }

  clear(): void {
    for (const column of this.#inputs) column.clear();
    this.#humans.clear();
    this.#segments.clear();
    for (const texts of [this.#ids, this.#odd]) texts.clear();
    for (const numbers of [this.#at, this.#confidence, this.#oddLines]) numbers.length = 0;
    this.#rows = 0;
    this.#others = 0;
  }

  /** Adds a line that is in no batch: its text, or nothing where it is too long. */
  addOdd(line: number, bytes: Uint8Array | undefined): void {
    // Nothing is ever counted of an empty line.
    if (bytes?.length === 0) return;
    this.#oddLines.fill(bytes ? line : -1 - line, 1);
    this.#odd.add(bytes ?? none, 0, bytes?.length ?? 0);
  }

  /** The file, piece by piece. */
  file(lines: number): Uint8Array[] {
    const content: Content = {
      rows: { at: this.#at.all(), confidence: this.#confidence.all() },
      texts: {
        "id.bytes": this.#ids.bytes,
        "id.ends": this.#ids.ends.all(),
        "odd.bytes": this.#odd.bytes,
        "odd.ends": this.#odd.ends.all(),
        "odd.lines": this.#oddLines.all(),
      },
      facts: {
        rows: this.#rows,
        lines,
        others: this.#others,
        inputs: this.#names,
        segments: [...this.#segments.keys()],
      } satisfies PartFacts,
    };
    for (const [i, column] of this.#inputs.entries()) column.put(`input.${i}`, content);
    this.#humans.put("human", content);
    for (const [i, column] of [...this.#segments.values()].entries()) column.put(`segment.${i}`, content);
    return encoded(content);
  }
}

const none = new Uint8Array();

/** Codes of texts. Where the column got another dictionary on the way, those of the later one follow on those of the earlier. */
class CodeRows {
  readonly #codes = wholeGrowing();
  readonly #dictionaries: Dictionary[] = [];
  #base = 0;

  /** @param before rows that came before the column did */
  constructor(before = 0) {
    this.#codes.fill(-1, before);
  }

  add(column: Omit<TextColumn, "name">, rows: number): void {
    const base = this.baseOf(column.dictionary);
    if (base === 0) {
      this.#codes.add(column.codes, rows);
      return;
    }
    const own = this.#codes.room(rows);
    for (let row = 0, at = this.#codes.length; row < rows; row++, at++) {
      const code = column.codes[row]!;
      own[at] = code < 0 ? code : code + base;
    }
    this.#codes.length += rows;
  }

  /** The codes, to add to them; see {@link baseOf}. */
  get codes(): Growing<Int32Array<ArrayBuffer>> {
    return this.#codes;
  }

  /** What is to be added to the codes of a dictionary, which from now on is the last one. */
  baseOf(dictionary: Dictionary): number {
    const last = this.#dictionaries.at(-1);
    if (dictionary !== last) {
      this.#base += last?.size ?? 0;
      this.#dictionaries.push(dictionary);
    }
    return this.#base;
  }

  clear(): void {
    this.#codes.length = 0;
    this.#dictionaries.length = 0;
    this.#base = 0;
  }

  put(name: string, content: Content): void {
    const texts = new Texts();
    for (const dictionary of this.#dictionaries) dictionary.each((bytes, from, to) => texts.add(bytes, from, to));
    content.rows[`${name}.codes`] = narrowed(this.#codes.all());
    content.texts[`${name}.bytes`] = texts.bytes;
    content.texts[`${name}.ends`] = texts.ends.all();
  }
}

/** The values of an input. */
class ValueRows {
  readonly #kinds = bytesGrowing();
  readonly #numbers = doublesGrowing();
  readonly #codes = new CodeRows();

  add({ kinds, numbers, codes, dictionary }: ValueColumn, rows: number): void {
    const base = this.#codes.baseOf(dictionary);
    const own = { numbers: this.#numbers.room(rows), codes: this.#codes.codes.room(rows) };
    // What stands in a row of another kind means nothing; written as it is, it would only be in the way of a short file.
    for (let row = 0, at = this.#numbers.length; row < rows; row++, at++) {
      const kind = kinds[row]!;
      own.numbers[at] = kind === Kind.number || kind === Kind.decimal ? numbers[row]! : 0;
      own.codes[at] = kind === Kind.text || kind === Kind.decimal ? codes[row]! + base : -1;
    }
    this.#numbers.length += rows;
    this.#codes.codes.length += rows;
    this.#kinds.add(kinds, rows);
  }

  clear(): void {
    this.#kinds.length = 0;
    this.#numbers.length = 0;
    this.#codes.clear();
  }

  put(name: string, content: Content): void {
    content.rows[`${name}.kinds`] = this.#kinds.all();
    content.rows[`${name}.numbers`] = this.#numbers.all();
    this.#codes.put(name, content);
  }
}
