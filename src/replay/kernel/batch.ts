import { Decimal, numberFromText } from "../../policy/index.ts";
import { Dictionary } from "./dictionary.ts";

/** Records of a batch, at most. */
export const batchRows = 2048;
/** Attributes of segments that a batch has columns for; a record with another one is left to the evaluator. */
export const maxAttributes = 64;

/** What kind of JSON value an input has. A decimal is a number that its double may not stand for exactly. */
export const Kind = { missing: 0, null: 1, number: 2, text: 3, true: 4, false: 5, other: 6, decimal: 7 } as const;

/** The values of one input, by row. */
export interface ValueColumn {
  readonly name: string;
  /** A {@link Kind}. */
  readonly kinds: Uint8Array;
  /** Of numbers and decimals: the double, or the nearest one. Never -0. */
  readonly numbers: Float64Array;
  /** Of texts, and of decimals as they are written: the code. What is there for other kinds means nothing. */
  readonly codes: Int32Array;
  dictionary: Dictionary;
}

/** Texts by row, -1 where there is none. */
export interface TextColumn {
  readonly name: string;
  readonly codes: Int32Array;
  dictionary: Dictionary;
}

/**
 * Some records of a log, column by column, as far as a replay reads them. It depends on the log, the names of the inputs and
 * the ids of the policies alone, not on what the policies do with them: the same batch can be decided under any version
 * that reads no other inputs, and can be kept.
 *
 * Only rows below `rows` mean anything. Rows are records that are certain to be read as the evaluator reads them; whatever
 * is in any way odd is in no batch, but handed over as the bytes of its line. One batch is filled again and again: it, its
 * columns and its bytes are valid until the reader goes on. A dictionary outlives that: its codes keep their meaning until
 * a column gets another dictionary, which happens between batches only.
 */
export class Batch {
  rows = 0;
  /** Records of policies other than those asked for: counted, and not among the rows. */
  others = 0;
  readonly inputs: readonly ValueColumn[];
  /** What people decided. */
  readonly humans: TextColumn = textColumn("human_outcome");
  /** One for each attribute by which a record is to be sliced, in the order in which they first appear. */
  readonly segments: TextColumn[] = [];
  /** When it was decided, in milliseconds since 1970; NaN where it does not say. */
  readonly at = new Float64Array(batchRows).fill(Number.NaN);
  /** How sure the AI was; 0 where it does not say. */
  readonly confidence = new Float64Array(batchRows);
  /** Where the text of decision_id stands in `bytes`. */
  bytes: Uint8Array = new Uint8Array();
  readonly idFrom = new Int32Array(batchRows);
  readonly idTo = new Int32Array(batchRows);

  /** @param inputs names of the inputs to read, each once */
  constructor(inputs: readonly string[]) {
    this.inputs = inputs.map((name) => ({
      ...textColumn(name),
      kinds: new Uint8Array(batchRows),
      numbers: new Float64Array(batchRows),
    }));
  }

  get isFull(): boolean {
    return this.rows === batchRows;
  }

  id(row: number): string {
    return textOf(this.bytes, this.idFrom[row]!, this.idTo[row]!);
  }

  /** Adds a column of segments; false where there are too many. */
  addSegment(attribute: string): boolean {
    if (this.segments.length === maxAttributes) return false;
    this.segments.push(textColumn(attribute));
    return true;
  }

  /** Says that the record of a row has none of the inputs. */
  clearInputs(row: number): void {
    for (let i = 0; i < this.inputs.length; i++) this.inputs[i]!.kinds[row] = Kind.missing;
  }

  /** Says that the record of a row has no segments. */
  clearSegments(row: number): void {
    for (let i = 0; i < this.segments.length; i++) this.segments[i]!.codes[row] = -1;
  }

  /** Says that the record of a row says nothing. */
  clearRow(row: number): void {
    this.clearInputs(row);
    this.clearSegments(row);
    this.humans.codes[row] = -1;
    this.at[row] = Number.NaN;
    this.confidence[row] = 0;
  }

  /** Makes place for other records, of which nothing is said yet; `anew` with new dictionaries. */
  clear(anew = false): void {
    for (const { kinds } of this.inputs) kinds.fill(Kind.missing, 0, this.rows);
    for (const { codes } of [...this.segments, this.humans]) codes.fill(-1, 0, this.rows);
    this.at.fill(Number.NaN, 0, this.rows);
    this.confidence.fill(0, 0, this.rows);
    this.rows = 0;
    this.others = 0;
    for (const column of [...this.inputs, ...this.segments, this.humans])
      if (anew || column.dictionary.full) column.dictionary = new Dictionary();
  }
}

const textColumn = (name: string): TextColumn => ({
  name,
  codes: new Int32Array(batchRows).fill(-1),
  dictionary: new Dictionary(),
});

/** The value in one row, as `parseJsonExact` gives it; an empty object stands for all objects and arrays. */
export function valueIn({ kinds, numbers, codes, dictionary }: ValueColumn, row: number): unknown {
  switch (kinds[row]) {
    case Kind.missing:
      return undefined;
    case Kind.null:
      return null;
    case Kind.number:
      return numbers[row];
    case Kind.decimal:
      return numberFromText(dictionary.text(codes[row]!));
    case Kind.text:
      return dictionary.text(codes[row]!);
    case Kind.true:
      return true;
    case Kind.false:
      return false;
    default:
      return {};
  }
}

/** The text between two positions. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");

/** The double nearest to the number between two positions, as the evaluator's reading has it. */
export function doubleIn(bytes: Uint8Array, from: number, to: number): number {
  const number = numberFromText(textOf(bytes, from, to));
  return number instanceof Decimal ? number.toNumber() : (number ?? 0);
}
