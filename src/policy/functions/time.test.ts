import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeValue } from "../value/time.ts";
import { operate } from "./arithmetic.ts";
import { FUNCTIONS } from "./index.ts";

const day = fc.integer({ min: -300_000, max: 300_000 }).map((days) => new TimeValue("date", days));
const months = (count: number) => new TimeValue("years and months duration", count);
const between = (from: TimeValue, to: TimeValue) =>
  FUNCTIONS.get("years and months duration")!.apply([from, to]) as TimeValue;
const rank = (value: unknown) => Number((value as TimeValue).rank);

test("a day some days later is so many days later", () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -50_000, max: 50_000 }), (from, days) => {
      const length = new TimeValue("days and time duration", days * 86_400);
      const to = operate("+", from, length) as TimeValue;
      expect(rank(to) - rank(from)).toBe(days);
      expect(operate("-", to, length)).toEqual(from);
      expect(rank(operate("-", to, from))).toBe(days * 86_400);
    }),
  );
});

test("the months between two days are the most that fit", () => {
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [from, to] = rank(a) <= rank(b) ? [a, b] : [b, a];
      const whole = rank(between(from, to));
      const later = (count: number) => rank(operate("+", from, months(count)));
      expect(later(whole)).toBeLessThanOrEqual(rank(to));
      // A month after 31 January is 29 February at the latest, although that is not yet a whole month later.
      expect(later(whole + 1)).toBeGreaterThanOrEqual(rank(to));
      expect(rank(between(to, from))).toBe(whole === 0 ? 0 : -whole);
    }),
  );
});

test("weekdays follow the JavaScript calendar", () => {
  fc.assert(
    fc.property(day, (date) => {
      const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
      expect(FUNCTIONS.get("day of week")!.apply([date])).toBe(names[new Date(rank(date) * 86_400_000).getUTCDay()]);
    }),
  );
});

test.each([
  ["2024-12-30", 1],
  ["2021-01-03", 53],
  ["2020-12-31", 53],
  ["2024-01-01", 1],
  ["2023-01-01", 52],
])("%s lies in week %i", (text, week) => {
  const date = FUNCTIONS.get("date")!.apply([text]);
  expect(FUNCTIONS.get("week of year")!.apply([date])).toBe(week);
});
