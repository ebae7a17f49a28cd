const digit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** The number in so many digits, or NaN. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let pos = at; pos < at + count; pos++) {
    const c = bytes[pos]!;
    if (!digit(c)) return Number.NaN;
    value = value * 10 + (c - 0x30);
  }
  return value;
}

/** Days since 1970-01-01 (H. Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : monthDays[month - 1]!;

/**
 * Milliseconds since 1970 of an RFC 3339 timestamp that stands in bytes, or of a date alone; NaN for anything else. A
 * time without an offset is UTC, so that a log means the same on every machine; what is finer than a millisecond is cut.
 */
export function timestampAt(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 10 || bytes[from + 4] !== 0x2d || bytes[from + 7] !== 0x2d) return Number.NaN;
  const month = digits(bytes, from + 5, 2);
  const day = digits(bytes, from + 8, 2);
  const year = digits(bytes, from, 4);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN;
  const date = daysFromCivil(year, month, day) * 86_400_000;
  if (length === 10) return date;
  if (length < 19 || bytes[from + 13] !== 0x3a || bytes[from + 16] !== 0x3a) return Number.NaN;
  const separator = bytes[from + 10]! | 0x20;
  if (separator !== 0x74 && separator !== 0x20) return Number.NaN;
  const hour = digits(bytes, from + 11, 2);
  const minute = digits(bytes, from + 14, 2);
  const second = digits(bytes, from + 17, 2);
  if (!(hour < 24 && minute < 60 && second <= 60)) return Number.NaN;
  let pos = from + 19;
  let ms = 0;
  if (bytes[pos] === 0x2e) {
    let scale = 100;
    for (pos++; pos < to && digit(bytes[pos]!); pos++) {
      ms += (bytes[pos]! - 0x30) * scale;
      scale = scale === 1 || scale === 0 ? 0 : scale / 10;
    }
  }
  const offset = offsetAt(bytes, pos, to);
  return date + (hour * 3600 + minute * 60 + second) * 1000 + ms - offset * 60_000;
}

/** Minutes east of UTC, or NaN. */
function offsetAt(bytes: Uint8Array, at: number, to: number): number {
  if (at === to) return 0;
  const sign = bytes[at]!;
  if ((sign | 0x20) === 0x7a) return at + 1 === to ? 0 : Number.NaN;
  if ((sign !== 0x2b && sign !== 0x2d) || to - at !== 6 || bytes[at + 3] !== 0x3a) return Number.NaN;
  const [hour, minute] = [digits(bytes, at + 1, 2), digits(bytes, at + 4, 2)];
  if (!(hour < 24 && minute < 60)) return Number.NaN;
  const minutes = hour * 60 + minute;
  return sign === 0x2d ? -minutes : minutes;
}

/** The same of a text. */
export function timestampOf(text: string): number {
  const bytes = Buffer.from(text);
  return timestampAt(bytes, 0, bytes.length);
}
