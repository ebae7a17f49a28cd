import { timestampAt } from "../timestamp.ts";

/**
 * Reads timestamps as {@link timestampAt} does. Nearly all of a log are in the form `2026-03-01T10:00:00Z`, with or without
 * milliseconds, and of the same day as the one before: of these only the time of day is read.
 */
export class Clock {
  /** The day that was read last: its ten bytes as words, the last of them twice, and when it began. */
  #year = 0;
  #month = 0;
  #day = 0;
  #began = Number.NaN;

  /** @param view the same bytes, and at least 8 more */
  at(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const time = from + 10;
    const ms = to - from === 24 ? thousandth(bytes, from + 19) : 0;
    const usual = (to - from === 20 || to - from === 24) && bytes[time] === 0x54 && bytes[to - 1] === 0x5a;
    if (!usual || bytes[time + 3] !== 0x3a || bytes[time + 6] !== 0x3a || ms < 0) return timestampAt(bytes, from, to);
    const hour = twoDigits(bytes, time + 1);
    const minute = twoDigits(bytes, time + 4);
    const second = twoDigits(bytes, time + 7);
    if (!(hour < 24 && minute < 60 && second <= 60)) return Number.NaN;
    const year = view.getInt32(from, true);
    const month = view.getInt32(from + 4, true);
    const day = view.getInt32(from + 6, true);
    if (day !== this.#day || month !== this.#month || year !== this.#year) {
      this.#began = timestampAt(bytes, from, from + 10);
      this.#year = year;
      this.#month = month;
      this.#day = day;
    }
    return this.#began + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
  }
}

/** Two digits as a number; 1000 or more for anything else. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at]! - 0x30) >>> 0;
  const ones = (bytes[at + 1]! - 0x30) >>> 0;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000;
}

/** A point and three digits as milliseconds; -1 for anything else. */
function thousandth(bytes: Uint8Array, at: number): number {
  const hundreds = (bytes[at + 1]! - 0x30) >>> 0;
  const rest = twoDigits(bytes, at + 2);
  return bytes[at] === 0x2e && hundreds < 10 && rest < 100 ? hundreds * 100 + rest : -1;
}
