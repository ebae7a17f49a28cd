import { Decimal, type Num, numberFromText } from "../value/decimal.ts";
import { parseDate, parseDateTime, parseDuration, type TimeValue } from "../value/time.ts";
import type { Value } from "../value/value.ts";
import { FeelError } from "./ast.ts";
import type { Piece } from "./tree.ts";

/** The constant that a syntax node writes down, or undefined when the node is no constant. */
export function constant(piece: Piece): Value | undefined {
  switch (piece.name) {
    case "NumericLiteral":
      return numeric(piece);
    case "StringLiteral":
      return unquote(piece.text);
    case "BooleanLiteral":
      return piece.text === "true";
    case "null":
      return null;
    case "DateTimeLiteral":
      return timeConstant(piece);
    case "ArithmeticExpression":
      return negated(piece);
    case "ParenthesizedExpression":
      return piece.children.length === 3 ? constant(piece.children[1]!) : undefined;
    default:
      return undefined;
  }
}

function numeric(piece: Piece): Num {
  const text = piece.text.replace(/\s+/g, "");
  if (/^-?0\d/.test(text)) {
    throw new FeelError(
      "leading-zero",
      `\`${piece.text}\` begins with a zero. A comma separates values: write one thousand as 1000.`,
      piece,
    );
  }
  const value = numberFromText(text);
  if (value === undefined)
    throw new FeelError(
      "bad-number",
      `\`${piece.text}\` is not a decimal number in range (34 digits, exponents up to 6144).`,
      piece,
    );
  return value;
}

function negated(piece: Piece): Value | undefined {
  const [sign, operand] = piece.children;
  if (piece.children.length !== 2 || sign?.text !== "-" || !operand) return undefined;
  const value = constant(operand);
  if (typeof value === "number") return 0 - value;
  return value instanceof Decimal ? value.negated() : undefined;
}

/** FEEL text without its quotes and escapes (DMN 1.3, 10.3.1.2, rule 33 and following). */
function unquote(text: string): string {
  const named: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
  return text.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))/gs, (whole, short, long, other) => {
    if (other !== undefined) return named[other] ?? other;
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** `date("2024-02-29")`, `duration("P1Y")`, `@"…"`; undefined when the argument is not text, so that it is a conversion. */
function timeConstant(piece: Piece): TimeValue | undefined {
  const [head, ...rest] = piece.children;
  if (head?.name === "AtLiteral") return atLiteral(head);
  const args = rest.find((child) => child.name === "PositionalParameters")?.children ?? [];
  if (args.length !== 1 || args[0]!.name !== "StringLiteral") return undefined;
  return timeFromText(head!.text.replace(/\s+/g, " "), unquote(args[0]!.text), args[0]!);
}

function atLiteral(piece: Piece): TimeValue {
  const text = unquote(piece.children[0]!.text);
  const kind = /^-?P/.test(text) ? "duration" : text.includes("T") ? "date and time" : "date";
  return timeFromText(kind, text, piece);
}

function timeFromText(kind: string, text: string, piece: Piece): TimeValue {
  const readers: Record<string, [(text: string) => TimeValue | undefined, string]> = {
    date: [parseDate, "such as 2024-02-29"],
    "date and time": [parseDateTime, "such as 2024-02-29T10:00:00Z (no named time zones)"],
    duration: [parseDuration, "such as P1Y6M or P2DT3H, not both kinds at once"],
  };
  const reader = readers[kind];
  if (!reader)
    throw new FeelError(
      "unsupported",
      `\`${kind}\` is not part of the policy language: use date, date and time, or duration.`,
      piece,
    );
  const value = reader[0](text);
  if (!value) throw new FeelError("bad-time", `"${text}" is not a ${kind}: expected one ${reader[1]}.`, piece);
  return value;
}
