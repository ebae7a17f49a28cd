import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openLog } from "./open-log.ts";

const text = Array.from(
  { length: 40 },
  (_, i) => `{"decision_id":"case-${i}","input":{"amount":${(i * 7919) % 101}}}\n`,
);
const plain = text.join("");
const members = [gzipSync(text.slice(0, 20).join("")), gzipSync(text.slice(20).join(""))];

async function textOf(bytes: Uint8Array, size: number): Promise<string> {
  async function* chunks() {
    const memory = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size)
      yield memory.subarray(0, Buffer.from(bytes.subarray(at, at + size)).copy(memory));
  }
  const parts: Buffer[] = [];
  for await (const part of openLog("a.ndjson.gz", chunks(), { inputs: new Map(), columns: new Map() }).bytes)
    parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

const size = fc.integer({ min: 10, max: 500 });
const broken = /^a\.ndjson\.gz: the gzip data is broken or cut short: /;

describe("a log under gzip", () => {
  test("may be several members, and be filled up with zeros", async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(600), async (size, zeros) => {
        expect(await textOf(Buffer.concat([...members, Buffer.alloc(zeros)]), size)).toBe(plain);
      }),
    );
  });

  test("with a member behind zeros says so, rather than leave it out", async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.integer({ min: 1, max: 600 }), async (size, zeros) => {
        const bytes = Buffer.concat([members[0]!, Buffer.alloc(zeros), members[1]!]);
        await expect(textOf(bytes, size)).rejects.toThrow(broken);
      }),
    );
  });

  test.each(["g", "\u001f", "and so on\n"])("followed by %j says so", async (garbage) => {
    await fc.assert(
      fc.asyncProperty(size, async (size) => {
        await expect(textOf(Buffer.concat([...members, Buffer.from(garbage)]), size)).rejects.toThrow(broken);
      }),
      { numRuns: 20 },
    );
  });

  test("cut short says so, wherever that is but between two members", async () => {
    const bytes = Buffer.concat(members);
    for (let length = 2; length < bytes.length; length++) {
      const cut = textOf(bytes.subarray(0, length), 64);
      if (length === members[0]!.length) expect(plain.startsWith(await cut)).toBe(true);
      else await expect(cut).rejects.toThrow(broken);
    }
  });

  test("with any bits flipped gives the same bytes or says so", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat((members[0]!.length + members[1]!.length - 2) * 8 - 1), { minLength: 1, maxLength: 3 }),
        async (bits) => {
          const bytes = Buffer.concat(members);
          // The first two bytes say that this is gzip; with others it is a log of another form.
          for (const bit of bits) bytes[2 + (bit >> 3)]! ^= 1 << (bit & 7);
          const text = await textOf(bytes, 64).catch((error: Error) => error.message);
          if (text !== plain) expect(text).toMatch(broken);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
