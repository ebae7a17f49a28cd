import { compareNum } from "../value/decimal.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";
import { FeelError, type FeelProblem, type Order, type TestItem, type UnaryTest } from "./ast.ts";
import { constantMessage } from "./hints.ts";
import { constant } from "./literal.ts";
import { type Piece, syntaxTree } from "./tree.ts";

/**
 * Reads a unary test (DMN 1.3, 7.3.x and 10.3.1.2): literals, `< <= > >=`, intervals, lists, `not(…)`, `-`, `null`. Operands
 * are constants, so that every table can be analysed exactly; what compares two columns belongs in a derived value.
 */
export function parseTest(text: string): { test?: UnaryTest; problems: FeelProblem[] } {
  try {
    return { test: read(syntaxTree(text, "test")), problems: [] };
  } catch (error) {
    if (error instanceof FeelError) return { problems: [error.problem] };
    throw error;
  }
}

function read(top: Piece): UnaryTest {
  if (top.children[0]?.name === "Wildcard") return { kind: "any" };
  const list = top.children.find((child) => child.name === "PositiveUnaryTests");
  if (!list) throw new FeelError("feel-syntax", `\`${top.text}\` is not a test.`, top);
  const items = list.children
    .filter((child) => child.name === "PositiveUnaryTest")
    .map((child) => item(child.children[0] ?? child));
  return { kind: "list", not: top.children[0]?.name === "not", items };
}

function item(piece: Piece): TestItem {
  const inner = piece.name === "SimplePositiveUnaryTest" ? piece.children : [piece];
  const first = inner[0]!;
  if (first.name === "CompareOp") return comparison(piece, first.text, inner[1]);
  if (first.name === "Interval") return interval(first);
  return { kind: "equals", value: operand(first), from: piece.from, to: piece.to };
}

function comparison(piece: Piece, op: string, right: Piece | undefined): TestItem {
  if (op === "!=") throw new FeelError("unsupported", "`!=` is not a test: write not(…).", piece);
  const value = operand(right ?? piece);
  const span = { from: piece.from, to: piece.to };
  if (op === "=") return { kind: "equals", value, ...span };
  if (value === null)
    throw new FeelError("compare-null", `Nothing is above or below null: \`${piece.text}\` never holds.`, piece);
  return { kind: "compare", op: op as Order, value, ...span };
}

function interval(piece: Piece): TestItem {
  const [open, low, , high, close] = piece.children;
  if (!open || !low || !high || !close)
    throw new FeelError("feel-syntax", `\`${piece.text}\` is not an interval such as [1..10).`, piece);
  const made = {
    kind: "interval" as const,
    low: operand(low),
    lowClosed: open.text === "[",
    high: operand(high),
    highClosed: close.text === "]",
    from: piece.from,
    to: piece.to,
  };
  checkBounds(piece, made.low, made.high, made.lowClosed && made.highClosed);
  return made;
}

function checkBounds(piece: Piece, low: Value, high: Value, closed: boolean): void {
  const [a, b] = [rankOf(low), rankOf(high)];
  if (low === null || high === null) {
    throw new FeelError("compare-null", "Nothing is above or below null: write the open side as < or >=.", piece);
  }
  if (a === undefined || b === undefined || typeOf(low) !== typeOf(high)) return;
  const order = compareNum(a, b);
  if (order > 0)
    throw new FeelError("empty-interval", `\`${piece.text}\` is empty: its first bound is above its second.`, piece);
  if (order === 0 && !closed)
    throw new FeelError("empty-interval", `\`${piece.text}\` is empty: no value lies between its bounds.`, piece);
}

function operand(piece: Piece): Value {
  const value = constant(piece);
  if (value !== undefined) return value;
  throw new FeelError("not-a-constant", constantMessage(piece.name, piece.text), piece);
}
