import type { SchemaTree } from "hyparquet";
import { getMaxDefinitionLevel, getTreePath } from "hyparquet/src/schema.js";
import type { LineChunks } from "../line-chunks.ts";
import type { RowCell } from "../rows.ts";
import { type Group, reading, storedColumn } from "./column.ts";
import type { Page } from "./page.ts";
import { type ValueText, valueText } from "./value.ts";

/** A column, or a field of one, read from its first row to its last. */
export interface ColumnCell extends RowCell {
  /** Goes on to the next row, the first one at first. */
  next(): void;
}

/** One without lists in it. */
interface PlainCell extends ColumnCell {
  /** Down to which level of the schema there is something in this row. */
  readonly level: number;
}

/** Whether a column has at most one value in a row, or is made of such: no lists, no maps, no variants. */
export const isPlain = ({ element, children }: SchemaTree): boolean =>
  element.repetition_type !== "REPEATED" && element.logical_type?.type !== "VARIANT" && children.every(isPlain);

/** A plain column of a row group. */
export const plainCell = (node: SchemaTree, group: Group): PlainCell =>
  node.children.length === 0 ? new ValueCell(node, group) : new StructCell(node, group);

/** Fields side by side. */
class StructCell implements PlainCell {
  readonly #fields: { key: string; cell: PlainCell }[];
  readonly #ownLevel: number;

  constructor(node: SchemaTree, group: Group) {
    this.#ownLevel = getMaxDefinitionLevel(getTreePath(group.root, node.path));
    this.#fields = node.children.map((child) => ({
      key: `${JSON.stringify(child.element.name)}:`,
      cell: plainCell(child, group),
    }));
  }

  next(): void {
    for (const { cell } of this.#fields) cell.next();
  }

  get level(): number {
    return this.#fields[0]!.cell.level;
  }

  get empty(): boolean {
    return this.level < this.#ownLevel;
  }

  write(lines: LineChunks): void {
    let before = "{";
    for (const { key, cell } of this.#fields) {
      lines.add(before);
      lines.add(key);
      if (cell.empty) lines.add("null");
      else cell.write(lines);
      before = ",";
    }
    lines.add("}");
  }
}

/** One column as it is stored. */
class ValueCell implements PlainCell {
  level = 0;
  /** Empty where there is no value. */
  #json = "";

  readonly #node: SchemaTree;
  readonly #ownLevel: number;
  readonly #text: ValueText;
  readonly #pages: Iterator<Page>;
  #page: Page | undefined;
  /** The entries of the dictionary as JSON, once they are needed. */
  #dictionary: string[] = [];
  #row = 0;
  #value = 0;

  constructor(node: SchemaTree, group: Group) {
    this.#node = node;
    const { decoder, count, pages } = storedColumn(node, group);
    if (count !== Number(group.rows.num_rows))
      throw new Error(`the column ${node.path.join(".")} has ${count} of ${group.rows.num_rows} rows`);
    this.#ownLevel = getMaxDefinitionLevel(decoder.schemaPath);
    this.#text = valueText(decoder);
    this.#pages = pages;
  }

  next(): void {
    while (!this.#page || this.#row === this.#page.count) this.#turn();
    const { definitions, values, dictionary } = this.#page;
    this.level = definitions ? definitions[this.#row]! : this.#ownLevel;
    this.#row++;
    if (this.level < this.#ownLevel) this.#json = "";
    else {
      const at = this.#value++;
      this.#json = dictionary ? this.#entry(values[at]) : reading(this.#node, () => this.#text(values, at));
    }
  }

  get empty(): boolean {
    return this.#json === "";
  }

  write(lines: LineChunks): void {
    lines.add(this.#json);
  }

  #turn(): void {
    const { value: page, done } = reading(this.#node, () => this.#pages.next());
    // There are as many values as rows, or the pages would have said so.
    if (done) throw new Error(`the column ${this.#node.path.join(".")} has no more rows`);
    if (page.dictionary !== this.#page?.dictionary) this.#dictionary = [];
    this.#page = page;
    this.#row = 0;
    this.#value = 0;
  }

  #entry(place: number): string {
    const known = this.#dictionary[place];
    if (known !== undefined) return known;
    const dictionary = this.#page!.dictionary!;
    const text = reading(this.#node, () => {
      if (place >= dictionary.length) throw new Error("a page points beyond its dictionary");
      return this.#text(dictionary, place);
    });
    this.#dictionary[place] = text;
    return text;
  }
}
