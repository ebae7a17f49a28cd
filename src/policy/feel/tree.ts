import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "lezer-feel";
import { LIMITS } from "../limits.ts";
import { FeelError } from "./ast.ts";
import { syntaxMessage } from "./hints.ts";

/**
 * The grammar of DMN 1.3 FEEL, by lezer-feel, entered at unary tests or at an expression. Strict, because recovering from
 * hostile text costs time that grows with the square of its length.
 */
const grammars = {
  test: parser.configure({ top: "UnaryTests", strict: true }),
  expression: parser.configure({ top: "Expression", strict: true }),
};

/** A node of the syntax tree with the text it covers. */
export interface Piece {
  name: string;
  text: string;
  from: number;
  to: number;
  children: Piece[];
}

/**
 * The syntax tree of a test or formula. Throws a {@link FeelError} at the first character that the grammar cannot place,
 * and when the text is too long or nests too deep.
 */
export function syntaxTree(text: string, top: keyof typeof grammars): Piece {
  const whole = { from: 0, to: text.length };
  const what = top === "test" ? "test" : "formula";
  if (text.length > LIMITS.textLength) {
    throw new FeelError(
      "text-too-long",
      `This ${what} has ${text.length} characters; at most ${LIMITS.textLength} are read.`,
      whole,
    );
  }
  if (text.trim() === "") throw new FeelError("empty-text", `This ${what} is empty.`, whole);
  return piece(parsed(text, top).topNode, text, 0);
}

function parsed(text: string, top: keyof typeof grammars): Tree {
  try {
    return grammars[top].parse(text);
  } catch (error) {
    // lezer names the place in its message alone: "No parse at 7".
    const at = error instanceof SyntaxError ? /^No parse at (\d+)$/.exec(error.message)?.[1] : undefined;
    if (at === undefined) throw error;
    throw syntaxError(text, Number(at));
  }
}

function piece(node: SyntaxNode, text: string, depth: number): Piece {
  const { from, to } = node;
  // The grammar wraps an operation in a few nodes of its own, so its depth is larger than the author's.
  if (depth > LIMITS.depth * 4)
    throw new FeelError("nested-too-deep", "This nests too deep to be read; name its parts in derived values.", {
      from,
      to,
    });
  const children: Piece[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "LineComment" && child.name !== "BlockComment") children.push(piece(child, text, depth + 1));
  }
  return { name: node.name, text: text.slice(from, to), from, to, children };
}

/** What cannot stand at or after this place. */
function syntaxError(text: string, place: number): FeelError {
  const rest = text.slice(place);
  const token = /^\s*([\p{L}_][\p{L}\p{N}_]*|\d+|[^\s])/u.exec(rest)?.[1];
  const from = token === undefined ? place : place + rest.indexOf(token);
  return new FeelError("feel-syntax", syntaxMessage(text, token), { from, to: from + (token?.length ?? 0) });
}
