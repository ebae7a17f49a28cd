import { Decimal, isDecimal, numberFromText } from "./decimal.ts";

const maybeInexact = /\d[\d.]{15}|\d[eE][+-]?\d/;
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * `JSON.parse`, with every number that a double would change kept as a Decimal: 9007199254740993 stays itself.
 * Throws a SyntaxError on bad JSON, and on a number outside decimal128's range.
 */
export function parseJsonExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!maybeInexact.test(text)) return plain;
  let mark = "\u0000number:";
  while (text.includes(JSON.stringify(mark).slice(1, -1))) mark += ":";
  let marked = false;
  const rewritten = text.replace(tokens, (token) => {
    if (token[0] === '"' || !maybeInexact.test(token)) return token;
    const value = numberFromText(token);
    if (value === undefined) throw new SyntaxError(`${token} is outside the range of decimal numbers.`);
    if (!isDecimal(value)) return token;
    marked = true;
    return JSON.stringify(mark + token);
  });
  if (!marked) return plain;
  return JSON.parse(rewritten, (_key, value) =>
    typeof value === "string" && value.startsWith(mark)
      ? new Decimal(value.slice(mark.length)).toSignificantDigits(34)
      : value,
  );
}

/** `JSON.stringify` that writes Decimals as JSON numbers, digit for digit. */
export function stringifyJsonExact(value: unknown, indent?: number): string {
  const found: string[] = [];
  const mark = "\u0000number:";
  const text = JSON.stringify(
    value,
    function (this: Record<string, unknown>, key, shown) {
      const raw = this[key];
      if (!isDecimal(raw)) return shown;
      found.push(raw.toString());
      return `${mark}${found.length - 1}`;
    },
    indent,
  );
  return found.length === 0
    ? text
    : text.replace(/"\\u0000number:(\d+)"/g, (whole, index) => found[Number(index)] ?? whole);
}
