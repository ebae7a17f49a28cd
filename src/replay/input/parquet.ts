import { type FileMetaData, parquetMetadata, parquetReadObjects, type SchemaElement } from "hyparquet";
import { numberFromText, stringifyJsonExact } from "../../policy/index.ts";
import { type Mapping, recordLine, targetOf } from "./rows.ts";
import { whole } from "./whole.ts";

/** Rows that are decoded at a time. */
const batch = 10_000;

/** The rows of a Parquet file as records, one a line. The file is held in memory, its rows only some at a time. */
export async function* parquetLines(
  name: string,
  source: AsyncIterable<Uint8Array>,
  mapping: Mapping,
): AsyncGenerator<Uint8Array> {
  const bytes = await whole(name, source);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    const { compressors } = await import("hyparquet-compressors");
    const columns = topColumns(metadata);
    const targets = columns.map((column) => targetOf(column.name, mapping));
    if (!targets.includes("decision_id"))
      throw new Error(
        `no column is the decision_id; its columns are ${columns.map((column) => column.name).join(", ")}.`,
      );
    const wanted = columns.filter((_, i) => targets[i] !== undefined).map((column) => column.name);
    const rows = Number(metadata.num_rows);
    for (let rowStart = 0; rowStart < rows; rowStart += batch) {
      const rowEnd = Math.min(rows, rowStart + batch);
      const objects = await parquetReadObjects({ file, metadata, compressors, columns: wanted, rowStart, rowEnd });
      for (const object of objects)
        yield recordLine(
          targets,
          columns.map((column) => cell(object[column.name], column)),
        );
    }
  } catch (error) {
    throw new Error(`${name}: cannot be read as Parquet: ${(error as Error).message}`);
  }
}

/** A column, or a field of one: decimals have a scale, structs have fields. */
interface Node {
  name: string;
  scale: number | undefined;
  fields: Node[];
}

/** The columns below the root; the schema lists every node before its children. */
function topColumns({ schema }: FileMetaData): Node[] {
  let at = 0;
  const read = (): Node => {
    const element = schema[at++]!;
    const fields = Array.from({ length: element.num_children ?? 0 }, read);
    return { name: element.name, scale: scaleOf(element), fields };
  };
  return read().fields;
}

const scaleOf = ({ converted_type, logical_type, scale }: SchemaElement): number | undefined =>
  converted_type === "DECIMAL" || logical_type?.type === "DECIMAL" ? (scale ?? 0) : undefined;

/** A value as JSON; null and undefined are absent. */
const cell = (value: unknown, node: Node): string | undefined =>
  value === null || value === undefined ? undefined : stringifyJsonExact(plain(value, node));

function plain(value: unknown, node: Node | undefined): unknown {
  if (typeof value === "bigint") return numberFromText(value.toString());
  if (typeof value === "number" && node?.scale !== undefined) return decimal(value, node.name, node.scale);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((one) => plain(one, undefined));
  const field = (name: string) => node?.fields.find((one) => one.name === name);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, field(name))]));
}

/** A decimal comes as a double that may be off in its last bits; its scale says which decimal was meant. */
function decimal(value: number, name: string, scale: number): number {
  if (Math.abs(value) * 10 ** scale > Number.MAX_SAFE_INTEGER)
    throw new Error(`${name} holds a decimal of more than 15 digits; write such columns as text.`);
  return Number(value.toFixed(scale));
}
