import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readDecisions } from "../read-decisions.ts";
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
    expect(await cells("1")).toBe('"a row of 2 cells under 4 headings"');
  });

  test.each(["\n", "\r\n", "\r"])(
    "a record has the number of the line on which its row begins, with %j",
    async (end) => {
      const rows = ["decision_id,amount,kind", "a,1,x", "", `b,2,"x${end}${end}y"`, "c,3", "d,4,z", ""].join(end);
      async function* bytes() {
        yield Buffer.from(rows);
      }
      const found: string[] = [];
      for await (const entry of readDecisions(openLog("a.csv", bytes(), mapping)))
        found.push(`${entry.line} ${"record" in entry ? entry.record.decision_id : entry.message}`);
      expect(found).toEqual([
        "2 a",
        "4 b",
        '7 expected a JSON object, one decision record, not "a row of 2 cells under 3 headings"',
        "8 d",
      ]);
    },
  );

  test("a separator within quotes separates nothing", async () => {
    expect(await linesOf("a.csv", '"Nr";"Betrag, netto, EUR";kind\na;1;x\n')).toEqual([
      '{"decision_id":"a","input":{"kind":"x"}}',
    ]);
  });

  test("letters of another encoding are refused by their line, whatever the chunks, and do not become other letters", async () => {
    const latin1 = Buffer.from("decision_id;kind\na;x\nb;M\u00fcller\n", "latin1");
    const utf8 = Buffer.from("decision_id;kind\na;M\u00fcller\n");
    for (const size of [1, 2, 3, 7, 1000]) {
      await expect(linesOf("a.csv", latin1, size)).rejects.toThrow("a.csv: cannot be read as CSV: line 3 is not UTF-8");
      expect(await linesOf("a.csv", utf8, size)).toEqual(['{"decision_id":"a","input":{"kind":"M\u00fcller"}}']);
    }
    await expect(linesOf("a.csv", utf8.subarray(0, utf8.indexOf("ller") - 1))).rejects.toThrow("line 2 is not UTF-8");
  });
});

describe("texts in UTF-16", () => {
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

  test.each([1, 3, 7, 1000])("are read in either order of bytes, in chunks of %i", async (size) => {
    for (const [name, text, expected] of [
      ["a.ndjson", `\uFEFF${line}\r\n`, line],
      ["a.json", `\uFEFF[${line}]`, line],
      [
        "a.csv",
        "\uFEFFdecision_id\tkind\r\na\tS\u00fcd \u{1f600}\r\n",
        '{"decision_id":"a","input":{"kind":"S\u00fcd \u{1f600}"}}',
      ],
    ] as const) {
      const bytes = Buffer.from(text, "utf16le");
      expect(await linesOf(name, bytes, size)).toEqual([expected]);
      expect(await linesOf(name, swapped(bytes), size)).toEqual([expected]);
    }
  });

  test("are refused where they are cut within a letter, or are none", async () => {
    const bytes = Buffer.from(`\uFEFF${line}`, "utf16le");
    await expect(linesOf("a.ndjson", bytes.subarray(0, -1))).rejects.toThrow(
      "a.ndjson: begins as UTF-16 does, and is not",
    );
    await expect(linesOf("a.ndjson", Buffer.from([0xff, 0xfe, 0, 0xdc]))).rejects.toThrow("begins as UTF-16 does");
  });
});

/** Packed so many times. */
const nested = (times: number): Buffer =>
  Array.from({ length: times }).reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from(line));

test("what is packed more than once is unpacked as often", async () => {
  expect(await linesOf("a.ndjson.gz", nested(3))).toEqual([line]);
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
    ["a.parquet", Buffer.from("PARE\x15\0\0"), /a.parquet: Parquet with an encrypted footer: decrypt it first/],
    [
      "a.csv",
      Buffer.from("PK\x03\x04\x14\0"),
      /a.csv: a ZIP archive or an Excel workbook: unpack it, or save it as CSV/,
    ],
    ["a.gz", nested(6), /packed more than 4 times over/],
    [
      "wide.csv",
      Array.from({ length: 10_000 }, (_, i) => `c\x1b${i}`).join(),
      /c\uFFFD0, .*c\uFFFD19, and 9980 more\. Say/,
    ],
  ])("%s", async (name, content, message) => {
    await expect(linesOf(name, content)).rejects.toThrow(message);
  });
});
