import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { openLog } from "./open-log.ts";

const query = "SELECT 'a' || range AS decision_id, {'amount': range * 7919 % 10007} AS input FROM range(30000)";
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
