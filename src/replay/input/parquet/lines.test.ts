import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import type { Encoding } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { Type } from "../../../policy/index.ts";
import { parquetLines } from "./lines.ts";

const inputs = new Map<string, Type>([
  ["amount", "number"],
  ["kind", "string"],
  ["due", "date"],
  ["at", "string"],
  ["tags", "string"],
  ["none", "number"],
]);

/** The records of a Parquet file, as lines. */
async function linesIn(bytes: Uint8Array): Promise<string[]> {
  async function* source() {
    yield bytes;
  }
  const lines: string[] = [];
  for await (const some of parquetLines("log.parquet", source(), { inputs, columns: new Map([["Nr", "decision_id"]]) }))
    lines.push(...Buffer.from(some).toString().split("\n").slice(0, -1));
  return lines;
}

/** The same of a file that DuckDB writes of a query. */
async function linesOf(query: string, compression = "snappy", version = "V1"): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-parquet-"));
  const file = join(folder, "log.parquet");
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    await connection.run(
      `COPY (${query}) TO '${file}' (FORMAT parquet, COMPRESSION ${compression}, PARQUET_VERSION ${version})`,
    );
    return await linesIn(readFileSync(file));
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  }
}

test("columns by name, by mapping and as structs; decimals keep their digits, absent values stay absent", async () => {
  const lines = await linesOf(`
    SELECT 'a' AS Nr, 0.57::DECIMAL(9, 2) AS amount, {'region': 'north'} AS segments, TIMESTAMP '2026-03-01 10:00:00' AS timestamp,
           'pay' AS human_outcome, 'unread' AS other
    UNION ALL SELECT 'b', 9007199254740.99, NULL, NULL, NULL, NULL`);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      decision_id: "a",
      timestamp: "2026-03-01T10:00:00.000Z",
      human_outcome: "pay",
      segments: { region: "north" },
      input: { amount: 0.57 },
    },
    { decision_id: "b", input: { amount: 9007199254740.99 } },
  ]);
  expect(lines[0]).toContain('"amount":0.57}');
});

test("days are days, and row numbers beyond doubles are ids", async () => {
  const query = `SELECT 1234567890123456789::BIGINT AS decision_id, TIMESTAMP '2026-03-01 10:00:00' AS timestamp,
    {'due': DATE '2026-01-31', 'at': TIMESTAMP '2026-03-01 10:00:00'} AS input`;
  expect(await linesOf(query)).toEqual([
    '{"decision_id":1234567890123456789,"timestamp":"2026-03-01T10:00:00.000Z","input":{"due":"2026-01-31","at":"2026-03-01T10:00:00.000Z"}}',
  ]);
});

test.each(["V1", "V2"])(
  "unsigned numbers keep their highest bit, alone and in lists, in a file of %s",
  async (version) => {
    const query = `SELECT 'a' AS Nr, n::UINTEGER AS amount, [n::UINTEGER] AS tags
    FROM unnest([4000000000, 4294967295, 0, 2147483648, 5]) t(n)`;
    const lines = await linesOf(query, "snappy", version);
    expect(lines.map((line) => /"amount":(\d+),"tags":\[\1\]/.exec(line)?.[1])).toEqual([
      "4000000000",
      "4294967295",
      "0",
      "2147483648",
      "5",
    ]);
  },
);

test("a number of 32 bits is the decimal that was written, as one of 64 bits is, and so ties stay ties", async () => {
  expect(await linesOf("SELECT 'a' AS Nr, 0.36::FLOAT AS amount, [0.1::FLOAT, 16777216::FLOAT] AS tags")).toEqual([
    '{"decision_id":"a","input":{"amount":0.36,"tags":[0.1,16777216]}}',
  ]);
});

test("bytes that are no text are refused, not replaced", async () => {
  await expect(linesOf(String.raw`SELECT 'a' AS Nr, '\xFF'::BLOB AS kind`)).rejects.toThrow(
    "the column kind: it holds bytes that are no text in UTF-8",
  );
});

