import type { Expression } from "../feel/ast.ts";
import { parseExpression } from "../feel/parse-expression.ts";
import { partsOf } from "../feel/parts.ts";
import { checkTypes, fits, type Names, spoken } from "../feel/type-check.ts";
import type { StaticType } from "../functions/builtin.ts";
import type { Column, Derived } from "../policy.ts";
import { isNum } from "../value/decimal.ts";
import { formatValue } from "../value/value.ts";
import { pointer } from "../yaml/locate.ts";
import { mapping, optionalText, type Report } from "./report.ts";
import { isType, staticType } from "./types.ts";

type DerivedColumn = { kind: "derived"; name: string } & Derived;

/** Reads, type-checks and orders the derived values. */
export function readDerived(
  derived: Record<string, unknown>,
  inputs: readonly Column[],
  inputNames: readonly string[],
  report: Report,
): DerivedColumn[] {
  const names = new Map<string, StaticType>(inputNames.map((name) => [name, "any"]));
  for (const input of inputs) names.set(input.name, staticType(input.type));
  const entries = Object.entries(derived).filter(([name]) => {
    if (!names.has(name)) return true;
    report.error(
      "duplicate-name",
      `"${name}" is an input already; give the derived value another name.`,
      pointer("derived", name),
      { key: true },
    );
    return false;
  });
  for (const [name, facts] of entries) {
    const { type } = mapping(facts);
    // A derived value whose own type is wrong is still a name, as is such an input: their users are not to blame.
    names.set(name, isType(type) ? staticType(type) : "any");
  }
  const columns = entries.flatMap(([name, facts]) => readOne(name, mapping(facts), names, report) ?? []);
  return ordered(columns, report);
}

function readOne(
  name: string,
  facts: Record<string, unknown>,
  names: Names,
  report: Report,
): DerivedColumn | undefined {
  const { type, feel, unit, says, optional } = facts;
  const text =
    typeof feel === "string" ? feel : typeof feel === "boolean" || isNum(feel) ? formatValue(feel) : undefined;
  if (text === undefined || !isType(type)) return undefined;
  const at = pointer("derived", name, "feel");
  const { expression, problems } = parseExpression(text);
  report.feel(problems, `The formula of ${name}`, at);
  if (!expression) return undefined;
  const checked = checkTypes(expression, names);
  report.feel(checked.problems, `The formula of ${name}`, at);
  if (!fits(checked.type, staticType(type))) {
    report.error("wrong-type", `${name} is declared as ${type}, but its formula gives ${spoken(checked.type)}.`, at, {
      inside: expression.from,
    });
  }
  const texts = { ...optionalText("unit", unit), ...optionalText("says", says) };
  return { kind: "derived", name, type, feel: text, expression, ...texts, optional: optional === true };
}

/** In an order in which each needs only what stands before it; what needs itself is reported. */
function ordered(columns: readonly DerivedColumn[], report: Report): DerivedColumn[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const done = new Set<string>();
  const result: DerivedColumn[] = [];
  const visit = (column: DerivedColumn, path: readonly string[]): void => {
    if (done.has(column.name)) return;
    if (path.includes(column.name)) {
      const circle = [...path.slice(path.indexOf(column.name)), column.name].join(" → ");
      report.error("circular", `These derived values need one another: ${circle}.`, pointer("derived", column.name), {
        key: true,
      });
      done.add(column.name);
      return;
    }
    for (const name of namesIn(column.expression)) {
      const needed = byName.get(name);
      if (needed) visit(needed, [...path, column.name]);
    }
    if (done.has(column.name)) return;
    done.add(column.name);
    result.push(column);
  };
  for (const column of columns) visit(column, []);
  return result;
}

/** Every input or derived value a formula mentions. */
export function namesIn(node: Expression, found = new Set<string>()): Set<string> {
  if (node.kind === "name") found.add(node.name);
  for (const child of partsOf(node)) namesIn(child, found);
  return found;
}
