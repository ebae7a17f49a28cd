import type { Overload, StaticType } from "../functions/builtin.ts";
import { FUNCTIONS, LEFT_OUT } from "../functions/index.ts";
import { properties } from "../functions/properties.ts";
import { didYouMean } from "../nearest.ts";
import { typeOf } from "../value/value.ts";
import { arithmeticType } from "./arithmetic-types.ts";
import type { Expression, FeelProblem, InItem, Span } from "./ast.ts";

/** The type of each name a formula may use. */
export type Names = ReadonlyMap<string, StaticType>;

/**
 * The type of a formula, with everything in it that cannot work: unknown names, unknown functions, operands of the wrong
 * type. After a mistake the type is `any`, so that one mistake gives one problem.
 */
export function checkTypes(expression: Expression, names: Names): { type: StaticType; problems: FeelProblem[] } {
  const problems: FeelProblem[] = [];
  const problem = (code: string, message: string, { from, to }: Span): "any" => {
    problems.push({ code, message, from, to });
    return "any";
  };

  function visit(node: Expression): StaticType {
    switch (node.kind) {
      case "literal":
        return typeOf(node.value);
      case "name":
        return names.get(node.name) ?? unknownName(node.name, node);
      case "negate":
        return expectNumberOrDuration(visit(node.operand), node);
      case "arithmetic": {
        const [left, right] = [visit(node.left), visit(node.right)];
        const type = arithmeticType(node.op, left, right);
        return (
          type ?? problem("wrong-type", `\`${node.op}\` does not work on ${spoken(left)} and ${spoken(right)}.`, node)
        );
      }
      case "compare":
        comparable(visit(node.left), visit(node.right), node.op !== "=" && node.op !== "!=", node);
        return "boolean";
      case "in": {
        const value = visit(node.value);
        for (const item of node.items) checkItem(value, item, node);
        return "boolean";
      }
      case "and":
      case "or":
        expectBoolean(node.left, `\`${node.kind}\` needs true or false on its left`);
        expectBoolean(node.right, `\`${node.kind}\` needs true or false on its right`);
        return "boolean";
      case "if":
        expectBoolean(node.condition, "The condition after `if` must be true or false");
        return unify(visit(node.yes), visit(node.no), node);
      case "call":
        return call(node.name, node.args.map(visit), node);
      case "property":
        return property(visit(node.of), node);
    }
  }

  function unknownName(name: string, span: Span): "any" {
    if (FUNCTIONS.has(name)) return problem("unknown-name", `\`${name}\` is a function: call it, ${name}(…).`, span);
    if (name.startsWith("not ")) return problem("unknown-name", "Write `not(…)` with parentheses.", span);
    return problem(
      "unknown-name",
      `There is no input or derived value "${name}".${didYouMean(name, names.keys())}`,
      span,
    );
  }

  function expectBoolean(node: Expression, sentence: string): void {
    const type = visit(node);
    if (!fits(type, "boolean")) problem("wrong-type", `${sentence}, not ${spoken(type)}.`, node);
  }

  function expectNumberOrDuration(type: StaticType, span: Span): StaticType {
    const allowed: StaticType[] = [
      "number",
      "duration",
      "years and months duration",
      "days and time duration",
      "any",
      "null",
    ];
    return allowed.includes(type) ? type : problem("wrong-type", `\`-\` does not work on ${spoken(type)}.`, span);
  }

  function comparable(left: StaticType, right: StaticType, ordered: boolean, span: Span): void {
    if (!fits(left, right) && !fits(right, left)) {
      problem("wrong-type", `${upper(spoken(left))} and ${spoken(right)} cannot be compared.`, span);
    } else if (ordered && (["string", "boolean"].includes(left) || ["string", "boolean"].includes(right))) {
      problem("wrong-type", `${upper(spoken(left))} has no order here: only numbers, dates and durations have.`, span);
    } else if (ordered && (left === "null" || right === "null")) {
      problem("compare-null", "Nothing is above or below null: this is always null.", span);
    }
  }

  function checkItem(value: StaticType, item: InItem, span: Span): void {
    if (item.kind === "interval") {
      comparable(value, visit(item.low), true, span);
      comparable(value, visit(item.high), true, span);
    } else comparable(value, visit(item.value), item.kind === "compare", span);
  }

  function unify(yes: StaticType, no: StaticType, span: Span): StaticType {
    if (yes === "any" || yes === "null") return no;
    if (no === "any" || no === "null" || fits(no, yes)) return yes;
    if (fits(yes, no)) return no;
    return problem(
      "wrong-type",
      `This \`if\` gives ${spoken(yes)} or ${spoken(no)}: both sides must be of one type.`,
      span,
    );
  }

  function call(name: string, args: StaticType[], span: Span): StaticType {
    const found = FUNCTIONS.get(name);
    if (!found) {
      const reason = LEFT_OUT.get(name);
      if (reason) return problem("unsupported", `\`${name}\` is not part of the policy language: ${reason}.`, span);
      return problem("unknown-function", `There is no function "${name}".${similarFunctions(name)}`, span);
    }
    const overload = found.overloads.find((one) => matches(one, args));
    if (overload) return overload.result;
    const wanted = found.overloads.map((one) => `${name}(${one.params.join(", ")}${one.variadic ? ", …" : ""})`);
    const given = args.length === 0 ? "nothing" : args.map(spoken).join(", ");
    return problem(
      "wrong-arguments",
      `\`${name}\` was given ${given}; it takes ${wanted.slice(0, 4).join(" or ")}.`,
      span,
    );
  }

  function property(of: StaticType, node: Extract<Expression, { kind: "property" }>): StaticType {
    if (of === "any" || of === "null") return "any";
    const known =
      of === "duration"
        ? { ...properties["years and months duration"], ...properties["days and time duration"] }
        : properties[of];
    if (known && Object.hasOwn(known, node.name)) return "number";
    if (!known) return problem("unknown-property", `${upper(spoken(of))} has no parts to ask for.`, node);
    return problem(
      "unknown-property",
      `${upper(spoken(of))} has no part "${node.name}".${didYouMean(node.name, Object.keys(known))}`,
      node,
    );
  }

  return { type: visit(expression), problems };
}

function matches({ params, variadic }: Overload, args: StaticType[]): boolean {
  if (variadic ? args.length < params.length : args.length !== params.length) return false;
  return args.every((type, i) => fits(type, params[Math.min(i, params.length - 1)]!));
}

/** Whether a value of one type can stand where another is wanted; null can stand anywhere. */
export function fits(type: StaticType, wanted: StaticType): boolean {
  if (type === wanted || type === "any" || type === "null" || wanted === "any") return true;
  return type === "duration" ? wanted.endsWith("duration") : wanted === "duration" && type.endsWith("duration");
}

/** The type in a sentence: `a number`, `text`. */
export function spoken(type: StaticType): string {
  if (type === "string") return "text";
  if (type === "boolean") return "true or false";
  if (type === "null") return "null";
  return type === "any" ? "a value" : `a ${type}`;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The functions that were probably meant: `round` is round half up, round down, … */
function similarFunctions(name: string): string {
  const longer = [...FUNCTIONS.keys()].filter((known) => known.startsWith(`${name} `));
  return longer.length > 0 ? ` There are: ${longer.join(", ")}.` : didYouMean(name, FUNCTIONS.keys());
}
