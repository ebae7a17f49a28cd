// The replay as somebody would write it for DuckDB by hand: doubles, one CASE for each version.
import { DuckDBInstance } from "@duckdb/node-api";
import { otherwise } from "./table.mjs";

const text = (value) => `'${value}'`;

function when({ from, below, gapAtMost, gapBelow, kinds, notFrom, days, then }) {
  const tests = [
    ...(from === undefined ? [] : [`asked >= ${from}`]),
    `asked < ${below}`,
    gapAtMost ? `gap <= ${gapAtMost}::DOUBLE` : `gap < ${gapBelow}::DOUBLE`,
    ...(kinds ? [`document IN (${kinds.map(text).join(", ")})`] : []),
    ...(notFrom ? [`vendor_country <> ${text(notFrom)}`] : []),
    `days_open >= ${days}`,
    "NOT duplicate",
  ];
  return `WHEN ${tests.join(" AND ")} THEN ${text(then)}`;
}

const decided = (rules) => `CASE ${rules.map(when).join("\n")} ELSE ${text(otherwise)} END`;

const input =
  "STRUCT(asked DOUBLE, offered DOUBLE, document VARCHAR, vendor_country VARCHAR, days_open DOUBLE, duplicate BOOLEAN)";
const source = (file) =>
  file.endsWith(".parquet")
    ? `read_parquet('${file}')`
    : `read_json('${file}', format = 'newline_delimited', columns = {decision_id: 'VARCHAR', input: '${input}'})`;

/** Every record with its outcome under both versions. */
const replayed = (file, base, head) => `
  SELECT decision_id, ${decided(base)} AS base, ${decided(head)} AS head
  FROM (SELECT decision_id, input.*, abs(input.offered - input.asked) / input.asked AS gap FROM ${source(file)})`;

async function rows(sql, threads) {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  return (await (await instance.connect()).runAndReadAll(sql)).getRows();
}

/** How often which pair of outcomes occurs: rows of [base, head, count]. */
export async function duckdb(file, threads, base, head) {
  const counted = await rows(`SELECT base, head, count(*) FROM (${replayed(file, base, head)}) GROUP BY ALL`, threads);
  return counted.map(([from, to, count]) => [from, to, Number(count)]);
}

/** Ids of the decisions that flip. */
export async function duckdbFlips(file, base, head) {
  const flipped = await rows(`SELECT decision_id FROM (${replayed(file, base, head)}) WHERE base <> head`, 1);
  return flipped.map(([id]) => id);
}

/** Writes a log as Parquet, Snappy, with the records' own columns. */
export async function toParquet(from, to) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(
    `COPY (SELECT * FROM read_json('${from}', format = 'newline_delimited')) TO '${to}' (FORMAT parquet, COMPRESSION snappy)`,
  );
}
