import fc from "fast-check";
import { expect, test } from "vitest";
import { timestampOf } from "./timestamp.ts";

test("agrees with the platform on every timestamp in UTC", () => {
  const date = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(date, (at) => {
      expect(timestampOf(at.toISOString())).toBe(at.getTime());
    }),
  );
});

test.each([
  ["2026-03-01", "2026-03-01T00:00:00Z"],
  ["2026-03-01T10:00:00", "2026-03-01T10:00:00Z"],
  ["2026-03-01 10:00:00Z", "2026-03-01T10:00:00Z"],
  ["2026-03-01t10:00:00z", "2026-03-01T10:00:00Z"],
  ["2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.123Z"],
  ["2026-03-01T10:00:00.5+01:30", "2026-03-01T08:30:00.500Z"],
  ["2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z"],
  ["2000-02-29T00:00:00+14:00", "2000-02-28T10:00:00Z"],
  ["2026-03-01T10:00:00-05:00", "2026-03-01T15:00:00Z"],
])("%s is %s", (text, same) => {
  expect(new Date(timestampOf(text)).toISOString()).toBe(new Date(same).toISOString());
});

test.each([
  "",
  "yesterday",
  "2026-13-01",
  "2026-02-29",
  "2100-02-29",
  "2024-02-30",
  "2026-03-01T10:00:00+24:00",
  "2026-03-01T10:00:00-01:60",
  "2026-03-01T25:00:00Z",
  "2026-03-01T10:00",
  "2026-03-01T10:00:00+1",
  "2026-3-1T10:00:00Z",
])("%j is no timestamp", (text) => {
  expect(timestampOf(text)).toBeNaN();
});
