import { type Num, toDecimal } from "../value/decimal.ts";
import {
  civilFromDays,
  DAY,
  daysFromCivil,
  parseDate,
  parseDateTime,
  parseDuration,
  TimeValue,
} from "../value/time.ts";
import type { Value } from "../value/value.ts";
import { type Builtin, builtin, NoResult } from "./builtin.ts";

const t = (value: Value | undefined) => value as TimeValue;

/** The day a date, or a point in time in UTC, falls on, counted from 1970-01-01. */
export function dayOf(value: TimeValue): number {
  if (value.kind === "date") return Number(value.rank);
  return toDecimal(value.rank).div(DAY).floor().toNumber();
}

function parsed(text: string, value: TimeValue | undefined, kind: string): TimeValue {
  if (!value) throw new NoResult(`${JSON.stringify(text.slice(0, 40))} is not a ${kind}`);
  return value;
}

function toDate(args: readonly Value[]): TimeValue {
  const [first] = args;
  if (args.length === 3) {
    const days = daysFromCivil(...(args.map((part) => Number(part)) as [number, number, number]));
    if (days === undefined) throw new NoResult(`there is no day ${args.map(String).join("-")}`);
    return new TimeValue("date", days);
  }
  if (typeof first === "string") return parsed(first, parseDate(first), "date");
  return new TimeValue("date", dayOf(t(first)));
}

function toDateTime([value]: readonly Value[]): TimeValue {
  if (typeof value === "string") return parsed(value, parseDateTime(value), "date and time");
  return t(value).kind === "date" ? new TimeValue("date and time", dayOf(t(value)) * DAY) : t(value);
}

/** Whole months from one day to another, towards zero (DMN 1.3, 10.3.4.5). */
function monthsBetween(from: TimeValue, to: TimeValue): TimeValue {
  if (dayOf(to) < dayOf(from)) {
    const back = monthsBetween(to, from);
    return new TimeValue(back.kind, 0 - Number(back.rank));
  }
  const [a, b] = [civilFromDays(dayOf(from)), civilFromDays(dayOf(to))];
  const months = (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day ? 1 : 0);
  return new TimeValue("years and months duration", months);
}

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = "January February March April May June July August September October November December".split(" ");

/** 1 (Monday) to 7 (Sunday), as ISO 8601 counts; 1970-01-01 was a Thursday. */
export const weekday = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** ISO 8601 week: the one that holds this week's Thursday, counted in Thursday's year. */
function weekOfYear(day: number): number {
  const thursday = day - weekday(day) + 4;
  return Math.floor((thursday - firstOfYear(thursday)) / 7) + 1;
}

const firstOfYear = (day: number): number => daysFromCivil(civilFromDays(day).year, 1, 1)!;

/** A function of a day, given as a date or as a point in time. */
const ofDay = (result: "number" | "string", apply: (day: number) => Num | string): Builtin => ({
  overloads: [
    { params: ["date"], result },
    { params: ["date and time"], result },
  ],
  apply: ([value]) => apply(dayOf(t(value))),
});

export const timeFunctions: Record<string, Builtin> = {
  date: {
    overloads: [
      { params: ["string"], result: "date" },
      { params: ["date"], result: "date" },
      { params: ["date and time"], result: "date" },
      { params: ["number", "number", "number"], result: "date" },
    ],
    apply: toDate,
  },
  "date and time": {
    overloads: [
      { params: ["string"], result: "date and time" },
      { params: ["date"], result: "date and time" },
      { params: ["date and time"], result: "date and time" },
    ],
    apply: toDateTime,
  },
  duration: builtin(["string"], "duration", ([text]) =>
    parsed(text as string, parseDuration(text as string), "duration"),
  ),
  "years and months duration": {
    overloads: (["date", "date and time"] as const).flatMap((from) =>
      (["date", "date and time"] as const).map((to) => ({
        params: [from, to],
        result: "years and months duration" as const,
      })),
    ),
    apply: ([from, to]) => monthsBetween(t(from), t(to)),
  },
  "day of week": ofDay("string", (day) => weekdays[weekday(day) - 1]!),
  "month of year": ofDay("string", (day) => months[civilFromDays(day).month - 1]!),
  "day of year": ofDay("number", (day) => day - firstOfYear(day) + 1),
  "week of year": ofDay("number", weekOfYear),
};
