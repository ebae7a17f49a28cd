import type { Num } from "../value/decimal.ts";
import { toDecimal } from "../value/decimal.ts";
import { civilFromDays, DAY, type TimeValue } from "../value/time.ts";
import type { StaticType } from "./builtin.ts";
import { dayOf, weekday } from "./time.ts";

type Property = (value: TimeValue) => Num;

const ofDay: Record<string, Property> = {
  year: (value) => civilFromDays(dayOf(value)).year,
  month: (value) => civilFromDays(dayOf(value)).month,
  day: (value) => civilFromDays(dayOf(value)).day,
  weekday: (value) => weekday(dayOf(value)),
};

/** Seconds since the day began. */
const clock = (value: TimeValue) => toDecimal(value.rank).minus(dayOf(value) * DAY);

const ofClock: Record<string, Property> = {
  hour: (value) => clock(value).div(3600).floor().toNumber(),
  minute: (value) => clock(value).div(60).floor().toNumber() % 60,
  second: (value) => clock(value).mod(60),
};

/** One digit group of a length of time, with the sign of the whole: `duration("P1DT2H").hours` is 2. */
const group =
  (unit: number, of: number): Property =>
  (value) =>
    toDecimal(value.rank).div(unit).trunc().mod(of).toNumber() + 0;

/** What can be asked of a time value, `d.year`, by its type (DMN 1.3, table 53). All are numbers. */
export const properties: Partial<Record<StaticType, Record<string, Property>>> = {
  date: ofDay,
  "date and time": { ...ofDay, ...ofClock },
  "years and months duration": { years: group(12, Number.MAX_SAFE_INTEGER), months: group(1, 12) },
  "days and time duration": {
    days: group(DAY, Number.MAX_SAFE_INTEGER),
    hours: group(3600, 24),
    minutes: group(60, 60),
    seconds: (value) => toDecimal(value.rank).mod(60),
  },
};
