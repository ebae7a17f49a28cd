import type { Policy } from "../../policy/index.ts";
import type { Dialect } from "./dialect.ts";
import { formulaSql } from "./formula.ts";
import type { TypedInput } from "./inputs.ts";
import { NotInSql, TooWide } from "./not-in-sql.ts";
import { unaryTest } from "./unary-test.ts";
import { isNull, type ValueSql } from "./value.ts";

/** One version of a policy in SQL. */
export interface VersionSql {
  /** Lists of columns, each of which may read those of the lists before it. */
  derived: string[][];
  /** The result: the place of the rule from 1, {@link otherwise}, or {@link unjudged}. */
  result: string;
}

export const otherwise = 0;
export const unjudged = -1;

/** `prefix` keeps the columns of the two versions apart. */
export function versionSql(
  dialect: Dialect,
  policy: Policy,
  inputs: readonly TypedInput[],
  prefix: string,
): VersionSql {
  const derived: string[][] = [];
  const problems: string[] = [];
  const cells: ValueSql[] = [];
  const operands = new Map<string, ValueSql>();
  for (const [at, column] of policy.columns.entries()) {
    const { name, type } = column;
    if (column.kind === "input") {
      const { cell, operand, wrong } = inputs.find((input) => input.name === name && input.type === type)!;
      cells.push(cell);
      operands.set(name, operand);
      problems.push(wrong);
      if (!column.optional) problems.push(isNull(cell));
      if (column.values)
        problems.push(`(NOT ${isNull(cell)} AND ${unaryTest(dialect, column.values.test, cell)} IS NOT TRUE)`);
    } else {
      const made = named(`The formula of ${name}`, () => {
        const { value, fails } = formulaSql(dialect, column.expression, (needed) => operands.get(needed)!);
        return derivedColumns(whole(value, type), fails, `${prefix}${at}`);
      });
      derived.push(made.columns);
      cells.push(made.cell);
      operands.set(name, made.cell);
      if (!column.optional) problems.push(isNull(made.cell));
    }
  }
  const rules = policy.rules.map((rule) =>
    named(`The rule ${rule.id}`, () => {
      const tests = rule.tests.map(({ column, test }) => unaryTest(dialect, test, cells[column]!));
      return tests.length === 0 ? "TRUE" : tests.join(" AND ");
    }),
  );
  const bad = problems.length === 0 ? "" : `WHEN ${problems.join(" OR ")} THEN ${unjudged} `;
  return { derived, result: `CASE ${bad}${hits(policy, rules)} ELSE ${otherwise} END` };
}

/** Says where in the policy it is that SQL cannot do. */
function named<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooWide) throw new TooWide(`${where}: ${error.message}`);
    if (error instanceof NotInSql) throw new NotInSql(`${where}: ${error.message}`);
    throw error;
  }
}

/** A derived value that is declared an integer is null where it is none. */
function whole(value: ValueSql, type: string): ValueSql {
  if (type !== "integer" || (value.kind === "number" && value.scale === 0) || value.kind === "null") return value;
  if (value.kind !== "number") throw new NotInSql("whether a quotient is a whole number has no exact form in SQL.");
  return { ...value, sql: `(CASE WHEN ${value.sql} = floor(${value.sql}) THEN ${value.sql} END)` };
}

function derivedColumns(
  value: ValueSql,
  fails: string | undefined,
  name: string,
): { columns: string[]; cell: ValueSql } {
  const column = (sql: string, as: string) => `${fails ? `CASE WHEN NOT ${fails} THEN ${sql} END` : sql} AS ${as}`;
  if (value.kind === "null") return { columns: [], cell: value };
  if (value.kind !== "ratio") return { columns: [column(value.sql, name)], cell: { ...value, sql: name } };
  const [num, den] = [`${name}n`, `${name}d`];
  return {
    columns: [column(value.num.sql, num), column(value.den.sql, den)],
    cell: { ...value, num: { ...value.num, sql: num }, den: { ...value.den, sql: den } },
  };
}

/** `WHEN … THEN place` by the hit policy. */
function hits({ hitPolicy, rules, outcomes }: Policy, conditions: readonly string[]): string {
  const whens = (order: readonly number[]) => order.map((at) => `WHEN ${conditions[at]} THEN ${at + 1}`).join(" ");
  const places = rules.map((_, at) => at);
  if (places.length === 0) return "WHEN FALSE THEN 0";
  if (hitPolicy === "FIRST") return whens(places);
  if (hitPolicy === "PRIORITY") {
    const rank = new Map(Object.keys(outcomes).map((name, at) => [name, at]));
    const priority = (at: number) => rank.get(rules[at]!.then)!;
    return whens(places.toSorted((a, b) => priority(a) - priority(b) || a - b));
  }
  const decided = [...new Set(rules.map(({ then }) => then))];
  if (decided.length === 1) return whens(places);
  const matching = decided.map((outcome) => {
    const some = places.filter((at) => rules[at]!.then === outcome).map((at) => `(${conditions[at]})`);
    return `CASE WHEN ${some.join(" OR ")} THEN 1 ELSE 0 END`;
  });
  // Rules that match with different outcomes contradict one another: nobody can say which one decides.
  return `WHEN ${matching.join(" + ")} > 1 THEN ${unjudged} ${whens(places)}`;
}
