import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByteRange, fileBytes } from "./file-bytes.ts";

describe("the bytes of a file", () => {
  let folder: string;
  let path: string;
  const content = Buffer.from(Uint8Array.from({ length: 5_000_003 }, (_, i) => (i * 31) % 251));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-bytes-"));
    path = join(folder, "log");
    writeFileSync(path, content);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const all = async (range?: ByteRange) => {
    const chunks: Buffer[] = [];
    for await (const chunk of fileBytes(path, range)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  };

  test("come whole and in order, though the next are read while one chunk is used", async () => {
    expect((await all()).equals(content)).toBe(true);
    for (const [from, to] of [
      [0, 3],
      [7, 3_000_000],
      [4_999_999, 5_000_003],
      [9, 9],
    ] as const)
      expect((await all({ from, to })).equals(content.subarray(from, to))).toBe(true);
  });

  test("stay as they are until the next are asked for", async () => {
    let at = 0;
    for await (const chunk of fileBytes(path)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(Buffer.compare(chunk, content.subarray(at, at + chunk.length))).toBe(0);
      at += chunk.length;
    }
  });

  test("can be left before they end", async () => {
    for await (const chunk of fileBytes(path)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  test("that are missing from a stretch are named", async () => {
    await expect(all({ from: 4_000_000, to: 6_000_000 })).rejects.toThrow(/log: the log became shorter/);
  });
});
