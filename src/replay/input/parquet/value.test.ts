import type { SchemaElement } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { expect, test } from "vitest";
import { valueText } from "./value.ts";

/** A stored value as JSON. */
const text = (element: Partial<SchemaElement>, value: unknown) =>
  valueText({ element: { name: "n", ...element }, type: element.type, parsers: DEFAULT_PARSERS } as never)([value], 0);
const bytes = (text: string) => new TextEncoder().encode(text);

test("a document that is none stays a text: nothing in it can become part of the record", () => {
  const json = { type: "BYTE_ARRAY", converted_type: "JSON" } as const;
  expect(text(json, bytes('{"amount":1},"decision_id":"x"'))).toBe(String.raw`"{\"amount\":1},\"decision_id\":\"x\""`);
  expect(text(json, bytes('{"amount":\r\n1.50}'))).toBe('{"amount": 1.50}');
});

test("moments, by what they are counted in; days; and a moment that no calendar has", () => {
  const moment = (unit: "MILLIS" | "MICROS" | "NANOS") =>
    ({ type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit } }) as const;
  expect(text(moment("MILLIS"), 1_772_359_200_123n)).toBe('"2026-03-01T10:00:00.123Z"');
  expect(text(moment("MICROS"), 1_772_359_200_123_000n)).toBe('"2026-03-01T10:00:00.123Z"');
  expect(text(moment("MICROS"), 1_772_359_200_123_999n)).toBe('"2026-03-01T10:00:00.123999Z"');
  expect(text(moment("NANOS"), 1_772_359_200_123_000_001n)).toBe('"2026-03-01T10:00:00.123000001Z"');
  expect(text(moment("NANOS"), 1_772_359_200_123_450_000n)).toBe('"2026-03-01T10:00:00.12345Z"');
  expect(text(moment("NANOS"), -1n)).toBe('"1969-12-31T23:59:59.999999999Z"');
  expect(text({ type: "INT64", converted_type: "TIMESTAMP_MICROS" }, -1_500n)).toBe('"1969-12-31T23:59:59.9985Z"');
  expect(text({ type: "INT32", converted_type: "DATE" }, 20_513)).toBe('"2026-03-01"');
  expect(text(moment("MILLIS"), 2n ** 62n)).toBe("null");
});

test("decimals of any length, kept as numbers or as bytes", () => {
  const decimal = (scale: number) => ({ type: "FIXED_LEN_BYTE_ARRAY", converted_type: "DECIMAL", scale }) as const;
  expect(text(decimal(2), Uint8Array.of(0xff, 0xc7))).toBe("-0.57");
  for (const damaged of [-1, 2 ** 31 - 1])
    expect(() => text(decimal(damaged), Uint8Array.of(1, 44))).toThrow(
      `a decimal of ${damaged} digits behind its point`,
    );
  expect(text(decimal(0), Uint8Array.of(0x01, 0x00))).toBe("256");
  expect(text(decimal(3), Uint8Array.of())).toBe("0.000");
  expect(text({ type: "INT32", converted_type: "DECIMAL", scale: 2 }, -5)).toBe("-0.05");
  expect(text({ type: "INT64", converted_type: "DECIMAL", scale: 2 }, 9_007_199_254_740_993n)).toBe(
    "90071992547409.93",
  );
});

test("numbers that JSON does not have, and bytes that are no text", () => {
  expect(text({ type: "DOUBLE" }, Number.NaN)).toBe("null");
  expect(text({ type: "DOUBLE" }, -Infinity)).toBe("null");
  expect(text({ type: "DOUBLE" }, 1e21)).toBe("1e+21");
  expect(text({ type: "INT64" }, 9_007_199_254_740_993n)).toBe("9007199254740993");
  expect(() => text({ type: "FIXED_LEN_BYTE_ARRAY" }, Uint8Array.of(1))).toThrow("it holds bytes");
});
