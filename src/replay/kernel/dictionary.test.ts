import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dictionary } from "./dictionary.ts";

/** The bytes of a text, and some more. */
const viewOf = (text: string) => new DataView(new TextEncoder().encode(`${text}    `).buffer);

describe("a dictionary", () => {
  test("gives equal texts the same code, in the order in which they are first seen, and the text of a code", () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", "a", "b")), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(texts, (seen) => {
        const dictionary = new Dictionary();
        const distinct = [...new Set(seen)];
        for (const text of seen) {
          // The text stands somewhere among other bytes.
          const view = viewOf(`"${text}",`);
          const code = dictionary.code(view, 1, view.byteLength - 6);
          expect(code).toBe(distinct.indexOf(text));
          expect(dictionary.text(code)).toBe(text);
        }
        expect(dictionary.size).toBe(distinct.length);
      }),
    );
  });

  test("finds what it has without adding what it has not", () => {
    const dictionary = new Dictionary(["asked", "offered"]);
    const view = viewOf("offered offere");
    expect(dictionary.find(view, 0, 7)).toBe(1);
    expect(dictionary.find(view, 8, 14)).toBe(-1);
    expect(dictionary.size).toBe(2);
  });

  test("is full of many texts, and of long ones, but goes on", () => {
    const many = new Dictionary();
    for (let i = 0; !many.full; i++) many.codeOf(`supplier ${i}`);
    expect(many.size).toBe(65_536);
    expect(many.codeOf("one more")).toBe(65_536);
    expect(many.text(40_000)).toBe("supplier 40000");
    const long = new Dictionary(["x".repeat(9_000_000)]);
    expect(long.full).toBe(true);
    expect(long.codeOf("y")).toBe(1);
  });
});
