import type { Compressors, RowGroup, SchemaTree } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getTreePath } from "hyparquet/src/schema.js";
import { type ColumnDecoder, type Page, pagesOf } from "./page.ts";
import { utf8 } from "./value.ts";

const parsers = { ...DEFAULT_PARSERS, stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8(bytes) };

/** A row group of a file, and what is needed to read it. */
export interface Group {
  /** The whole file. */
  bytes: Uint8Array;
  root: SchemaTree;
  rows: RowGroup;
  compressors: Compressors;
}

/** What a row group stores of one column, or of one field of a column. */
export interface StoredColumn {
  decoder: ColumnDecoder;
  /** How many values there are, those that are missing included. */
  count: number;
  pages: Iterator<Page> & Iterable<Page>;
}

/** Opens a column that has no fields. Throws where the row group does not have it. */
export function storedColumn(node: SchemaTree, { bytes, root, rows, compressors }: Group): StoredColumn {
  const name = node.path.join(".");
  const about = rows.columns.find(({ meta_data }) => meta_data?.path_in_schema.join(".") === name)?.meta_data;
  if (!about) throw new Error(`the column ${name} is missing in a row group`);
  const decoder: ColumnDecoder = {
    pathInSchema: node.path,
    schemaPath: getTreePath(root, node.path),
    element: node.element,
    type: about.type,
    codec: about.codec,
    parsers,
    compressors,
  };
  const start = Number(about.dictionary_page_offset || about.data_page_offset);
  const count = Number(about.num_values);
  const chunk = bytes.subarray(start, start + Number(about.total_compressed_size));
  return { decoder, count, pages: pagesOf(chunk, count, decoder) };
}

/** Runs what reads a column, and says which one where it fails. */
export function reading<T>(node: SchemaTree, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`the column ${node.path.join(".")}: ${inWords(error)}`);
  }
}

/** What went wrong: hyparquet notices much of what is damaged only by what it then stumbles over. */
export function inWords(error: unknown): string {
  const { message } = error as Error;
  return error instanceof TypeError || error instanceof RangeError ? `the file is damaged (${message})` : message;
}
