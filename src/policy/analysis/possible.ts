import type { Expression } from "../feel/ast.ts";
import type { Derived } from "../policy.ts";
import { Decimal, toDecimal } from "../value/decimal.ts";
import { rankOf, type Value } from "../value/value.ts";
import type { Atom } from "./atoms.ts";
import { hasBit } from "./bits.ts";
import { ANYTHING, absolute, arithmetic, comparison, numbers, ofValue, type Range, union } from "./range.ts";
import type { Space, SpaceColumn } from "./space.ts";

/**
 * False where it is proven that no input lies in a box: some derived value cannot fall into its set while the inputs stay in
 * theirs. Proven by interval arithmetic on the formulas (Moore, Interval Analysis, 1966): `true` is no proof of the contrary.
 */
export function isPossible(space: Space, box: readonly bigint[]): boolean {
  const known = new Map<string, Range>();
  return space.columns.every((column, i) => {
    const set = box[i]!;
    if (column.kind === "input" || (column.relevant & ~set) === 0n) return true;
    const side = column.sides.findLastIndex((one) => one !== undefined);
    const range = rangeOf(space, box, side, column.sides[side]!.column.name, known);
    return column.atoms.some((atom, at) => hasBit(set, at) && mayHold(range, atom));
  });
}

function mayHold(range: Range, atom: Atom): boolean {
  if (atom.kind === "null") return range.nullable;
  if (range.kind === "none") return false;
  if (range.kind === "boolean") return typeof atom.sample === "boolean" && range.can.includes(atom.sample);
  if (range.kind === "any") return true;
  const bounds = atomBounds(atom);
  return bounds === undefined || (bounds.low.lte(range.high) && bounds.high.gte(range.low) && !touches(atom, range));
}

/** An open interval that has only its own bound in common with a range has nothing in common with it. */
function touches(atom: Atom, range: Extract<Range, { kind: "number" }>): boolean {
  if (atom.kind !== "open") return false;
  return (
    (atom.low !== undefined && range.high.lte(toDecimal(atom.low))) ||
    (atom.high !== undefined && range.low.gte(toDecimal(atom.high)))
  );
}

function atomBounds(atom: Atom): { low: Decimal; high: Decimal } | undefined {
  const infinite = new Decimal(Number.POSITIVE_INFINITY);
  if (atom.kind === "open") {
    if (atom.line !== "number") return undefined;
    return {
      low: atom.low === undefined ? infinite.negated() : toDecimal(atom.low),
      high: atom.high === undefined ? infinite : toDecimal(atom.high),
    };
  }
  const rank = rankOf(atom.sample);
  return rank === undefined ? undefined : { low: toDecimal(rank), high: toDecimal(rank) };
}

/** What a column can hold in a box, on one side; `known` remembers derived values, which others may name many times over. */
function rangeOf(space: Space, box: readonly bigint[], side: number, name: string, known: Map<string, Range>): Range {
  const policy = space.policies[side]!;
  const at = space.columns.findIndex((column) => column.kind === "input" && column.sides[side]?.column.name === name);
  if (at >= 0) return ofSet(space.columns[at]!, box[at]!);
  const key = `${side} ${name}`;
  const range = known.get(key) ?? evaluate(policy.derived[name]!, (other) => rangeOf(space, box, side, other, known));
  known.set(key, range);
  return range;
}

function ofSet({ atoms }: SpaceColumn, set: bigint): Range {
  let range: Range = { nullable: false, kind: "none" };
  for (const [at, atom] of atoms.entries()) if (hasBit(set, at)) range = union(range, ofAtom(atom));
  return range;
}

function ofAtom(atom: Atom): Range {
  if (atom.kind === "value" || atom.kind === "null") return ofValue(atom.sample);
  const bounds = atomBounds(atom);
  return bounds ? numbers(bounds.low, bounds.high, false) : { nullable: false, kind: "any" };
}

function evaluate({ expression, type }: Derived, name: (name: string) => Range): Range {
  const found = visit(expression);
  // A number that is declared an integer and is none is null.
  return type === "integer" ? { ...found, nullable: true } : found;

  function visit(node: Expression): Range {
    switch (node.kind) {
      case "literal":
        return ofValue(node.value as Value);
      case "name":
        return name(node.name);
      case "negate":
        return arithmetic("-", ofValue(0), visit(node.operand));
      case "arithmetic":
        return arithmetic(node.op, visit(node.left), visit(node.right));
      case "compare":
        return comparison(node.op, visit(node.left), visit(node.right));
      case "if": {
        const condition = visit(node.condition);
        const [yes, no] = [visit(node.yes), visit(node.no)];
        if (condition.kind === "boolean" && !condition.can.includes(true)) return no;
        const always = condition.kind === "boolean" && !condition.can.includes(false) && !condition.nullable;
        return always ? yes : union(yes, no);
      }
      case "call":
        return call(node.name, node.args.map(visit));
      default:
        return ANYTHING;
    }
  }
}

function call(name: string, args: readonly Range[]): Range {
  const [first] = args;
  if (args.some((arg) => arg.kind === "none")) return { nullable: true, kind: "none" };
  if (name === "abs" && args.length === 1 && first) return absolute(first);
  if ((name === "min" || name === "max") && first && args.every((arg) => arg.kind === "number")) {
    const nullable = args.some((arg) => arg.nullable);
    const pick = name === "min" ? Decimal.min : Decimal.max;
    return numbers(pick(...args.map((arg) => arg.low)), pick(...args.map((arg) => arg.high)), nullable);
  }
  return ANYTHING;
}
