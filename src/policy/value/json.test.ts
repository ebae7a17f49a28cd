import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal, type Num } from "./decimal.ts";
import { parseJsonExact, stringifyJsonExact } from "./json.ts";

describe("JSON with exact numbers", () => {
  test("a number that a double holds comes as a JavaScript number, any other as a Decimal", () => {
    expect(parseJsonExact('{"a": 0.1, "b": 9007199254740993, "c": [1e2, 0.22100000381469725]}')).toEqual({
      a: 0.1,
      b: new Decimal("9007199254740993"),
      c: [100, 0.22100000381469725],
    });
  });

  test("digits inside text are text", () => {
    const value = { "9007199254740993": 'a "9007199254740993" b', c: "\u0000number:9007199254740993" };
    expect(parseJsonExact(JSON.stringify(value).replace("{", '{"n":9007199254740993,'))).toEqual({
      ...value,
      n: new Decimal("9007199254740993"),
    });
  });

  test("bad JSON, and numbers beyond decimal128, are refused", () => {
    expect(() => parseJsonExact('{"a": 9007199254740993')).toThrow(SyntaxError);
    expect(() => parseJsonExact("[1e9999]")).toThrow("outside the range");
  });

  test("more than 34 digits are rounded half to even", () => {
    expect(stringifyJsonExact(parseJsonExact("[1.00000000000000000000000000000000050]"))).toBe("[1]");
    expect(stringifyJsonExact(parseJsonExact("[1.00000000000000000000000000000000150]"))).toBe(
      "[1.000000000000000000000000000000002]",
    );
  });

  test("what JSON.parse reads is read alike, and written back digit for digit", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = JSON.parse(text);
        expect(JSON.parse(stringifyJsonExact(parseJsonExact(text)))).toEqual(plain);
      }),
    );
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }),
        fc.integer({ min: 0, max: 30 }),
        (digits, scale) => {
          const text = new Decimal(digits.toString()).div(new Decimal(10).pow(scale)).toString();
          const [value] = parseJsonExact(`[${text}]`) as [Num];
          expect(new Decimal(value).eq(text)).toBe(true);
          expect(parseJsonExact(stringifyJsonExact([value]))).toEqual([value]);
        },
      ),
    );
  });
});
