import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dictionary } from "./dictionary.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

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
          const bytes = utf8(`"${text}",`);
          const code = dictionary.code(bytes, 1, bytes.length - 2);
          expect(code).toBe(distinct.indexOf(text));
          expect(dictionary.text(code)).toBe(text);
        }
        expect(dictionary.size).toBe(distinct.length);
      }),
    );
  });

  test("finds what it has without adding what it has not", () => {
    const dictionary = new Dictionary(["asked", "offered"]);
    const bytes = utf8("offered offere");
    expect(dictionary.find(bytes, 0, 7)).toBe(1);
    expect(dictionary.find(bytes, 8, 14)).toBe(-1);
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