test("columns of which a record could hold only one are refused", async () => {
  await expect(linesOf("SELECT 'a' AS Nr, {'amount': 1} AS input, 2 AS amount")).rejects.toThrow(
    "the column input is the whole of input, and the column amount a part of it",
  );
  await expect(linesOf("SELECT 'a' AS Nr, 'b' AS decision_id")).rejects.toThrow("are both decision_id");
});

test("input as one struct, whole numbers beyond doubles, and many rows", async () => {
  const lines = await linesOf(
    "SELECT 'c' || i AS Nr, {'amount': (i * 3)::INTEGER, 'kind': 'invoice'} AS input FROM range(25000) t(i) ORDER BY i",
  );
  expect(lines).toHaveLength(25_000);
  expect(lines[24_999]).toBe('{"decision_id":"c24999","input":{"amount":74997,"kind":"invoice"}}');
  expect((await linesOf("SELECT 'a' AS Nr, 9007199254740993::BIGINT AS amount"))[0]).toContain(
    '"amount":9007199254740993',
  );
});

test("several row groups, lists, texts with quotes, and absent values within a struct", async () => {
  const lines = await linesOf(
    `SELECT 'c' || i AS Nr, {'amount': i, 'tags': ['"a"', 'b'], 'none': NULL::INTEGER} AS input,
            ['/input/x'] AS masked FROM range(300000) t(i) ORDER BY i`,
  );
  expect(lines).toHaveLength(300_000);
  for (const n of [0, 122_880, 299_999])
    expect(JSON.parse(lines[n]!)).toEqual({
      decision_id: `c${n}`,
      input: { amount: n, tags: ['"a"', "b"], none: null },
      masked: ["/input/x"],
    });
});

test.each([
  ["0.57", "DECIMAL(9, 2)"],
  ["-0.57", "DECIMAL(4, 2)"],
  ["-12.00", "DECIMAL(18, 2)"],
  ["12345678901234567.89", "DECIMAL(38, 2)"],
  ["-99999999999999999999999999999999999999", "DECIMAL(38, 0)"],
])("the decimal %s keeps its digits, as a column and inside a struct", async (digits, type) => {
  expect(await linesOf(`SELECT 'a' AS Nr, {'amount': ${digits}::${type}} AS input`)).toEqual([
    `{"decision_id":"a","input":{"amount":${digits}}}`,
  ]);
  expect(await linesOf(`SELECT 'a' AS Nr, ${digits}::${type} AS amount`)).toEqual([
    `{"decision_id":"a","input":{"amount":${digits}}}`,
  ]);
});

test("in a list a decimal comes as a double, and one too long for that is refused", async () => {
  expect(await linesOf("SELECT 'a' AS Nr, [0.57::DECIMAL(9, 2)] AS tags")).toEqual([
    '{"decision_id":"a","input":{"tags":[0.57]}}',
  ]);
  await expect(linesOf("SELECT 'a' AS Nr, [12345678901234567.89::DECIMAL(38, 2)] AS tags")).rejects.toThrow(
    "element holds a decimal of more than 15 digits",
  );
});

test("fields of the input that no policy names are not read", async () => {
  expect(await linesOf("SELECT 'a' AS Nr, {'amount': 1, 'other': 2, 'list': [3]} AS input")).toEqual([
    '{"decision_id":"a","input":{"amount":1}}',
  ]);
});

test("an input that is missing as a whole is not the same as one without values", async () => {
  const rows = "SELECT 'a' AS Nr, {'amount': NULL::INTEGER} AS input UNION ALL SELECT 'b', NULL";
  expect(await linesOf(rows)).toEqual(['{"decision_id":"a","input":{"amount":null}}', '{"decision_id":"b"}']);
});

