import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { maxLineBytes } from "../blocks.ts";
import { checkedUtf8 } from "./checked-utf8.ts";
import { LineChunks } from "./line-chunks.ts";
import { clash, listed, type Mapping, placeOf, RecordLines, type RowCell, targetOf, textCell } from "./rows.ts";

/**
 * The rows of a CSV file (RFC 4180, UTF-8, a line of headings first) as records, each on the line on which its row begins in the
 * file, so that both have the same numbers. An empty cell is an absent value. What separates the cells, a comma, semicolon or
 * tab, is told from the headings.
 */
export async function* csvLines(
  name: string,
  source: AsyncIterable<Uint8Array>,
  mapping: Mapping,
): AsyncGenerator<Uint8Array> {
  const { delimiter, all } = await separated(source);
  const from = Readable.from(checkedUtf8(all));
  const rows = from.pipe(
    parse({
      bom: true,
      delimiter,
      relax_column_count: true,
      max_record_size: maxLineBytes,
    }),
  );
  from.on("error", (error) => rows.destroy(error));
  const lines = new LineChunks();
  let table: Table | undefined;
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      let full: Uint8Array | undefined;
      if (row.length === 1 && row[0] === "") full = lines.end();
      else if (table) full = table.add(row);
      else {
        table = new Table(headings(row, mapping), mapping, lines);
        full = lines.end();
      }
      if (full) yield full;
      for (let more = lineEnds(row); more > 0; more--) {
        const full = lines.end();
        if (full) yield full;
      }
    }
    yield lines.rest();
  } catch (error) {
    throw new Error(`${name}: cannot be read as CSV: ${(error as Error).message}`);
  }
}

/** How many lines end within the cells of a row. */
function lineEnds(row: readonly string[]): number {
  let count = 0;
  for (const cell of row) if (lineEnd.test(cell)) count += cell.split(lineEnd).length - 1;
  return count;
}

const lineEnd = /\r\n?|\n/;

/** A cell of CSV as JSON. */
class TextCell implements RowCell {
  text: string | undefined;

  get empty(): boolean {
    return this.text === undefined;
  }

  write(lines: LineChunks): void {
    lines.add(this.text!);
  }
}

/** The rows below the headings. */
class Table {
  readonly #cells: { target: string | undefined; cell: TextCell }[];
  readonly #mapping: Mapping;
  readonly #lines: LineChunks;
  readonly #records: RecordLines;

  /** @param targets by column: what it is */
  constructor(targets: readonly (string | undefined)[], mapping: Mapping, lines: LineChunks) {
    this.#cells = targets.map((target) => ({ target, cell: new TextCell() }));
    this.#mapping = mapping;
    this.#lines = lines;
    this.#records = new RecordLines(
      lines,
      this.#cells.map(({ target, cell }) => ({ target: placeOf(target), cell })),
    );
  }

  /** Writes a row as a record; the chunk that is full with it, if one is. */
  add(row: readonly string[]): Uint8Array | undefined {
    if (row.length !== this.#cells.length) {
      // A row that is cut short or runs over is no record: its cells are not under their headings.
      this.#lines.add(JSON.stringify(`a row of ${row.length} cells under ${this.#cells.length} headings`));
      return this.#lines.end();
    }
    for (const [i, { target, cell }] of this.#cells.entries())
      cell.text = target === undefined ? undefined : textCell(row[i]!, target, this.#mapping);
    return this.#records.write();
  }
}

function headings(row: string[], mapping: Mapping): (string | undefined)[] {
  const columns = row.map((column) => column.trim());
  const twice = clash(columns, mapping);
  if (twice !== undefined) throw new Error(twice);
  const targets = columns.map((column) => targetOf(column, mapping));
  for (const needed of ["decision_id"])
    if (!targets.includes(needed))
      throw new Error(
        `no column is the ${needed}; its columns are ${listed(row)}. Say which with --map "Column=${needed}".`,
      );
  return targets;
}

/** The separator that stands most often in the first line, and all bytes, copied: a stream keeps chunks for a while. */
async function separated(
  source: AsyncIterable<Uint8Array>,
): Promise<{ delimiter: string; all: AsyncIterable<Buffer<ArrayBuffer>> }> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  let ended = false;
  while (!ended && size <= maxLineBytes && !first.at(-1)?.includes(0x0a)) {
    const next = await chunks.next();
    if (next.done) ended = true;
    else first.push(Buffer.from(next.value));
    size += first.at(-1)?.length ?? 0;
  }
  const line = Buffer.concat(first)
    .toString()
    .split(/[\r\n]/, 1)[0]!;
  const outside = line.replaceAll(/"[^"]*"?/g, "");
  const count = (separator: string) => outside.split(separator).length;
  const delimiter = [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
  async function* all() {
    yield* first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield Buffer.from(next.value);
  }
  return { delimiter, all: all() };
}
