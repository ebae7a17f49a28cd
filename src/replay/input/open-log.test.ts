import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openLog } from "./open-log.ts";
import type { Mapping } from "./rows.ts";

const mapping: Mapping = {
  inputs: new Map([
    ["amount", "number"],
    ["urgent", "boolean"],
    ["kind", "string"],
  ]),
  columns: new Map([
    ["Nr", "decision_id"],
    ["Betrag", "input.amount"],
    ["Region", "segments.region"],
  ]),
};

/** The lines that a log gives, however its bytes are chunked; the memory of a chunk is used again. */
async function linesOf(name: string, content: string | Uint8Array, size = 7): Promise<string[]> {
  const bytes = Buffer.from(content);
  async function* chunks() {
    const memory = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size);
      chunk.copy(memory);
      yield memory.subarray(0, chunk.length);
    }
  }
  const parts: Buffer[] = [];
  for await (const part of openLog(name, chunks(), mapping).bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts)
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean);
}

const line = '{"decision_id":"a","input":{"amount":9007199254740993}}';

describe("the same record in every form", () => {
  test.each([
    ["NDJSON", "a.ndjson", `${line}\n`],
    ["NDJSON under another name", "a.txt", line],
    ["gzip", "a.ndjson.gz", gzipSync(`${line}\n`)],
    ["a JSON array", "a.json", `[${line}]`],
    ["a JSON array with a byte order mark", "a.json", `\uFEFF [\n${line}\n]\n`],
    ["a gzipped JSON array", "a.json.gz", gzipSync(`[${line}]`)],
  ])("%s", async (_, name, content) => {
    expect(await linesOf(name, content)).toEqual([line]);
  });

  test("CSV, by the names of the inputs", async () => {
    expect(await linesOf("a.csv", "decision_id,amount,note\na,9007199254740993,x\n")).toEqual([line]);
  });

  test("CSV, by a mapping, with a semicolon, under gzip", async () => {
    const csv = gzipSync('\uFEFFNr;Betrag;Region;urgent;kind\r\na;0.360;Süd;TRUE;"in""voice"\r\n');
    expect(await linesOf("a.csv.gz", csv)).toEqual([
      '{"decision_id":"a","input":{"amount":0.360,"urgent":true,"kind":"in\\"voice"},"segments":{"region":"Süd"}}',
    ]);
  });
});

test("elements of an array may be spread over lines, and hold anything", async () => {
  expect(await linesOf("a.json", '[\n {"a":\n 1.0},\n "\\u00e4"]')).toEqual(['{"a":  1.0}', '"\\u00e4"']);
  expect(await linesOf("a.json", "[1e400, 0.10]")).toEqual(["1e400", "0.10"]);
});

describe("cells of CSV", () => {
  const cells = async (cells: string) => (await linesOf("a.csv", `decision_id,amount,urgent,kind\na,${cells}\n`))[0];

  test("an empty cell is an absent value", async () => {
    expect(await cells(",,")).toBe('{"decision_id":"a","input":{}}');
  });

  test("what is not of its type stays a text, for the policy to refuse", async () => {
    expect(await cells('"1,234.50",yes,5')).toBe(
      '{"decision_id":"a","input":{"amount":"1,234.50","urgent":"yes","kind":"5"}}',
    );
  });

  test("an empty line is none", async () => {
    expect(await linesOf("a.csv", "decision_id,amount\r\na,1\r\n\r\nb,2\r\n\r\n")).toHaveLength(2);
  });

  test("a row with too few cells is no record", async () => {
    expect(await cells("1")).toBe('"a,1"');
  });
});

describe("what cannot be read says so", () => {
  test.each([
    ["a.csv", "amount\n1\n", /no column is the decision_id; its columns are amount.*--map/],
    ["a.csv", 'decision_id,amount\n"a,1\n', /a.csv: cannot be read as CSV/],
    ["a.csv", "decision_id,amount,amount\na,1,2\n", /a.csv: .*the columns amount and amount are both input.amount/],
    ["a.csv", "Nr,decision_id\na,b\n", /a.csv: .*the columns Nr and decision_id are both decision_id/],
    ["a.gz", gzipSync(line).subarray(0, 30), /a.gz: the gzip data is broken or cut short/],
    ["a.json", "[1, 2", /a.json: not a JSON array: it ends within element 2/],
    ["a.zst", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /a.zst: the zstd data is broken or cut short/],
    ["a.parquet", Buffer.from("PAR1 and nothing else"), /a.parquet: cannot be read as Parquet/],
  ])("%s", async (name, content, message) => {
    await expect(linesOf(name, content)).rejects.toThrow(message);
  });
});
