import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Part, partsOf } from "./parts.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-parts-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, size: Buffer.byteLength(content) };
};
const contentOf = ({ path, range }: Part) => readFileSync(path).subarray(range?.from, range?.to).toString();

describe("the parts of a log", () => {
  test("hold every byte once, in order, and are cut only where lines end", async () => {
    const log = fc.array(fc.string(), { maxLength: 30 }).map((lines) => `{${lines.join("\n")}`);
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 50 }), async (text, bytes) => {
        const { path, size } = written("a.ndjson", text);
        const parts = await partsOf(path, size, bytes);
        expect(parts.map(contentOf).join("")).toBe(text);
        expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(size);
        for (const part of parts.slice(0, -1)) expect(contentOf(part)).toMatch(/\n$/);
      }),
    );
  });

  test("are the same after the log has grown, but for the last", async () => {
    const before = written("a.ndjson", "0123456789\n".repeat(100));
    const parts = await partsOf(before.path, before.size, 100);
    const after = written("a.ndjson", "0123456789\n".repeat(120));
    expect(await partsOf(after.path, after.size, 100)).toEqual(expect.arrayContaining(parts.slice(0, -1)));
  });

  test.each([
    ["a.json", '[{"decision_id":\n"a"},\n{"decision_id":"b"}]'],
    ["a.csv", 'decision_id,note\na,"two\nlines"\n'],
    ["a.ndjson.gz", gzipSync("{}\n".repeat(100))],
  ])("are one for %s, since its lines are no records", async (name, content) => {
    const { path, size } = written(name, content);
    expect(await partsOf(path, size, 10)).toEqual([{ path, size, packed: true }]);
  });
});
