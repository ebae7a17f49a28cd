import { LIMITS } from "../limits.ts";
import { compareNum, isNum, type Num, simplest, toDecimal } from "../value/decimal.ts";
import { civilFromDays, DAY, daysFromCivil, type TimeKind, TimeValue } from "../value/time.ts";
import type { Value } from "../value/value.ts";
import { NoResult } from "./builtin.ts";
import { finite, power } from "./number.ts";
import { dayOf } from "./time.ts";

export type Operator = "+" | "-" | "*" | "/" | "**";

/** Number arithmetic in decimal128; on whole numbers that stay below 2^53 doubles are exact already. */
export function calculate(op: Operator, a: Num, b: Num): Num {
  if (op !== "/" && op !== "**" && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const result =
      op === "+"
        ? (a as number) + (b as number)
        : op === "-"
          ? (a as number) - (b as number)
          : (a as number) * (b as number);
    if (Number.isSafeInteger(result)) return result + 0;
  }
  switch (op) {
    case "+":
      return finite(toDecimal(a).plus(toDecimal(b)));
    case "-":
      return finite(toDecimal(a).minus(toDecimal(b)));
    case "*":
      return finite(toDecimal(a).times(toDecimal(b)));
    case "/":
      if (compareNum(b, 0) === 0) throw new NoResult("it divides by zero");
      return finite(toDecimal(a).div(toDecimal(b)));
    case "**":
      return power(a, b);
  }
}

/** Arithmetic on two values of the language (DMN 1.3, tables 45 to 49). Null, and what the type check would refuse, gives null. */
export function operate(op: Operator, a: Value, b: Value): Value {
  if (isNum(a) && isNum(b)) return calculate(op, a, b);
  if (typeof a === "string" && typeof b === "string") return op === "+" ? joined(a, b) : null;
  if (a instanceof TimeValue && b instanceof TimeValue) return betweenTimes(op, a, b);
  if (a instanceof TimeValue && isNum(b)) return op === "*" || op === "/" ? scaled(a, calculate(op, a.rank, b)) : null;
  if (isNum(a) && b instanceof TimeValue) return op === "*" ? scaled(b, calculate(op, a, b.rank)) : null;
  return null;
}

/** Bounded, because a chain of derived values that each double the text would fill the memory. */
function joined(a: string, b: string): string {
  if (a.length + b.length > LIMITS.joinedLength) throw new NoResult("the text is too long");
  return a + b;
}

const isDuration = (kind: TimeKind) => kind === "years and months duration" || kind === "days and time duration";

function betweenTimes(op: Operator, a: TimeValue, b: TimeValue): Value {
  const [lengthA, lengthB] = [isDuration(a.kind), isDuration(b.kind)];
  if (lengthA && lengthB) {
    if (a.kind !== b.kind) return null;
    if (op === "/") return calculate("/", a.rank, b.rank);
    return op === "+" || op === "-" ? scaled(a, calculate(op, a.rank, b.rank)) : null;
  }
  if (!lengthA && !lengthB) {
    return op === "-" ? new TimeValue("days and time duration", calculate("-", seconds(a), seconds(b))) : null;
  }
  if (op === "+") return lengthA ? moved(b, a, 1) : moved(a, b, 1);
  return op === "-" && lengthB ? moved(a, b, -1) : null;
}

const seconds = (value: TimeValue): Num => (value.kind === "date" ? dayOf(value) * DAY : value.rank);

/** A duration of a new length; months are whole, what is left over is dropped. */
function scaled(value: TimeValue, rank: Num): TimeValue {
  if (value.kind !== "years and months duration") return new TimeValue(value.kind, rank);
  const months = toDecimal(rank).trunc().toNumber() + 0;
  if (!Number.isSafeInteger(months)) throw new NoResult("the duration is too long");
  return new TimeValue(value.kind, months);
}

/** A day or point in time some duration later. A month later than the 31st is the last day of a shorter month. */
function moved(value: TimeValue, by: TimeValue, sign: 1 | -1): TimeValue {
  if (by.kind === "days and time duration") {
    const at = calculate(sign > 0 ? "+" : "-", seconds(value), by.rank);
    return inCalendar(value.kind, value.kind === "date" ? toDecimal(at).div(DAY).floor() : at);
  }
  const day = dayOf(value);
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  const total = year * 12 + (month - 1) + sign * Number(by.rank);
  const [newYear, newMonth] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
  let moved: number | undefined;
  for (let last = dayOfMonth; moved === undefined && last > dayOfMonth - 4; last--)
    moved = daysFromCivil(newYear, newMonth, last);
  if (moved === undefined) throw new NoResult("the date is outside the calendar");
  return inCalendar(value.kind, value.kind === "date" ? moved : calculate("+", value.rank, (moved - day) * DAY));
}

function inCalendar(kind: TimeKind, rank: Num): TimeValue {
  const limit = kind === "date" ? 73_000_000 : 73_000_000 * DAY;
  if (compareNum(toDecimal(rank).abs(), limit) > 0) throw new NoResult("the date is outside the calendar");
  return new TimeValue(kind, simplest(rank));
}
