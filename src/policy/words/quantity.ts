import { type Num, toDecimal } from "../value/decimal.ts";
import { TimeValue } from "../value/time.ts";
import { typeOf, type Value } from "../value/value.ts";

/** Currency signs stand before the amount, without a space. */
const signs = /^[$€£¥]$/;
/** ISO 4217 codes stand before it, with a space. */
const codes = /^[A-Z]{3}$/;

/** A value as a sentence shows it: `EUR 5,000`, `36%`, `"invoice"`, `2024-02-29`, `1 year and 6 months`. */
export function quantity(value: Value, unit?: string): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "boolean") return String(value);
  if (value instanceof TimeValue) return spokenTime(value);
  if (unit === undefined) return grouped(value);
  if (unit === "ratio") return `${grouped(toDecimal(value).times(100))}%`;
  if (unit === "%" || unit === "percent") return `${grouped(value)}%`;
  if (signs.test(unit)) return `${unit}${grouped(value)}`;
  return codes.test(unit) ? `${unit} ${grouped(value)}` : `${grouped(value)} ${unit}`;
}

/** Digits in groups of three: `1,234,567.89`. */
function grouped(value: Num): string {
  const text = toDecimal(value).toString();
  if (text.includes("e")) return text;
  const [whole, fraction] = text.split(".");
  const separated = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

function spokenTime(value: TimeValue): string {
  if (!typeOf(value).endsWith("duration")) return value.toString();
  const text = value.toString();
  const parts = [...text.matchAll(/([\d.]+)([YMDHS])/g)].map(([, count, letter]) => {
    const months = letter === "M" && value.kind === "years and months duration";
    const name = months ? "month" : { Y: "year", D: "day", H: "hour", M: "minute", S: "second" }[letter!]!;
    return `${count} ${name}${count === "1" ? "" : "s"}`;
  });
  return `${text.startsWith("-") ? "minus " : ""}${listOf(parts, "and")}`;
}

/** `a, b and c`. */
export function listOf(items: readonly string[], word: "and" | "or"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
