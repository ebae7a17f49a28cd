import type { Column, Input } from "../policy.ts";
import { Decimal, isDecimal, isInteger, numberFromText } from "../value/decimal.ts";
import { parseDate, parseDateTime, parseDuration, TimeValue } from "../value/time.ts";
import type { Value } from "../value/value.ts";

/** What a value given from outside is in a column of this type; undefined when it is of the wrong type. Null stays null. */
export type ReadInput = (given: unknown) => Value | undefined;

/**
 * How to read the values of one input. Nothing is guessed: the text "5" is no number and 1 is no boolean. Dates, times and
 * durations come as ISO 8601 text (or as values of the language); numbers as JavaScript numbers, standing for their shortest
 * decimal text, or exact from {@link parseJsonExact}.
 */
export function inputReader(column: Pick<Input, "type" | "duration"> | Column): ReadInput {
  const read = readers[column.type];
  const { duration } = column;
  if (!duration) return (given) => (given === null || given === undefined ? null : read(given));
  return (given) => {
    if (given === null || given === undefined) return null;
    const value = read(given);
    return value instanceof TimeValue && value.kind === duration ? value : undefined;
  };
}

const readers: Record<Column["type"], ReadInput> = {
  number: readNumber,
  integer: (given) => {
    const value = readNumber(given);
    return value !== undefined && isInteger(value) ? value : undefined;
  },
  boolean: (given) => (typeof given === "boolean" ? given : undefined),
  string: (given) => (typeof given === "string" ? given : undefined),
  date: time("date", parseDate),
  "date and time": time("date and time", parseDateTime),
  duration: time("duration", parseDuration),
};

function readNumber(given: unknown): number | Decimal | undefined {
  if (typeof given === "number") return Number.isFinite(given) ? given + 0 : undefined;
  if (typeof given === "bigint") return numberFromText(String(given));
  if (!isDecimal(given) || !given.isFinite()) return undefined;
  // One made elsewhere may hold more digits, and calculate with other settings.
  return new Decimal(given).toSignificantDigits(34);
}

/** A time value, or ISO text of one. A JavaScript Date is refused: it has lost whether it meant a day or an instant. */
function time(kind: string, parse: (text: string) => TimeValue | undefined): ReadInput {
  return (given) => {
    if (typeof given === "string") return parse(given);
    return given instanceof TimeValue && given.kind.endsWith(kind) ? given : undefined;
  };
}
