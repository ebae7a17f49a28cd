import type { Dialect } from "./dialect.ts";
import { literal } from "./quote.ts";
import type { Steps } from "./steps.ts";

/** What a version can come to: the place in the query, the rule (null for otherwise), the outcome. */
type Result = readonly [place: number, rule: string | null, outcome: string];

const shown = 5;

/** The rest of the query: from each record's two results to the counters of the report. */
export function counters(
  dialect: Dialect,
  steps: Steps,
  results: { base: readonly Result[]; head: readonly Result[] },
): string {
  const order = `length(id), ${dialect.ordered("id")}`;
  const ids = (where: string) => `(array_agg(id ORDER BY ${order}) FILTER (WHERE ${where}))[1:${shown}]`;
  const values = (of: readonly Result[]) =>
    of
      .map(
        ([place, rule, outcome]) =>
          `(${place}, ${rule === null ? "NULL" : literal(rule)}, ${literal(outcome)}, ${literal(JSON.stringify(rule))}, ${literal(JSON.stringify(outcome))})`,
      )
      .join(",\n    ");
  const columns = "(place, rule, outcome, rule_key, outcome_key)";
  const replayed = "left_out IS NULL AND NOT undecided";
  const sum = (where: string) => `(SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM cell WHERE ${where})`;
  const named = (name: string) =>
    `(SELECT ${dialect.objectOf("name", "total")} FROM (SELECT ${name} AS name, CAST(sum(n) AS BIGINT) AS total FROM cell WHERE ${name} IS NOT NULL GROUP BY ${name}) AS counted)`;
  const agreed = (side: string) =>
    dialect.object({ compared: sum("human <> 'none'"), agreed: sum(`human IN ('${side}', 'both')`) });
  const some = (aggregate: string, from: string) => `(SELECT ${aggregate} FROM ${from})`;
  const group = dialect.object({
    from: "from_outcome",
    to: "to_outcome",
    from_rule: "from_rule",
    to_rule: "to_rule",
    count: "total",
    toward_human: "toward",
    away_from_human: "away",
    examples: dialect.toJson("examples"),
  });
  const report = dialect.object({
    decisions: sum("TRUE"),
    replayed: sum(replayed),
    not_replayed: named("left_out"),
    undecided: dialect.object({
      count: sum("undecided"),
      examples: some(dialect.arrayOf("id", order), "(SELECT unnest(examples) AS id FROM cell WHERE undecided) AS odd"),
    }),
    unjudged: dialect.object({ base: sum("b = -1"), head: sum("h = -1") }),
    outcomes: dialect.object({ base: named("from_outcome"), head: named("to_outcome") }),
    flips: dialect.object({
      count: sum("from_outcome <> to_outcome"),
      toward_human: sum("from_outcome <> to_outcome AND human = 'head'"),
      away_from_human: sum("from_outcome <> to_outcome AND human = 'base'"),
      neither: sum("from_outcome <> to_outcome AND human NOT IN ('head', 'base')"),
      groups: some(dialect.arrayOf(group, `total DESC, length(key), ${dialect.ordered("key")}`), "flip"),
    }),
    agreement: dialect.object({ base: agreed("base"), head: agreed("head") }),
  });
  return `WITH base_result ${columns} AS (VALUES
    ${values(results.base)}),
head_result ${columns} AS (VALUES
    ${values(results.head)}),
${steps},
decided AS (
  SELECT id, left_out, undecided, CASE WHEN ${replayed} THEN b END AS b, CASE WHEN ${replayed} THEN h END AS h, nullif(human, '') AS human
  FROM ${steps.last}
),
pair AS (
  SELECT decided.*, base_result.outcome AS from_outcome, base_result.rule AS from_rule, head_result.outcome AS to_outcome,
    head_result.rule AS to_rule, '[' || base_result.outcome_key || ',' || head_result.outcome_key || ',' || base_result.rule_key || ',' || head_result.rule_key || ']' AS key
  FROM decided LEFT JOIN base_result ON b = base_result.place LEFT JOIN head_result ON h = head_result.place
),
cell AS MATERIALIZED (
  SELECT left_out, undecided, b, h, key, from_outcome, from_rule, to_outcome, to_rule,
    CASE WHEN from_outcome IS NULL OR human IS NULL THEN 'none' WHEN human = from_outcome THEN CASE WHEN human = to_outcome THEN 'both' ELSE 'base' END
      WHEN human = to_outcome THEN 'head' ELSE 'neither' END AS human,
    count(*) AS n, ${ids("undecided OR from_outcome <> to_outcome")} AS examples
  FROM pair GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
),
example AS (
  SELECT key, (array_agg(id ORDER BY ${order}))[1:${shown}] AS examples
  FROM (SELECT key, unnest(examples) AS id FROM cell WHERE from_outcome <> to_outcome) AS each GROUP BY key
),
flip AS (
  SELECT cell.key, from_outcome, to_outcome, from_rule, to_rule, CAST(sum(n) AS BIGINT) AS total,
    CAST(sum(CASE WHEN human = 'head' THEN n ELSE 0 END) AS BIGINT) AS toward,
    CAST(sum(CASE WHEN human = 'base' THEN n ELSE 0 END) AS BIGINT) AS away, example.examples AS examples
  FROM cell JOIN example ON example.key = cell.key WHERE from_outcome <> to_outcome
  GROUP BY 1, 2, 3, 4, 5, 9
)
SELECT ${report} AS report;
`;
}
