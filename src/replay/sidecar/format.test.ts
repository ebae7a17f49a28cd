import fc from "fast-check";
import { expect, test } from "vitest";
import { narrowed } from "./columns.ts";
import { decoded, encoded } from "./format.ts";

const doubles = fc.oneof(
  fc.array(fc.double(), { maxLength: 20 }),
  fc
    .tuple(fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity)), fc.nat(20))
    .map(([value, count]) => new Array<number>(count).fill(value)),
);
const codes = fc.oneof(...[100, 200, 40_000].map((max) => fc.array(fc.integer({ min: -1, max }), { maxLength: 20 })));

test("columns come back from a file as they went in: empty ones, NaN, infinities and -0 too", () => {
  fc.assert(
    fc.property(doubles, codes, fc.uint8Array({ maxLength: 20 }), fc.jsonValue(), (at, written, bytes, facts) => {
      const rows = { at: Float64Array.from(at), codes: narrowed(Int32Array.from(written)) };
      const pieces = encoded({ rows, texts: { bytes: new Uint8Array(bytes) }, facts });
      const file = decoded(new Uint8Array(Buffer.concat(pieces)))!;
      const [doublesBack, codesBack] = [new Float64Array(at.length), new Int32Array(written.length)];
      file.columns.get("at")!.copy(doublesBack, 0, at.length);
      file.columns.get("codes")!.copy(codesBack, 0, written.length);
      expect([...doublesBack]).toEqual(at);
      expect([...codesBack]).toEqual(written);
      expect([...file.columns.get("bytes")!.all]).toEqual([...bytes]);
      expect(file.facts).toEqual(JSON.parse(JSON.stringify(facts)));
    }),
  );
});
