import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Span, sharesOf } from "./share.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-share-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, size: Buffer.byteLength(content) };
};
const contentOf = ({ path, range }: Span) => readFileSync(path).subarray(range?.from, range?.to).toString();

describe("the shares of the threads", () => {
  test("hold every byte once, in order, and are cut only where lines end", async () => {
    const text = fc.array(fc.string(), { maxLength: 30 }).map((lines) => `{${lines.join("\n")}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (texts, n) => {
          const files = texts.map((text, at) => written(`${at}.ndjson`, text));
          const shares = await sharesOf(files, n);
          expect(shares.length).toBeLessThanOrEqual(n);
          expect(shares.flat().map(contentOf).join("")).toBe(texts.join(""));
          for (const { path, range } of shares.flat())
            if (range && range.to < readFileSync(path).length) expect(readFileSync(path)[range.to - 1]).toBe(10);
        },
      ),
    );
  });

  test("are about equal", async () => {
    const line = `${"x".repeat(99)}\n`;
    const files = [written("a.ndjson", line.repeat(10)), written("b.ndjson", line.repeat(90))];
    const shares = await sharesOf(files, 4);
    const sizes = shares.map((share) => share.reduce((sum, span) => sum + contentOf(span).length, 0));
    expect(sizes).toEqual([2600, 2500, 2500, 2400]);
  });

  test.each([
    ["a.json", '[{"decision_id":\n"a"},\n{"decision_id":"b"}]'],
    ["a.csv", 'decision_id,note\na,"two\nlines"\n'],
    ["a.ndjson.gz", gzipSync("{}\n".repeat(100))],
  ])("leave %s in one piece, since its lines are no records", async (name, content) => {
    const file = written(name, content);
    expect(await sharesOf([file], 3)).toEqual([[{ path: file.path }]]);
  });
});
