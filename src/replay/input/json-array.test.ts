import fc from "fast-check";
import { expect, test } from "vitest";
import { arrayLines } from "./json-array.ts";

/** What the lines of an array hold, read in chunks of so many bytes. */
async function valuesIn(text: string | Uint8Array, chunkBytes = 1 << 16): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  let lines = "";
  for await (const some of arrayLines("log.json", chunks())) lines += Buffer.from(some).toString();
  expect(lines === "" || lines.endsWith("\n")).toBe(true);
  return lines
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const arrays = fc.tuple(fc.array(fc.jsonValue()), fc.constantFrom(undefined, " ", "\t", "\r\n  "));

test("its elements are those that JSON.parse finds, however they are spread over lines and chunks", async () => {
  await fc.assert(
    fc.asyncProperty(arrays, fc.integer({ min: 1, max: 40 }), async ([values, indent], chunkBytes) => {
      const text = JSON.stringify(values, undefined, indent);
      expect(await valuesIn(text, chunkBytes)).toEqual(JSON.parse(text));
    }),
  );
});

test("what JSON.parse refuses is refused, whatever byte is wrong", async () => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from('[]{},:"\\ \n0a-')), fc.nat(127));
  await fc.assert(
    fc.asyncProperty(arrays, fc.nat(), byte, fc.boolean(), async ([values, indent], place, wrong, isMissing) => {
      const bytes = [...Buffer.from(JSON.stringify(values, undefined, indent))];
      const at = 1 + (place % (bytes.length - 1));
      bytes.splice(at, 1, ...(isMissing ? [] : [wrong]));
      const text = Buffer.from(bytes).toString();
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        await expect(valuesIn(text)).rejects.toThrow("log.json: not a JSON array: ");
        return;
      }
      expect(await valuesIn(text)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['[{"a":1},]', "element 2"],
  ['[{"a":}, {"b":2}]', "element 1"],
  ["[1] [2]", "something stands behind its end"],
  ['["a\nb"]', "a control character in a text of element 1"],
  ['[1, "a', "it ends within element 2"],
])("%j says where", async (text, message) => {
  await expect(valuesIn(text)).rejects.toThrow(message);
});

test("an element without end is not held in memory for ever", async () => {
  let read = 0;
  async function* endless() {
    yield Buffer.from('[{"a":"');
    for (; read < 1e9; read += 1 << 20) yield Buffer.alloc(1 << 20, "x");
  }
  const lines = async () => {
    for await (const _ of arrayLines("log.json", endless()));
  };
  await expect(lines()).rejects.toThrow("element 1 is longer than 16777216 bytes");
  expect(read).toBeLessThan(20e6);
});
