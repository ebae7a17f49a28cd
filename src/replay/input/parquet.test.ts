import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { parquetLines } from "./parquet.ts";

/** The lines of a Parquet file that DuckDB writes of a query. */
async function linesOf(query: string, compression = "snappy"): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-parquet-"));
  const file = join(folder, "log.parquet");
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet, COMPRESSION ${compression})`);
    const bytes = async function* () {
      yield readFileSync(file);
    };
    const lines: string[] = [];
    const mapping = { inputs: new Map([["amount", "number" as const]]), columns: new Map([["Nr", "decision_id"]]) };
    for await (const some of parquetLines("log.parquet", bytes(), mapping))
      lines.push(...Buffer.from(some).toString().split("\n").slice(0, -1));
    return lines;
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

test("a decimal inside a struct keeps its digits too; one too long for a double is refused", async () => {
  expect(await linesOf("SELECT 'a' AS Nr, {'amount': 0.57::DECIMAL(9, 2)} AS input")).toEqual([
    '{"decision_id":"a","input":{"amount":0.57}}',
  ]);
  await expect(linesOf("SELECT 'a' AS Nr, 12345678901234567.89::DECIMAL(38, 2) AS amount")).rejects.toThrow(
    /amount holds a decimal of more than 15 digits/,
  );
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
