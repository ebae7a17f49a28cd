import { list, moments } from "./columns";
import { DAY, DAY_BEGAN, FAILED } from "./memory";
import { QUOTE, skipPlain } from "./skip";

/** `2026-03-01T10:00:00Z`, with or without milliseconds. */
export function readTimestamp(at: usize, row: i32, seam: i32): usize {
  const after = skipPlain(at);
  if (after === FAILED || load<u8>(at) !== QUOTE) return after;
  const from = at + 1;
  const length = after - 1 - from;
  const ms = length === 24 ? thousandth(from + 19) : 0;
  const hour = digits(from + 11);
  const minute = digits(from + 14);
  const second = digits(from + 17);
  const usual =
    (length === 20 || length === 24) &&
    load<u8>(from + 10) === 0x54 &&
    load<u8>(from + 13) === 0x3a &&
    load<u8>(from + 16) === 0x3a &&
    load<u8>(after - 2) === 0x5a;
  if (!usual || hour > 23 || minute > 59 || second > 60 || ms > 999 || !isDay(from)) return list(row, seam, at, after);
  const time = hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
  store<f64>(moments() + ((<usize>row) << 3), load<f64>(DAY_BEGAN) + <f64>time);
  return after;
}

/** Whether `2026-03-01` stands here, or another day, which is then the day read last. */
function isDay(at: usize): bool {
  if (load<u64>(at) === load<u64>(DAY) && load<u16>(at + 8) === load<u16>(DAY + 8)) return true;
  const century = digits(at);
  const years = digits(at + 2);
  const month = digits(at + 5);
  const day = digits(at + 8);
  if (load<u8>(at + 4) !== 0x2d || load<u8>(at + 7) !== 0x2d) return false;
  if (century > 99 || years > 99 || month < 1 || month > 12 || day < 1) return false;
  // The 29th of February is left to the other reader. From August on the long months are the even ones.
  if (day > (month === 2 ? 28 : 30 + ((month + (month >>> 3)) & 1))) return false;
  // H. Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil.
  const year = <i32>(century * 100 + years) + 400 - (month <= 2 ? 1 : 0);
  const dayOfYear = <i32>((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1);
  const days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468 - 146_097;
  store<u64>(DAY, load<u64>(at));
  store<u16>(DAY + 8, load<u16>(at + 8));
  store<f64>(DAY_BEGAN, <f64>days * 86_400_000);
  return true;
}

/** Two digits as a number; more than 1000 for anything else. */
function digits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at + 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 10_000;
}

/** A point and three digits as milliseconds; more than 1000 for anything else. */
function thousandth(at: usize): u32 {
  const hundreds = <u32>load<u8>(at + 1) - 0x30;
  return load<u8>(at) === 0x2e && hundreds < 10 ? hundreds * 100 + digits(at + 2) : 10_000;
}