test("a document in a column keeps its digits, and is put on one line", async () => {
  const rows = `SELECT 'a' AS Nr, '{"amount":\n12345678901234567.89}'::JSON AS input`;
  expect(await linesOf(rows)).toEqual(['{"decision_id":"a","input":{"amount": 12345678901234567.89}}']);
});

describe("files of many pages", () => {
  const text = fc.oneof(fc.constantFrom("a", "b", "ü"), fc.string({ unit: "grapheme" }));
  const row = fc.record({
    Nr: fc.string({ minLength: 1 }),
    amount: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 3 }),
    kind: fc.option(text, { freq: 3 }),
    none: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  });
  type Row = { Nr: string; amount: number | null; kind: string | null; none: number | null };
  type Encodings = [amount: Encoding, text: Encoding, none: Encoding];
  const file = (rows: Row[], pageSize: number, [amount, text, none]: Encodings = ["PLAIN", "PLAIN", "PLAIN"]) =>
    new Uint8Array(
      parquetWriteBuffer({
        pageSize,
        rowGroupSize: 50,
        columnData: [
          { name: "Nr", data: rows.map(({ Nr }) => Nr), type: "STRING", encoding: text },
          { name: "amount", data: rows.map((row) => row.amount), type: "DOUBLE", encoding: amount },
          { name: "kind", data: rows.map(({ kind }) => kind), type: "STRING" },
          { name: "none", data: rows.map((row) => row.none), type: "INT32", encoding: none },
        ],
      }),
    );
  const encodings = fc.tuple(
    fc.constantFrom("PLAIN", "BYTE_STREAM_SPLIT"),
    fc.constantFrom("PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"),
    fc.constantFrom("PLAIN", "DELTA_BINARY_PACKED"),
  ) as fc.Arbitrary<Encodings>;
  const record = ({ Nr, ...input }: { Nr: string; [name: string]: unknown }) => ({
    decision_id: Nr,
    input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)),
  });
  const rows = fc.array(row, { minLength: 1, maxLength: 200 });

  test("are read row by row, whatever the size of their pages", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(16, 64, 1024, 1 << 20), encodings, async (rows, pageSize, encodings) => {
        const lines = await linesIn(file(rows, pageSize, encodings));
        expect(lines.map((line) => JSON.parse(line))).toEqual(
          rows.map((one) => JSON.parse(JSON.stringify(record(one)))),
        );
      }),
      { numRuns: 200 },
    );
  });

  test("damaged anywhere, they are refused, or give as many whole records", async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        encodings,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (rows, encodings, at, flip) => {
          const bytes = file(rows, 64, encodings);
          bytes[at % bytes.length]! ^= flip;
          let lines: string[];
          try {
            lines = await linesIn(bytes);
          } catch (error) {
            expect((error as Error).message).toMatch(/^log\.parquet: cannot be read as Parquet: /);
            return;
          }
          for (const line of lines) expect(JSON.parse(line)).toBeTypeOf("object");
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("cut short anywhere, they are refused", async () => {
    const bytes = file(
      Array.from({ length: 120 }, (_, i) => ({ Nr: `c${i}`, amount: i, kind: null, none: i })),
      64,
    );
    for (let end = 1; end < bytes.length; end += 7)
      await expect(linesIn(bytes.slice(0, end)), `${end} bytes`).rejects.toThrow("cannot be read as Parquet");
  });
});

test("without a decision_id it says which columns there are", async () => {
  await expect(linesOf("SELECT 1 AS amount")).rejects.toThrow(/no column is the decision_id; its columns are amount/);
});

test.each(["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"])(
  "compressed with %s",
  async (compression) => {
    const lines = await linesOf("SELECT 'id-' || range AS Nr, range % 7 AS amount FROM range(5000)", compression);
    expect(lines).toHaveLength(5000);
    expect(JSON.parse(lines[4999]!)).toEqual({ decision_id: "id-4999", input: { amount: 1 } });
  },
);
