import type { Expression, InItem, Value } from "../../policy/index.ts";
import { arithmetic, type Term } from "./arithmetic.ts";
import { call } from "./call.ts";
import type { Dialect } from "./dialect.ts";
import { NotInSql, TooWide } from "./not-in-sql.ts";
import { constant, type NumberSql, negated, type RatioSql } from "./number.ts";
import { compared, constantOf, isNumeric, nothing, type ValueSql } from "./value.ts";

/** Longest SQL of one formula: nested conditions repeat their parts, and would grow without end. */
const longest = 200_000;

/** A formula in SQL. `column` gives the value of an input or derived value. */
export function formulaSql(dialect: Dialect, node: Expression, column: (name: string) => ValueSql): Term {
  const visit = (child: Expression): Term => {
    const term = one(child);
    if (sizeOf(term) > longest) throw new NotInSql("its form in SQL is too long: split it into derived values.");
    return term;
  };

  function one(node: Expression): Term {
    switch (node.kind) {
      case "literal":
        return { value: constantOf(dialect, node.value) };
      case "name":
        return { value: column(node.name) };
      case "negate": {
        const { value, ...rest } = visit(node.operand);
        if (value.kind === "ratio") return { value: { ...value, num: negated(value.num) }, ...rest };
        if (value.kind !== "number" && value.kind !== "null") throw new NotInSql("`-` works on numbers only in SQL.");
        return { value: value.kind === "number" ? minus(value) : value, ...rest };
      }
      case "arithmetic": {
        const [left, right] = [visit(node.left), visit(node.right)];
        const result = arithmetic(dialect, node.op, left.value, right.value);
        return { value: result.value, ...either(left.fails, right.fails, result.fails) };
      }
      case "compare": {
        const [left, right] = [visit(node.left), visit(node.right)];
        const { op } = node;
        const sql = compared(dialect, op === "!=" ? "=" : op, left.value, right.value);
        return { value: truth(op === "!=" ? `(NOT ${sql})` : sql), ...either(left.fails, right.fails) };
      }
      case "in":
        return within(visit(node.value), node.items);
      case "and":
      case "or": {
        const [left, right] = [visit(node.left), visit(node.right)];
        const decided = node.kind === "or" ? "TRUE" : "FALSE";
        const second = right.fails && `(${sqlOf(left.value)} IS DISTINCT FROM ${decided} AND ${right.fails})`;
        const sql = `(${sqlOf(left.value)} ${node.kind === "or" ? "OR" : "AND"} ${sqlOf(right.value)})`;
        return { value: truth(sql), ...either(left.fails, second) };
      }
      case "if": {
        const [condition, yes, no] = [visit(node.condition), visit(node.yes), visit(node.no)];
        const when = sqlOf(condition.value);
        const branch =
          yes.fails || no.fails
            ? `(CASE WHEN ${when} THEN ${yes.fails ?? "FALSE"} ELSE ${no.fails ?? "FALSE"} END)`
            : undefined;
        return { value: choice(dialect, when, yes.value, no.value), ...either(condition.fails, branch) };
      }
      case "call": {
        const args = node.args.map(visit);
        const constants = node.args.every((arg) => arg.kind === "literal")
          ? node.args.map((arg) => (arg as { value: Value }).value)
          : undefined;
        const value = call(
          dialect,
          node.name,
          args.map((arg) => arg.value),
          constants,
        );
        return { value, ...either(...args.map((arg) => arg.fails)) };
      }
      case "property": {
        const { value, ...rest } = visit(node.of);
        return { value: datePart(dialect, value, node.name), ...rest };
      }
    }
  }

  function minus(value: NumberSql): NumberSql {
    return value.constant === undefined
      ? negated(value)
      : constant(dialect, typeof value.constant === "number" ? -value.constant : value.constant.negated());
  }

  function within(of: Term, items: readonly InItem[]): Term {
    let fails: string | undefined;
    const sql: string[] = [];
    // An item is looked at only where none before it holds: what fails then, fails only there.
    for (const item of [...items].reverse()) {
      const parts = item.kind === "interval" ? [visit(item.low), visit(item.high)] : [visit(item.value)];
      const [first, last] = [parts[0]!.value, parts.at(-1)!.value];
      const test =
        item.kind === "interval"
          ? `(${compared(dialect, item.lowClosed ? ">=" : ">", of.value, first)} AND ${compared(dialect, item.highClosed ? "<=" : "<", of.value, last)})`
          : compared(dialect, item.kind === "equals" ? "=" : item.op, of.value, first);
      sql.unshift(test);
      const later = fails && `(${test} IS NOT TRUE AND ${fails})`;
      fails = either(...parts.map((part) => part.fails), later).fails;
    }
    return { value: truth(`(${sql.join(" OR ")})`), ...either(of.fails, fails) };
  }

  return visit(node);
}

const truth = (sql: string): ValueSql => ({ kind: "boolean", sql });

const sqlOf = (value: ValueSql): string => (value.kind === "ratio" ? value.num.sql + value.den.sql : value.sql);
const sizeOf = ({ value, fails = "" }: Term): number => sqlOf(value).length + fails.length;

function either(...conditions: (string | undefined)[]): { fails?: string } {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return {};
  return { fails: given.length === 1 ? given[0]! : `(${given.join(" OR ")})` };
}

function choice(dialect: Dialect, when: string, yes: ValueSql, no: ValueSql): ValueSql {
  const cases = (a: string, b: string) => `(CASE WHEN ${when} THEN ${a} ELSE ${b} END)`;
  const numbers = (a: NumberSql, b: NumberSql): NumberSql => {
    const [int, scale] = [Math.max(a.int, b.int), Math.max(a.scale, b.scale)];
    if (int + scale > 34) throw new TooWide("its exact result has too many digits");
    return { kind: "number", sql: cases(a.sql, b.sql), int, scale };
  };
  if (yes.kind === "null" && no.kind === "null") return nothing;
  if (yes.kind === "number" && no.kind === "number") return numbers(yes, no);
  if (isNumeric(yes) || isNumeric(no)) {
    const [a, b] = [asRatio(dialect, yes), asRatio(dialect, no)];
    const ratio = { num: numbers(a.num, b.num), den: numbers(a.den, b.den) };
    if (yes.kind !== "ratio" && no.kind !== "ratio") return ratio.num;
    return { kind: "ratio", ...ratio, settled: a.settled && b.settled };
  }
  const kind = (yes.kind === "null" ? no : yes).kind as "boolean" | "string" | "date";
  return { kind, sql: cases(sqlOf(yes), sqlOf(no)) };
}

function asRatio(dialect: Dialect, value: ValueSql): RatioSql {
  if (value.kind === "ratio") return value;
  const one = constant(dialect, 1);
  if (value.kind === "number") return { kind: "ratio", num: value, den: one, settled: true };
  return { kind: "ratio", num: { ...one, sql: `CAST(NULL AS ${dialect.decimal(1, 0)})` }, den: one, settled: true };
}

const dateParts: Record<string, [from: number, length: number]> = { year: [1, 4], month: [5, 2], day: [7, 2] };

function datePart(dialect: Dialect, value: ValueSql, name: string): ValueSql {
  if (value.kind === "null") return nothing;
  const part = value.kind === "date" ? dateParts[name] : undefined;
  if (!part) throw new NotInSql(`\`.${name}\` has no exact form in SQL.`);
  const text = `substr(lpad(CAST(${sqlOf(value)} AS text), 8, '0'), ${part[0]}, ${part[1]})`;
  return { kind: "number", sql: `CAST(${text} AS ${dialect.decimal(4, 0)})`, int: 4, scale: 0 };
}
