import { crc32 } from "node:zlib";
import type { PageHeader } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { compressors } from "hyparquet-compressors";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { expect, test } from "vitest";
import { pagesOf } from "./page.ts";

const element = { name: "n", type: "INT32", repetition_type: "REQUIRED" } as const;
const column = {
  pathInSchema: ["n"],
  schemaPath: [
    { element: { name: "root" }, children: [], path: [], count: 2 },
    { element, children: [], path: ["n"], count: 1 },
  ],
  element,
  type: "INT32",
  codec: "UNCOMPRESSED",
  parsers: DEFAULT_PARSERS,
} as const;

/** Two pages of two numbers each. */
function chunk({ crc, says = 2 }: { crc?: (page: Uint8Array) => number; says?: number } = {}): Uint8Array {
  const writer = new ByteWriter();
  for (const numbers of [
    [1, 2],
    [3, 4],
  ]) {
    const page = new Uint8Array(Int32Array.from(numbers).buffer);
    writePageHeader(writer, {
      type: "DATA_PAGE",
      uncompressed_page_size: page.length,
      compressed_page_size: page.length,
      crc: crc?.(page),
      data_page_header: {
        num_values: says,
        encoding: "PLAIN",
        definition_level_encoding: "RLE",
        repetition_level_encoding: "RLE",
      },
    });
    writer.appendBytes(page);
  }
  return writer.getBytes();
}

const numbers = (bytes: Uint8Array, rows = 4) =>
  [...pagesOf(bytes, rows, column as never)].flatMap(({ values }) => [...(values as Int32Array)]);

test("page after page", () => {
  expect(numbers(chunk())).toEqual([1, 2, 3, 4]);
});

test("a checksum is looked at, where there is one", () => {
  // Signed, as Thrift has it.
  expect(numbers(chunk({ crc: (page) => crc32(page) | 0 }))).toEqual([1, 2, 3, 4]);
  expect(() => numbers(chunk({ crc: (page) => (crc32(page) + 1) | 0 }))).toThrow("does not agree with its checksum");
});

test("values that are missing, or too many", () => {
  expect(() => numbers(chunk(), 5)).toThrow("1 of 5 values are missing");
  expect(() => numbers(chunk(), 3)).toThrow("more than its column");
  expect(() => numbers(chunk({ says: 2 ** 31 - 1 }))).toThrow("more than its column");
  expect(() => numbers(chunk({ says: 2 ** 31 - 1 }), 2 ** 40)).toThrow("a page holds 2147483647 values, more than");
});

test("a page that runs over", () => {
  expect(() => numbers(chunk().slice(0, -3))).toThrow("a page ends too early");
});

test("a dictionary without entries has nothing to unpack, whatever its codec makes of nothing", () => {
  const writer = new ByteWriter();
  const add = (header: PageHeader, ...packed: number[]) => {
    writePageHeader(writer, header);
    writer.appendBytes(Uint8Array.from(packed));
  };
  const levels = { definition_level_encoding: "RLE", repetition_level_encoding: "RLE" } as const;
  // As arrow-rs writes it for a column of nulls: the one byte that LZ4 makes of nothing.
  add(
    {
      type: "DICTIONARY_PAGE",
      uncompressed_page_size: 0,
      compressed_page_size: 1,
      dictionary_page_header: { num_values: 0, encoding: "PLAIN" },
    },
    0,
  );
  // Four literals.
  add(
    {
      type: "DATA_PAGE",
      uncompressed_page_size: 4,
      compressed_page_size: 5,
      data_page_header: { num_values: 1, encoding: "PLAIN", ...levels },
    },
    ...[0x40, 7, 0, 0, 0],
  );
  const lz4 = { ...column, codec: "LZ4_RAW", compressors };
  expect([...pagesOf(writer.getBytes(), 1, lz4 as never)].flatMap(({ values }) => [...(values as Int32Array)])).toEqual(
    [7],
  );
});
