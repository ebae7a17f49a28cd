import type { Expression } from "./ast.ts";

/** The expressions that an expression is made of, one level down, in the order of the text. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "name":
      return [];
    case "negate":
      return [node.operand];
    case "arithmetic":
    case "compare":
    case "and":
    case "or":
      return [node.left, node.right];
    case "in":
      return [
        node.value,
        ...node.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value])),
      ];
    case "if":
      return [node.condition, node.yes, node.no];
    case "call":
      return node.args;
    case "property":
      return [node.of];
  }
}
