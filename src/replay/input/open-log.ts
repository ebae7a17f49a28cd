import type { Log } from "../read-decisions.ts";
import { gunzip } from "./gunzip.ts";
import { arrayLines } from "./json-array.ts";
import { notReadHere } from "./not-read-here.ts";
import type { Mapping } from "./rows.ts";
import { unzstd } from "./unzstd.ts";
import { fromUtf16 } from "./utf16.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** Forms within one another: a file can be made that unpacks to itself, for ever. */
const maxDepth = 4;
/** Bytes that tell a form for certain. */
const enough = 64;

/**
 * A decision log in whatever form it is kept, as newline-delimited JSON: that itself, a JSON array, CSV (by the name
 * `.csv`) or Parquet, and each of them under gzip or zstd, texts in UTF-8 or UTF-16. The form is told by the first bytes, so that a
 * wrong name does no harm.
 *
 * @param mapping what the columns of CSV and Parquet mean
 */
export function openLog(name: string, bytes: Bytes, mapping: Mapping): Log {
  return { name, bytes: lines(name, bytes, mapping) };
}

/** How the records of a log are kept. */
export type Form = "gzip" | "zstd" | "utf-16" | "parquet" | "csv" | "array" | "ndjson" | "other";

/** The form of a log, by its name and its first bytes. */
export function formOf(name: string, first: Uint8Array): Form {
  if (startsWith(first, 0x1f, 0x8b)) return "gzip";
  // A frame, or one that is to be skipped, with which pzstd begins.
  if (
    startsWith(first, 0x28, 0xb5, 0x2f, 0xfd) ||
    (first[0]! >> 4 === 5 && startsWith(first.subarray(1), 0x2a, 0x4d, 0x18))
  )
    return "zstd";
  if (startsWith(first, 0xff, 0xfe) || startsWith(first, 0xfe, 0xff)) return "utf-16";
  if (startsWith(first, 0x50, 0x41, 0x52, 0x31)) return "parquet";
  if (notReadHere(first)) return "other";
  if (/\.(csv|tsv)$/i.test(name)) return "csv";
  return firstCharacter(first) === "[" ? "array" : "ndjson";
}

async function* lines(name: string, source: Bytes, mapping: Mapping, depth = 0): AsyncGenerator<Uint8Array> {
  if (depth > maxDepth) throw new Error(`${name}: packed more than ${maxDepth} times over; unpack it first.`);
  const { first, all } = await peek(source);
  switch (formOf(name, first)) {
    case "gzip":
      yield* lines(name.replace(/\.gz$/i, ""), gunzip(name, all), mapping, depth + 1);
      break;
    case "zstd":
      yield* lines(name.replace(/\.zstd?$/i, ""), unzstd(name, all), mapping, depth + 1);
      break;
    case "utf-16":
      yield* lines(name, fromUtf16(name, all), mapping, depth + 1);
      break;
    case "parquet": {
      const { parquetLines } = await import("./parquet/lines.ts");
      yield* parquetLines(name, all, mapping);
      break;
    }
    case "csv": {
      const { csvLines } = await import("./csv.ts");
      yield* csvLines(name, all, mapping);
      break;
    }
    case "other":
      throw new Error(`${name}: ${notReadHere(first)}`);
    case "array":
      yield* arrayLines(name, all);
      break;
    default:
      yield* all;
  }
}

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

const firstCharacter = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString("utf8").replace("\uFEFF", "").trimStart().charAt(0);

/** The first bytes, and everything with them. */
async function peek(source: Bytes): Promise<{ first: Uint8Array; all: Bytes }> {
  const chunks = source[Symbol.asyncIterator]();
  let { value: first = new Uint8Array(), done } = await chunks.next();
  while (!done && first.length < enough) {
    const before = Buffer.from(first);
    const next = await chunks.next();
    done = next.done;
    if (!next.done) first = Buffer.concat([before, next.value]);
    else first = before;
  }
  async function* all() {
    try {
      if (first.length > 0) yield first;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { first, all: all() };
}
