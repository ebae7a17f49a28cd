import { expect, test } from "vitest";
import { addDuration } from "./duration.ts";

const from = new Date("2026-01-31T12:00:00Z");

test.each([
  ["P2D", "2026-02-02T12:00:00.000Z"],
  ["PT4H30M", "2026-01-31T16:30:00.000Z"],
  ["P1W", "2026-02-07T12:00:00.000Z"],
  ["P1Y2M", "2027-03-31T12:00:00.000Z"],
])("%s after noon of 31 January is %s", (duration, expected) => {
  expect(addDuration(from, duration).toISOString()).toBe(expected);
});

test.each(["", "P", "PT", "2 days", "P2"])("%j is refused, with what is expected", (duration) => {
  expect(() => addDuration(from, duration)).toThrow("ISO 8601 duration");
});
