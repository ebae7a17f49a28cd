import fc from "fast-check";
import { expect, test } from "vitest";
import { LineChunks } from "./line-chunks.ts";

test("gives back what was added, piece by piece, in whole lines, with any characters", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.constantFrom("", "a", "ü", "€".repeat(50_000), "x".repeat(300_000), "\u{1f600}"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { minLength: 1 }), { maxLength: 40 }), (lines) => {
      const chunks = new LineChunks();
      const got: Uint8Array[] = [];
      for (const pieces of lines) {
        for (const one of pieces) chunks.add(one);
        const full = chunks.end();
        if (full) got.push(full);
      }
      got.push(chunks.rest());
      expect(Buffer.concat(got).toString()).toBe(lines.map((pieces) => `${pieces.join("")}\n`).join(""));
      for (const chunk of got.slice(0, -1)) expect(chunk.at(-1)).toBe(0x0a);
    }),
    { numRuns: 60 },
  );
});
