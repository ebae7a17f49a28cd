import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { openLog } from "./open-log.ts";

const query = "SELECT 'a' || range AS decision_id, {'amount': range * 7919 % 10007} AS input FROM range(30000)";
const twoRecords = '{"decision_id":"a","input":{"amount":1}}\n{"decision_id":"b","input":{"amount":22}}\n';
/** The two records as `zstd` 1.5.4 compresses them: from a file and from a pipe, and with --no-check. */
const ofZstd = {
  sized: "KLUv/SRTrQEA8oIKELDrp1sIsclz29Dx09EE44y4K0TB3ZBu6lQifunmlt7AxOnzoersBh2/AgCAFmGIKgPNawHS",
  streamed: "KLUv/QRYzQEA9AJ7ImRlY2lzaW9uX2lkIjoiYSIsImlucHV0Ijp7ImFtb3VudCI6MX19CmIyMn19CgIAgBZhiCoDzWsB0g==",
  unchecked: "KLUv/SBTzQEA9AJ7ImRlY2lzaW9uX2lkIjoiYSIsImlucHV0Ijp7ImFtb3VudCI6MX19CmIyMn19CgIAgBZhiCoD",
};
let compressed: Buffer;
let plain: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-zstd-"));
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${query}) TO '${folder}/a.zst' (FORMAT json, COMPRESSION zstd)`);
  await connection.run(`COPY (${query}) TO '${folder}/a.json' (FORMAT json)`);
  connection.closeSync();
  [compressed, plain] = [readFileSync(join(folder, "a.zst")), readFileSync(join(folder, "a.json"), "utf8")];
  rmSync(folder, { recursive: true });
});

/** What a log gives, read in chunks of one size that share one memory. */
async function textOf(bytes: Uint8Array, size: number): Promise<string> {
  async function* chunks() {
    const memory = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size)
      yield memory.subarray(0, Buffer.from(bytes.subarray(at, at + size)).copy(memory));
  }
  const parts: Buffer[] = [];
  for await (const part of openLog("a.ndjson.zst", chunks(), { inputs: new Map(), columns: new Map() }).bytes)
    parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

describe("a log under zstd", () => {
  test("is read whole, whatever chunks it comes in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 19, max: compressed.length }), async (size) => {
        expect(await textOf(compressed, size)).toBe(plain);
      }),
      { numRuns: 15 },
    );
  });

  test("may be several frames, and hold some that are to be skipped", async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = Buffer.concat([skippable, compressed, skippable, compressed]);
    expect(await textOf(frames, 1000)).toBe(plain + plain);
  });

  test("of the zstd program, which adds checksums, is read; its checksum is that of XXH64", async () => {
    for (const frame of [ofZstd.streamed, ofZstd.sized, ofZstd.unchecked])
      expect(await textOf(Buffer.from(frame, "base64"), 7)).toBe(twoRecords);
  });

  test("with any bits flipped gives the same bytes or says so", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(ofZstd.streamed, ofZstd.sized),
        fc.uniqueArray(fc.nat(83 * 8 - 1), { minLength: 1, maxLength: 3 }),
        async (frame, bits) => {
          const bytes = Buffer.concat([Buffer.from(frame, "base64"), Buffer.from(frame, "base64")]);
          // The first four bytes say that this is zstd; with others it is a log of another form.
          for (const bit of bits) bytes[4 + (bit >> 3)]! ^= 1 << (bit & 7);
          const text = await textOf(bytes, 11).catch((error: Error) => error.message);
          // What comes before the checksum may be read as another form, and then be none.
          if (text !== twoRecords + twoRecords)
            expect(text).toMatch(/^a\.ndjson(\.zst: the zstd data is broken or cut short|: not a JSON array): /);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("that another run of its content would have passed for, but for its checksum, is refused", async () => {
    const bytes = Buffer.from(ofZstd.streamed, "base64");
    // One letter of the literals: everything decodes, and is as long as it was.
    const at = bytes.indexOf("amount");
    bytes.write("b", at);
    await expect(textOf(bytes, 1000)).rejects.toThrow("the checksum of a frame does not fit");
  });

  test.each([
    ["a line of text", Buffer.from("and so on\n"), "this is no frame"],
    ["some zeros", Buffer.alloc(9), "this is no frame"],
    ["half a magic number", Buffer.from([0x28, 0xb5]), "it ends within a frame"],
  ])("followed by %s says so", async (_, garbage, why) => {
    const bytes = Buffer.concat([Buffer.from(ofZstd.sized, "base64"), garbage]);
    await expect(textOf(bytes, 10)).rejects.toThrow(why);
  });

  test("says what it cannot read: too large a window, a dictionary, a size that is not so", async () => {
    const header = (...bytes: number[]) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes]);
    await expect(textOf(header(0x00, 0xff, 1, 0, 0), 10)).rejects.toThrow("more than 128 MiB of memory");
    await expect(textOf(header(0x01, 0x00, 7, 1, 0, 0), 10)).rejects.toThrow("compressed with a dictionary");
    // One byte announced, none there; and the other way round.
    await expect(textOf(header(0x20, 0x01, 1, 0, 0), 10)).rejects.toThrow("the data is corrupted");
    await expect(textOf(header(0x20, 0x00, 9, 0, 0, 65), 10)).rejects.toThrow("the data is corrupted");
  });

  test("says so wherever it is cut short", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: compressed.length - 1 }), async (length) => {
        await expect(textOf(compressed.subarray(0, length), 5000)).rejects.toThrow(
          /^a\.ndjson\.zst: the zstd data is broken or cut short: /,
        );
      }),
    );
  });
});
