import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cuts } from "./cuts.ts";

const cut = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom(0, 0.1, 0.36, 1e308, -1e308, 5e-324),
);

describe("the place of a value among cut points", () => {
  test("is that of the first cut which is not below it, however evenly they lie", () => {
    fc.assert(
      fc.property(fc.uniqueArray(cut, { maxLength: 60 }), fc.array(cut), (cuts, values) => {
        const ascending = cuts.map((value) => value + 0).sort((a, b) => a - b);
        const found = new Cuts(ascending);
        for (const value of [...values, ...ascending]) {
          const place = ascending.findIndex((one) => one >= value);
          expect(found.firstFrom(value)).toBe(place < 0 ? ascending.length : place);
        }
      }),
    );
  });

  test("is found where nearly all cuts lie together, and where there is none", () => {
    const crowded = [...Array.from({ length: 100 }, (_, i) => i / 1000), 1e9];
    const found = new Cuts(crowded);
    for (const [place, value] of crowded.entries()) expect(found.firstFrom(value)).toBe(place);
    expect(new Cuts([]).firstFrom(5)).toBe(0);
  });
});
