import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import type { DialectName } from "../../src/replay/sql/dialect.ts";

/** A decision record as the columns of a table; `input` and `masked` are JSON texts. */
export interface Row {
  decision_id: string | null;
  policy?: string | null;
  input: string | null;
  human_outcome?: string | null;
  masked?: string | null;
}

/** A database with a table `decisions`. */
export interface Database {
  dialect: DialectName;
  load(rows: readonly Row[]): Promise<void>;
  /** The first column of the first row, parsed. */
  report(sql: string): Promise<unknown>;
  close(): Promise<void>;
}

const columns = ["decision_id", "policy", "input", "human_outcome", "masked"] as const;

export async function openDuckdb(): Promise<Database> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    dialect: "duckdb",
    async load(rows) {
      await connection.run(
        "CREATE OR REPLACE TABLE decisions (decision_id VARCHAR, policy VARCHAR, input JSON, human_outcome VARCHAR, masked JSON)",
      );
      await connection.run(
        `INSERT INTO decisions SELECT ${columns.map((name) => `e->>'${name}'`).join(", ")} FROM (SELECT unnest(CAST($1 AS JSON[])) AS e)`,
        [JSON.stringify(rows)],
      );
    },
    async report(sql) {
      const result = await connection.runAndReadAll(sql);
      return JSON.parse(String(result.getRowsJson()[0]![0]));
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** `url` as libpq has it: `postgres://user@host:port/database`. */
export async function openPostgres(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    dialect: "postgres",
    async load(rows) {
      await client.query(
        "CREATE TEMPORARY TABLE IF NOT EXISTS decisions (decision_id text, policy text, input jsonb, human_outcome text, masked jsonb)",
      );
      await client.query("TRUNCATE decisions");
      await client.query(
        `INSERT INTO decisions SELECT e->>'decision_id', e->>'policy', CAST(e->>'input' AS jsonb), e->>'human_outcome', CAST(e->>'masked' AS jsonb) FROM jsonb_array_elements(CAST($1 AS jsonb)) AS rows(e)`,
        [JSON.stringify(rows)],
      );
    },
    async report(sql) {
      const result = await client.query(sql);
      return result.rows[0].report;
    },
    close: () => client.end(),
  };
}
