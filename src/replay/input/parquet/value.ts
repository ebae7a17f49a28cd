import type { DecodedArray, SchemaElement, SchemaTree } from "hyparquet";
import { convert } from "hyparquet/src/convert.js";
import type { ColumnDecoder } from "./page.ts";

/** Writes the value at a place of a page's values, or of a dictionary, as JSON. */
export type ValueText = (values: DecodedArray, at: number) => string;

/** How the values of one column are written as JSON, from the form in which they are stored. */
export function valueText(column: ColumnDecoder): ValueText {
  const { element, type } = column;
  const node = { element, children: [], path: [], count: 1 };
  const scale = scaleOf(element);
  if (scale !== undefined) return (values, at) => decimalText(unscaled(values[at]), scale);
  if (element.converted_type === "JSON" || element.logical_type?.type === "JSON")
    return (values, at) => documentText(utf8(values[at]));
  if (isText(element)) return (values, at) => JSON.stringify(utf8(values[at]));
  if (type === "FLOAT") return (values, at) => (Number.isFinite(values[at]) ? String(asWritten(values[at])) : "null");
  if (type === "DOUBLE") return (values, at) => (Number.isFinite(values[at]) ? String(values[at]) : "null");
  if (isWhole(element)) return (values, at) => String(values[at]);
  const perMilli = unitsPerMilli(element);
  if (perMilli !== undefined) return (values, at) => momentText(values[at], perMilli);
  return (values, at) => {
    const value = convert(values.slice(at, at + 1), column)[0];
    if (value instanceof Uint8Array) throw new Error("it holds bytes, which no record can; write it as text");
    return json(value, node) ?? "null";
  };
}

const isText = ({ type, converted_type, logical_type }: SchemaElement): boolean =>
  type === "BYTE_ARRAY" &&
  (logical_type ? logical_type.type === "STRING" : !converted_type || converted_type === "UTF8");

const isWhole = ({ type, converted_type, logical_type }: SchemaElement): boolean =>
  (type === "INT32" || type === "INT64") &&
  (logical_type
    ? logical_type.type === "INTEGER" && logical_type.isSigned
    : !converted_type || /^INT_/.test(converted_type));

/** What a moment is counted in, by how many make a millisecond; undefined for what is no moment, or kept otherwise. */
function unitsPerMilli({ type, converted_type, logical_type }: SchemaElement): number | undefined {
  if (type !== "INT64") return undefined;
  if (logical_type?.type === "TIMESTAMP") return { MILLIS: 1, MICROS: 1_000, NANOS: 1_000_000 }[logical_type.unit];
  return converted_type === "TIMESTAMP_MICROS" ? 1_000 : converted_type === "TIMESTAMP_MILLIS" ? 1 : undefined;
}

/** A moment with all its digits; null for one that no calendar has. Counts that a double cannot hold are divided as they are. */
function momentText(count: bigint, perMilli: number): string {
  const near = Number(count);
  const over = Number.isSafeInteger(near) ? near % perMilli : Number(count % BigInt(perMilli));
  const rest = over < 0 ? over + perMilli : over;
  const millis = Number.isSafeInteger(near)
    ? (near - rest) / perMilli
    : Number((count - BigInt(rest)) / BigInt(perMilli));
  const text = dateText(new Date(millis), undefined);
  if (rest === 0) return text;
  return text.replace(
    "Z",
    `${String(rest)
      .padStart(String(perMilli).length - 1, "0")
      .replace(/0+$/, "")}Z`,
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text in UTF-8. Throws where it is none: what cannot be read must not become another text. */
export function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Error("it holds bytes that are no text in UTF-8");
  }
}

/** The shortest decimal that a number of 32 bits stands for, as those of 64 bits are written: 0.36, not 0.36000001430511475. */
function asWritten(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}

/** A document within a column, digit for digit, on one line; what is no JSON stays a text, and the record says so. */
function documentText(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return JSON.stringify(text);
  }
  // Line ends stand only between its tokens.
  return text.replace(/[\r\n]+/g, " ");
}

/** The whole number that a decimal is kept as: 32 or 64 bits, or bytes of a two's complement. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  const hex = Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex");
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex || "0"}`));
}

/** A decimal digit for digit. */
function decimalText(whole: bigint, scale: number): string {
  if (scale === 0) return String(whole);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  return `${whole < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A value that hyparquet made, as JSON; undefined where there is none. */
export function json(value: unknown, node: SchemaTree | undefined): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  // Digit for digit, whatever a double would make of it.
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return JSON.stringify(decimal(value, node));
  if (value instanceof Date) return dateText(value, node);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => json(one, node && elementOf(node)) ?? "null").join(",")}]`;
  const pairs: string[] = [];
  for (const [name, one] of Object.entries(value)) {
    const text = json(
      one,
      node?.children.find(({ element }) => element.name === name),
    );
    if (text !== undefined) pairs.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${pairs.join(",")}}`;
}

/** What a list is of: as it should be kept, a list of groups of one element; in older files, of elements. */
function elementOf(node: SchemaTree): SchemaTree {
  const [group] = node.children;
  return group?.children.length === 1 ? group.children[0]! : (group ?? node);
}

/** A day, or a moment; null for one that no calendar has. */
function dateText(date: Date, node: SchemaTree | undefined): string {
  if (Number.isNaN(date.getTime())) return "null";
  const moment = date.toISOString();
  return `"${node && isDate(node.element) ? moment.slice(0, 10) : moment}"`;
}

/** Digits behind the point are at least none, and not more than anybody writes: a damaged scale would move the point. */
const mostScale = 1000;

function scaleOf({ name, converted_type, logical_type, scale = 0 }: SchemaElement): number | undefined {
  if (converted_type !== "DECIMAL" && logical_type?.type !== "DECIMAL") return undefined;
  if (!(scale >= 0 && scale <= mostScale)) throw new Error(`${name} is a decimal of ${scale} digits behind its point`);
  return scale;
}

const isDate = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === "DATE" || logical_type?.type === "DATE";

/** A decimal comes as a double that may be off in its last bits; its scale says which decimal was meant, as a float's width does. */
function decimal(value: number, node: SchemaTree | undefined): number {
  const scale = node && scaleOf(node.element);
  if (node?.element.type === "FLOAT" && Number.isFinite(value)) return asWritten(value);
  if (scale === undefined) return value;
  if (Math.abs(value) * 10 ** scale > Number.MAX_SAFE_INTEGER)
    throw new Error(`${node!.element.name} holds a decimal of more than 15 digits; write such columns as text.`);
  return Number(value.toFixed(scale));
}
