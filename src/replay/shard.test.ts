import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eachStretch, linesOf, parseShard } from "./shard.ts";

describe("a shard", () => {
  test.each(["0/4", "5/4", "4", "1/0", "a/b", "1/99999", "1/4 ", "-1/4"])("%j is none", (text) => {
    expect(parseShard(text)).toBe(undefined);
  });

  test("every line of every log belongs to exactly one of them", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1e9 }), (log, of, line) => {
        const owners = Array.from({ length: of }, (_, at) => linesOf(log, { index: at + 1, of })(line));
        expect(owners.filter(Boolean)).toHaveLength(1);
      }),
    );
  });

  test("gets its lines whole, whatever blocks they come in", () => {
    const lines = Array.from({ length: 100 }, (_, at) => `${at + 1}${"x".repeat(at % 7)}`);
    const blocks = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 5 }), (sizes, of) => {
        const seen: string[] = [];
        for (let index = 1; index <= of; index++) {
          let line = 1;
          for (const size of [...sizes, lines.length]) {
            const block = lines.slice(line - 1, line - 1 + size);
            const bytes = Buffer.from(block.map((text) => `${text}\n`).join(""));
            line += eachStretch(bytes, line, linesOf("a.ndjson", { index, of }), (start, end, first) => {
              const texts = bytes.subarray(start, end).toString().split("\n").slice(0, -1);
              expect(texts[0]).toBe(lines[first - 1]);
              seen.push(...texts);
            });
          }
        }
        expect(seen.sort()).toEqual([...lines].sort());
      }),
    );
  });

  test("many short logs are spread over the shards", () => {
    const shards = new Set(
      Array.from({ length: 200 }, (_, at) =>
        [1, 2, 3, 4].find((index) => linesOf(`2026-01-${at}.ndjson`, { index, of: 4 })(1)),
      ),
    );
    expect(shards.size).toBe(4);
  });
});
