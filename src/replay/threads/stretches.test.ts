import fc from "fast-check";
import { expect, test } from "vitest";
import { type Block, blocks } from "../blocks.ts";
import { stretches } from "./stretches.ts";

const limit = 12;

/** Blocks of a text that comes in chunks of some sizes; lines of more than the limit are too long. */
async function* inBlocks(text: string, sizes: number[]): AsyncGenerator<Block> {
  async function* chunks() {
    const bytes = Buffer.from(text);
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length]!;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  yield* blocks(chunks(), limit);
}

async function dealt(text: string, sizes: number[], bytes: number): Promise<string[]> {
  const next = stretches(inBlocks(text, sizes), bytes);
  const all: string[] = [];
  for (;;) {
    let stretch = "";
    for await (const block of next()) stretch += "tooLong" in block ? "(too long)\n" : Buffer.from(block.bytes);
    if (stretch === "") return all;
    all.push(stretch);
  }
}

const line = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 14 });
const text = fc.array(line, { maxLength: 20 }).map((lines) => lines.map((one) => `${one}\n`).join(""));
// A chunk is smaller than the longest line that is read.
const sizes = fc.array(fc.integer({ min: 1, max: limit }), { minLength: 1, maxLength: 5 });

test("stretches end where the lines say, however these came", async () => {
  await fc.assert(
    fc.asyncProperty(text, sizes, sizes, fc.integer({ min: 1, max: 40 }), async (text, some, others, bytes) => {
      const stretches = await dealt(text, some, bytes);
      expect(await dealt(text, others, bytes)).toEqual(stretches);
      const lines = text.split(/(?<=\n)/).map((one) => (one.length > limit + 1 ? "(too long)\n" : one));
      expect(stretches.join("")).toBe(lines.join(""));
    }),
  );
});

test("a stretch has at least the bytes asked for, and not a line more", async () => {
  expect(await dealt("aa\nbb\ncc\ndd\ne\n", [5], 4)).toEqual(["aa\nbb\n", "cc\ndd\n", "e\n"]);
  expect(await dealt("aa\nbb\ncc\n", [5], 3)).toEqual(["aa\n", "bb\n", "cc\n"]);
});
