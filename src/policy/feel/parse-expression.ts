import { LIMITS } from "../limits.ts";
import { type Expression, FeelError, type FeelProblem, type InItem, type Order } from "./ast.ts";
import { constant } from "./literal.ts";
import { type Piece, syntaxTree } from "./tree.ts";

/** Reads a formula. What could loop, or hides what it does (lists, filters, lambdas, user functions), is refused by name. */
export function parseExpression(text: string): { expression?: Expression; problems: FeelProblem[] } {
  try {
    const top = syntaxTree(text, "expression");
    return { expression: read(top.children[0] ?? top, 1), problems: [] };
  } catch (error) {
    if (error instanceof FeelError) return { problems: [error.problem] };
    throw error;
  }
}

const refused: Record<string, string> = {
  ForExpression: "A `for` loop",
  QuantifiedExpression: "`some` and `every`",
  FunctionDefinition: "A function of your own",
  FilterExpression: "A filter",
  List: "A list",
  Context: "A context",
  InstanceOfExpression: "`instance of`",
  Interval: "A range as a value",
  "?": "`?`",
};

function read(piece: Piece, depth: number): Expression {
  if (depth > LIMITS.depth) {
    throw new FeelError(
      "nested-too-deep",
      `At most ${LIMITS.depth} operations inside one another are read; name the parts in derived values.`,
      piece,
    );
  }
  const span = { from: piece.from, to: piece.to };
  const value = constant(piece);
  if (value !== undefined) return { kind: "literal", value, ...span };
  const sub = (child: Piece | undefined): Expression => {
    if (!child) throw new FeelError("feel-syntax", `\`${piece.text}\` is not complete.`, piece);
    return read(child, depth + 1);
  };
  const [first, second, third] = piece.children;
  switch (piece.name) {
    case "VariableName":
      return { kind: "name", name: spaced(piece.text), ...span };
    case "ParenthesizedExpression":
      return sub(second);
    case "ArithmeticExpression":
      if (piece.children.length === 2) return { kind: "negate", operand: sub(second), ...span };
      return { kind: "arithmetic", op: second!.text as "+", left: sub(first), right: sub(third), ...span };
    case "Conjunction":
    case "Disjunction":
      return { kind: piece.name === "Conjunction" ? "and" : "or", left: sub(first), right: sub(third), ...span };
    case "Comparison":
      return comparison(piece, sub);
    case "IfExpression": {
      const [, condition, , yes, , no] = piece.children;
      return { kind: "if", condition: sub(condition), yes: sub(yes), no: sub(no), ...span };
    }
    case "FunctionInvocation":
    case "DateTimeLiteral":
      return { kind: "call", name: spaced(first!.text), args: args(piece).map(sub), ...span };
    case "PathExpression":
      return { kind: "property", of: sub(first), name: spaced(third!.text), ...span };
  }
  if (piece.name === "SimplePositiveUnaryTest") {
    throw new FeelError("feel-syntax", "A comparison needs a left side; equality is one `=`.", piece);
  }
  const what = refused[piece.name];
  throw new FeelError(
    "unsupported",
    what
      ? `${what} is not part of the policy language: formulas are arithmetic, comparison, if, and/or/not and built-in functions, so that every policy ends and can be analysed.`
      : `\`${piece.text}\` is not part of the policy language.`,
    piece,
  );
}

/** Names may be written with any white space between their words. */
const spaced = (text: string) => text.trim().replace(/\s+/g, " ");

function args(piece: Piece): Piece[] {
  if (piece.children.some((child) => child.name === "NamedParameters")) {
    throw new FeelError("unsupported", "Give the arguments in order, without names.", piece);
  }
  return piece.children.find((child) => child.name === "PositionalParameters")?.children ?? [];
}

function comparison(piece: Piece, sub: (child: Piece | undefined) => Expression): Expression {
  const [left, operator, third, , fifth] = piece.children;
  const span = { from: piece.from, to: piece.to };
  if (operator?.name === "between") {
    const interval: InItem = { kind: "interval", low: sub(third), lowClosed: true, high: sub(fifth), highClosed: true };
    return { kind: "in", value: sub(left), items: [interval], ...span };
  }
  if (operator?.name === "in") {
    const list =
      piece.children.find((child) => child.name === "PositiveUnaryTests")?.children ?? piece.children.slice(2, 3);
    return { kind: "in", value: sub(left), items: list.map((test) => inItem(test.children[0] ?? test, sub)), ...span };
  }
  if (operator?.name !== "CompareOp")
    throw new FeelError("unsupported", `\`${piece.text}\` is not a comparison of the policy language.`, piece);
  return { kind: "compare", op: operator.text as Order, left: sub(left), right: sub(third), ...span };
}

function inItem(piece: Piece, sub: (child: Piece | undefined) => Expression): InItem {
  const [first, second] = piece.name === "SimplePositiveUnaryTest" ? piece.children : [piece];
  if (first?.name === "CompareOp") {
    if (first.text === "=") return { kind: "equals", value: sub(second) };
    if (first.text === "!=") throw new FeelError("unsupported", "Write `not(… in (…))` instead of `in != …`.", piece);
    return { kind: "compare", op: first.text as Order, value: sub(second) };
  }
  if (first?.name === "Interval") {
    const [open, low, , high, close] = first.children;
    return {
      kind: "interval",
      low: sub(low),
      lowClosed: open?.text === "[",
      high: sub(high),
      highClosed: close?.text === "]",
    };
  }
  return { kind: "equals", value: sub(first) };
}
