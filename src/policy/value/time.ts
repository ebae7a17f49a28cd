import { compareNum, Decimal, type Num, numberFromText, toDecimal } from "./decimal.ts";

export type TimeKind = "date" | "date and time" | "years and months duration" | "days and time duration";

/**
 * A date, a point in time, or a length of time, as a place on one line: `rank` counts days since 1970-01-01 (date), seconds
 * since 1970-01-01T00:00:00Z (date and time), months (years and months duration) or seconds (days and time duration).
 */
export class TimeValue {
  readonly kind: TimeKind;
  readonly rank: Num;

  constructor(kind: TimeKind, rank: Num) {
    this.kind = kind;
    this.rank = rank;
  }

  /** ISO 8601, as the input of a decision would write it. */
  toString(): string {
    switch (this.kind) {
      case "date":
        return formatDate(Number(this.rank));
      case "date and time":
        return formatDateTime(this.rank);
      case "years and months duration":
        return formatMonths(Number(this.rank));
      case "days and time duration":
        return formatSeconds(this.rank);
    }
  }

  toJSON(): string {
    return this.toString();
  }

  toFeel(): string {
    const name = this.kind === "date" || this.kind === "date and time" ? this.kind : "duration";
    return `${name}("${this}")`;
  }
}

/** Seconds of a day. */
export const DAY = 86_400;

/** Days since 1970-01-01 in the proleptic Gregorian calendar; undefined when the calendar has no such day. */
export function daysFromCivil(year: number, month: number, day: number): number | undefined {
  if (!Number.isInteger(year) || Math.abs(year) > 200_000) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.getTime() / (DAY * 1000) : undefined;
}

/** Year, month (1 to 12) and day of a day count. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const date = new Date(days * DAY * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const datePattern = /^(-?\d{4,6})-(\d{2})-(\d{2})$/;

/** `2024-02-29`; undefined when it is no date. */
export function parseDate(text: string): TimeValue | undefined {
  const match = datePattern.exec(text);
  if (!match) return undefined;
  const days = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return days === undefined ? undefined : new TimeValue("date", days);
}

const timePattern = /^(\d{2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

/**
 * `2024-02-29T10:00:00.5+01:00`; a date alone is its midnight. Without an offset the time is UTC, so that the same record
 * means the same everywhere; named time zones are refused, because their rules change after the policy was approved.
 */
export function parseDateTime(text: string): TimeValue | undefined {
  const [datePart, timePart] = text.split("T", 2) as [string, string | undefined];
  const date = parseDate(datePart);
  if (!date || text.split("T").length > 2) return undefined;
  if (timePart === undefined) return new TimeValue("date and time", Number(date.rank) * DAY);
  const match = timePattern.exec(timePart);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), numberFromText(match[3]!)!];
  if (hour > 23 || minute > 59 || compareNum(second, 60) >= 0) return undefined;
  const offset = offsetSeconds(match[4]);
  if (offset === undefined) return undefined;
  const whole = Number(date.rank) * DAY + hour * 3600 + minute * 60 - offset;
  return new TimeValue("date and time", plus(whole, second));
}

function offsetSeconds(text: string | undefined): number | undefined {
  if (text === undefined || text === "Z") return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4, 6))];
  if (hours > 14 || minutes > 59) return undefined;
  return (text[0] === "-" ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** `P1Y6M` (years and months) or `P2DT3H` (days and time); the two are never mixed. Undefined when it is no duration. */
export function parseDuration(text: string): TimeValue | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const body = sign < 0 ? text.slice(1) : text;
  const months = /^P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?$/.exec(body);
  if (months) {
    return new TimeValue(
      "years and months duration",
      sign * (Number(months[1] ?? 0) * 12 + Number(months[2] ?? 0)) || 0,
    );
  }
  const time =
    /^P(?=\d|T\d)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/.exec(body);
  if (!time) return undefined;
  const whole = Number(time[1] ?? 0) * DAY + Number(time[2] ?? 0) * 3600 + Number(time[3] ?? 0) * 60;
  const total = plus(whole, numberFromText(time[4] ?? "0")!);
  return new TimeValue("days and time duration", sign < 0 ? negate(total) : total);
}

const plus = (whole: number, fraction: Num): Num =>
  typeof fraction === "number" && Number.isInteger(fraction)
    ? whole + fraction
    : numberFromText(new Decimal(whole).plus(fraction).toString())!;

const negate = (value: Num): Num => (typeof value === "number" ? 0 - value : value.negated());

const pad = (value: number, width: number) => String(value).padStart(width, "0");

function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${year < 0 ? "-" : ""}${pad(Math.abs(year), 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function formatDateTime(seconds: Num): string {
  const days = toDecimal(seconds).div(DAY).floor();
  const rest = toDecimal(seconds).minus(days.times(DAY));
  const minutes = rest.div(60).floor().toNumber();
  const second = rest.minus(minutes * 60).toFixed();
  const clock = `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${/^\d(\.|$)/.test(second) ? "0" : ""}${second}`;
  return `${formatDate(days.toNumber())}T${clock}Z`;
}

function formatMonths(months: number): string {
  const [years, rest] = [Math.floor(Math.abs(months) / 12), Math.abs(months) % 12];
  return `${months < 0 ? "-" : ""}P${years ? `${years}Y` : ""}${rest || !years ? `${rest}M` : ""}`;
}

function formatSeconds(seconds: Num): string {
  const all = toDecimal(seconds).abs();
  const days = all.div(DAY).floor();
  const rest = all.minus(days.times(DAY));
  const hours = rest.div(3600).floor();
  const minutes = rest.minus(hours.times(3600)).div(60).floor();
  const second = rest.minus(hours.times(3600)).minus(minutes.times(60));
  const part = (value: Decimal, unit: string) => (value.isZero() ? "" : `${value.toFixed()}${unit}`);
  const clock = `${part(hours, "H")}${part(minutes, "M")}${part(second, "S")}`;
  const body = `${part(days, "D")}${clock ? `T${clock}` : ""}`;
  return `${compareNum(seconds, 0) < 0 ? "-" : ""}P${body || "T0S"}`;
}
