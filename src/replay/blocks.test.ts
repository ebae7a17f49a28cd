import fc from "fast-check";
import { expect, test } from "vitest";
import { blocks, eachLine } from "./blocks.ts";

/** Hands out every chunk in the same memory, as a file reader does. */
async function* stream(chunks: Uint8Array[]) {
  const memory = new Uint8Array(Math.max(0, ...chunks.map((chunk) => chunk.length)));
  for (const chunk of chunks) {
    memory.set(chunk);
    yield memory.subarray(0, chunk.length);
  }
}

async function linesOf(chunks: Uint8Array[], limit?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const block of blocks(stream(chunks), limit)) {
    if ("tooLong" in block) lines.push("<too long>");
    else eachLine(block.bytes, (_, start, end) => lines.push(Buffer.from(block.bytes.subarray(start, end)).toString()));
  }
  return lines;
}

test("however a log is chunked, its lines come out the same", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "ö", '"'), maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(5), { maxLength: 60 }),
      fc.boolean(),
      async (lines, cuts, ended) => {
        const bytes = Buffer.from(lines.join("\n") + (ended ? "\n" : ""));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at = Math.min(bytes.length, at + cut);
        }
        chunks.push(bytes.subarray(at));
        const expected = bytes.length === 0 ? [] : bytes.toString().split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(await linesOf(chunks)).toEqual(expected);
      },
    ),
  );
});

test("a line over the limit is named once and not kept, the lines around it are read", async () => {
  const text = `ab\n${"x".repeat(50)}\ncd\n${"y".repeat(50)}`;
  for (const size of [1, 7]) {
    const chunks = [];
    for (let at = 0; at < text.length; at += size) chunks.push(Buffer.from(text.slice(at, at + size)));
    expect(await linesOf(chunks, 10)).toEqual(["ab", "<too long>", "cd", "<too long>"]);
  }
});
