import { type Compressors, type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from "hyparquet";
import { LineChunks } from "../line-chunks.ts";
import { clash, listed, type Mapping, placeOf, RecordLines, type Target, targetOf } from "../rows.ts";
import { whole } from "../whole.ts";
import { isPlain, plainCell } from "./cell.ts";
import { inWords } from "./column.ts";
import { listCell } from "./list.ts";

/** A column that is read, and where its values go in a record. */
interface Column {
  node: SchemaTree;
  target: NonNullable<Target>;
}

/**
 * The rows of a Parquet file as records, one a line. The file is held in memory; of its columns only those that a replay reads
 * are unpacked, a page at a time, and those with lists a row group at a time.
 */
export async function* parquetLines(
  name: string,
  source: AsyncIterable<Uint8Array>,
  mapping: Mapping,
): AsyncGenerator<Uint8Array> {
  const bytes = await whole(name, source);
  try {
    const metadata = parquetMetadata(bytes);
    const file = { bytes, metadata, root: parquetSchema(metadata), compressors: await codecsOf(metadata) };
    const columns = columnsRead(file.root, mapping);
    const lines = new LineChunks();
    for (const rows of metadata.row_groups) {
      const group = { ...file, rows };
      const cells = columns.map(({ node }) => (isPlain(node) ? plainCell(node, group) : listCell(node, group)));
      const records = new RecordLines(
        lines,
        cells.map((cell, i) => ({ target: columns[i]!.target, cell })),
      );
      for (let row = 0; row < Number(rows.num_rows); row++) {
        for (const cell of cells) cell.next();
        const full = records.write();
        if (full) yield full;
      }
    }
    yield lines.rest();
  } catch (error) {
    throw new Error(`${name}: cannot be read as Parquet: ${inWords(error)}`);
  }
}

/** The columns that belong to a record. */
function columnsRead({ children }: SchemaTree, mapping: Mapping): Column[] {
  const names = children.map(({ element }) => element.name);
  const columns = children.flatMap((node) => {
    const target = placeOf(targetOf(node.element.name, mapping));
    return target ? [{ node: isInput(target) ? inputsOf(node, mapping) : node, target }] : [];
  });
  if (!columns.some(({ target }) => target.group === "top" && target.key === '"decision_id"'))
    throw new Error(
      `no column is the decision_id; its columns are ${listed(names)}. Say which with --map "Column=decision_id".`,
    );
  const twice = clash(names, mapping);
  if (twice !== undefined) throw new Error(twice);
  return columns;
}

const isInput = ({ group, key }: NonNullable<Target>): boolean => group === "top" && key === '"input"';

/** A column that holds the whole input, with only those of its fields that the policies name, if it has any of them. */
function inputsOf(node: SchemaTree, { inputs }: Mapping): SchemaTree {
  const { repetition_type, converted_type, logical_type } = node.element;
  const isStruct = repetition_type !== "REPEATED" && !converted_type && !logical_type;
  const named = node.children.filter(({ element }) => inputs.has(element.name));
  return isStruct && named.length > 0 ? { ...node, children: named } : node;
}

/** What unpacks the columns; zstd by the same decoder as logs that are packed as a whole. */
async function codecsOf({ row_groups }: FileMetaData): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  if (!row_groups.some(({ columns }) => columns.some(({ meta_data }) => meta_data?.codec === "ZSTD")))
    return compressors;
  const { loadZstd, unzstdWhole } = await import("../zstd-decoder.ts");
  const zstd = await loadZstd();
  return { ...compressors, ZSTD: (packed) => unzstdWhole(zstd, packed) };
}
