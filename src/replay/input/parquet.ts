import {
  type ColumnData,
  type Compressors,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  type SchemaElement,
} from "hyparquet";
import { LineChunks } from "./line-chunks.ts";
import { clash, type Mapping, placeOf, recordLine, targetOf } from "./rows.ts";
import { whole } from "./whole.ts";

/** The rows of a Parquet file as records, one a line. The file is held in memory, its rows only a row group at a time. */
export async function* parquetLines(
  name: string,
  source: AsyncIterable<Uint8Array>,
  mapping: Mapping,
): AsyncGenerator<Uint8Array> {
  const bytes = await whole(name, source);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    const columns = topColumns(metadata).flatMap((node) => {
      const target = placeOf(targetOf(node.name, mapping));
      return target ? [{ node, target }] : [];
    });
    if (!columns.some(({ target }) => target.group === "top" && target.key === '"decision_id"')) {
      const names = topColumns(metadata).map((column) => column.name);
      throw new Error(`no column is the decision_id; its columns are ${names.join(", ")}.`);
    }
    const twice = clash(
      topColumns(metadata).map((column) => column.name),
      mapping,
    );
    if (twice !== undefined) throw new Error(twice);
    const targets = columns.map(({ target }) => target);
    const chunks = new LineChunks();
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const values = await groupColumns(
        file,
        metadata,
        columns.map(({ node }) => node.name),
        rowStart,
        rowEnd,
      );
      for (let row = 0; row < rowEnd - rowStart; row++) {
        const cells = columns.map(({ node }, i) => cell(values[i]![row], node));
        const full = chunks.add(recordLine(targets, cells));
        if (full) yield full;
      }
      rowStart = rowEnd;
    }
    yield chunks.rest();
  } catch (error) {
    throw new Error(`${name}: cannot be read as Parquet: ${(error as Error).message}`);
  }
}

/** The values of some columns in one row group. */
async function groupColumns(
  file: ArrayBuffer,
  metadata: FileMetaData,
  columns: string[],
  rowStart: number,
  rowEnd: number,
): Promise<unknown[][]> {
  const compressors = await codecsOf(metadata);
  const values = columns.map(() => new Array<unknown>(rowEnd - rowStart));
  const onChunk = ({ columnName, columnData, rowStart: first }: ColumnData) => {
    const own = values[columns.indexOf(columnName)]!;
    for (let i = 0; i < columnData.length; i++) own[first - rowStart + i] = columnData[i];
  };
  await parquetRead({ file, metadata, compressors, columns, rowStart, rowEnd, onChunk });
  return values;
}

/** What unpacks the columns; zstd by the same decoder as logs that are packed as a whole. */
async function codecsOf({ row_groups }: FileMetaData): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  if (!row_groups.some(({ columns }) => columns.some(({ meta_data }) => meta_data?.codec === "ZSTD")))
    return compressors;
  const { loadZstd, unzstdWhole } = await import("./zstd-decoder.ts");
  const zstd = await loadZstd();
  return { ...compressors, ZSTD: (packed) => unzstdWhole(zstd, packed) };
}

/** A column, or a field of one: decimals have a scale, structs have fields. */
interface Node {
  name: string;
  scale: number | undefined;
  /** Whether it holds days, without a time. */
  isDate: boolean;
  fields: Map<string, Node>;
}

/** The columns below the root; the schema lists every node before its children. */
function topColumns({ schema }: FileMetaData): Node[] {
  let at = 0;
  const read = (): Node => {
    const element = schema[at++]!;
    const fields = Array.from({ length: element.num_children ?? 0 }, read);
    return {
      name: element.name,
      scale: scaleOf(element),
      isDate: isDate(element),
      fields: new Map(fields.map((field) => [field.name, field])),
    };
  };
  return [...read().fields.values()];
}

const scaleOf = ({ converted_type, logical_type, scale }: SchemaElement): number | undefined =>
  converted_type === "DECIMAL" || logical_type?.type === "DECIMAL" ? (scale ?? 0) : undefined;

const isDate = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === "DATE" || logical_type?.type === "DATE";

/** A value as JSON; null and undefined are absent. */
const cell = (value: unknown, node: Node): string | undefined =>
  value === null || value === undefined ? undefined : json(value, node);

function json(value: unknown, node: Node | undefined): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  // Digit for digit, whatever a double would make of it.
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return JSON.stringify(decimal(value, node));
  if (value instanceof Date && node?.isDate) return JSON.stringify(value.toISOString().slice(0, 10));
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => json(one, undefined) ?? "null").join(",")}]`;
  const pairs: string[] = [];
  for (const [name, one] of Object.entries(value)) {
    const text = json(one, node?.fields.get(name));
    if (text !== undefined) pairs.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${pairs.join(",")}}`;
}

/** A decimal comes as a double that may be off in its last bits; its scale says which decimal was meant. */
function decimal(value: number, node: Node | undefined): number {
  if (node?.scale === undefined) return value;
  if (Math.abs(value) * 10 ** node.scale > Number.MAX_SAFE_INTEGER)
    throw new Error(`${node.name} holds a decimal of more than 15 digits; write such columns as text.`);
  return Number(value.toFixed(node.scale));
}
