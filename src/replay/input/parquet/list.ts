import type { DecodedArray, SchemaTree } from "hyparquet";
import { assembleLists, assembleNested } from "hyparquet/src/assemble.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import type { ColumnCell } from "./cell.ts";
import { type Group, reading, storedColumn } from "./column.ts";
import type { Page } from "./page.ts";
import { json } from "./value.ts";

/** A column with lists in it: its values are made of the whole row group at once. */
export function listCell(node: SchemaTree, group: Group): ColumnCell {
  const fields = new Map<string, DecodedArray>();
  for (const leaf of leavesOf(node))
    fields.set(
      leaf.path.join("."),
      reading(leaf, () => rowsOf(leaf, group)),
    );
  reading(node, () => assembleNested(fields, node, DEFAULT_PARSERS));
  const values = fields.get(node.path.join("."))!;
  if (values.length !== Number(group.rows.num_rows))
    throw new Error(`the column ${node.path.join(".")} has ${values.length} of ${group.rows.num_rows} rows`);
  let row = -1;
  return {
    next: () => {
      row++;
    },
    get empty() {
      return values[row] === null || values[row] === undefined;
    },
    write: (lines) => lines.add(json(values[row], node)!),
  };
}

const leavesOf = (node: SchemaTree): SchemaTree[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

/** What a field holds, row by row, in as many lists as it is deep. */
function rowsOf(leaf: SchemaTree, group: Group): DecodedArray {
  const { decoder, pages } = storedColumn(leaf, group);
  const rows: unknown[] = [];
  const made = new Map<DecodedArray, DecodedArray>();
  const values = ({ values, dictionary }: Page): DecodedArray => {
    if (!dictionary) return convert(values, decoder);
    if (!made.has(dictionary)) made.set(dictionary, convert(dictionary, decoder));
    return Array.from(values, (place) => made.get(dictionary)![place]);
  };
  for (const page of pages) {
    const { definitions, repetitions } = page;
    const some = assembleLists(
      rows,
      definitions && Array.from(definitions),
      repetitions ? Array.from(repetitions) : [],
      values(page),
      decoder.schemaPath,
    );
    if (some !== rows) for (const value of some) rows.push(value);
  }
  return rows;
}
