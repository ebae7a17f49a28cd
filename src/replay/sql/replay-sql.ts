import type { Policy } from "../../policy/index.ts";
import { namesIn } from "../../policy/load/derived.ts";
import { counters } from "./counters.ts";
import { type Dialect, type DialectName, type Digits, dialects } from "./dialect.ts";
import { flagColumns, rawColumns, typedInputs, valueColumn } from "./inputs.ts";
import { NotInSql, TooWide } from "./not-in-sql.ts";
import { literal, tableName } from "./quote.ts";
import { Steps } from "./steps.ts";
import { otherwise, unjudged, type VersionSql, versionSql } from "./version.ts";

/** Columns of a table of decision records that it may do without. */
export const optionalColumns = ["policy", "human_outcome", "masked"] as const;
export type OptionalColumn = (typeof optionalColumns)[number];

export interface SqlRequest {
  base: Policy;
  head: Policy;
  dialect: DialectName;
  /** As the user names it: `decisions`, `lending.decisions`. */
  table: string;
  /** Columns that the table does not have. */
  without?: readonly OptionalColumn[];
}

/** Digits to try, from those that leave the fewest records undecided. */
const digitsToTry: readonly Digits[] = [
  [15, 17],
  [13, 17],
  [12, 16],
  [11, 15],
  [12, 12],
  [10, 12],
  [12, 8],
  [9, 8],
  [8, 8],
  [10, 6],
  [9, 5],
  [8, 4],
  [7, 3],
  [6, 2],
].map(([int, scale]) => ({ int: int!, scale: scale! }));

/**
 * One query that replays a policy change over a table of decision records and returns one row with one column, `report`: the
 * counters of `countersign replay` as JSON, plus `undecided`, the records that SQL cannot decide exactly.
 *
 * @throws NotInSql with the reason, where a policy cannot be replayed exactly in SQL
 */
export function replaySql(request: SqlRequest): string {
  let reason: unknown;
  for (const digits of digitsToTry) {
    try {
      return query(request, digits);
    } catch (error) {
      if (!(error instanceof TooWide)) throw error;
      reason = error;
    }
  }
  throw new NotInSql((reason as Error).message);
}

function query({ base, head, dialect: dialectName, table, without = [] }: SqlRequest, digits: Digits): string {
  const dialect = dialects[dialectName];
  const calculated = new Set(
    [base, head].flatMap(({ derived }) => Object.values(derived).flatMap(({ expression }) => [...namesIn(expression)])),
  );
  const inputs = typedInputs([base, head], calculated, digits);
  const names = [...new Set(inputs.map(({ name }) => name))];
  const raw = (name: string) => names.indexOf(name);
  const versions = [versionSql(dialect, base, inputs, "b"), versionSql(dialect, head, inputs, "h")] as const;
  const doubled = names.length > 0 ? dialect.doubled(names) : undefined;
  const unsure = [...inputs.map((input) => input.unsure), ...(doubled ? [`(${doubled})`] : [])];
  const steps = new Steps(dialect);
  steps.add(recordColumns(dialect, table, without));
  steps.extend([`${leftOut(dialect, [base, head], names)} AS left_out`]);
  const numbers = new Set(inputs.flatMap(({ name, cell }) => (cell.kind === "number" ? [name] : [])));
  steps.extend(names.flatMap((name, at) => rawColumns(dialect, name, numbers.has(name), at)));
  steps.extend(inputs.map((input) => valueColumn(dialect, input, raw(input.name))));
  steps.extend(inputs.flatMap((input) => flagColumns(dialect, input, raw(input.name))));
  for (const columns of derivedLevels(versions)) steps.extend(columns);
  steps.add(
    `SELECT id, human, left_out, left_out IS NULL AND coalesce(${unsure.join(" OR ") || "FALSE"}, FALSE) AS undecided,\n    ${versions[0].result} AS b,\n    ${versions[1].result} AS h\n  FROM ${steps.last}`,
  );
  const results = (policy: Policy) => [
    [unjudged, null, policy.otherwise] as const,
    [otherwise, null, policy.otherwise] as const,
    ...policy.rules.map(({ id, then }, at) => [at + 1, id, then] as const),
  ];
  return counters(dialect, steps, { base: results(base), head: results(head) });
}

/** Derived columns of both versions; those of one level read only those of the levels before. */
function derivedLevels(versions: readonly VersionSql[]): string[][] {
  const levels = Math.max(...versions.map(({ derived }) => derived.length));
  return Array.from({ length: levels }, (_, at) => versions.flatMap(({ derived }) => derived[at] ?? []));
}

function recordColumns(dialect: Dialect, table: string, without: readonly OptionalColumn[]): string {
  const column = (name: OptionalColumn, type: string) => `CAST(${without.includes(name) ? "NULL" : name} AS ${type})`;
  return `SELECT CAST(decision_id AS text) AS id, CAST(input AS ${dialect.json}) AS input,
    ${column("policy", "text")} AS policy, ${column("human_outcome", "text")} AS human, ${column("masked", dialect.json)} AS masked
  FROM ${tableName(table)}`;
}

/** Why a record is not replayed, in the words of the report; null for one that is. */
function leftOut(dialect: Dialect, versions: readonly Policy[], names: readonly string[]): string {
  const ids = [...new Set(versions.map(({ id }) => literal(id)))].join(", ");
  const pointer = `^[^/]*/input($|/(${names.join("|")})($|/))`;
  return `CASE
      WHEN coalesce(id, '') = '' THEN 'no_decision_id'
      WHEN NOT coalesce(${dialect.isObject("input")}, FALSE) THEN 'no_input'
      WHEN coalesce(policy, '') <> '' AND policy NOT IN (${ids}) THEN 'other_policy'
      WHEN ${dialect.anyMatches("masked", pointer)} THEN 'masked'
    END`;
}
