import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { replaySql } from "../src/replay/sql/index.ts";
import { policyOf, policyText } from "./support/policy-text.ts";

const doc = readFileSync(resolve(import.meta.dirname, "../docs/replay-scale.md"), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(doc)![1]!;

test("the workflow runs every shard once and merges what they upload", () => {
  const { jobs } = parse(block("yaml"));
  const { shard } = jobs.part.strategy.matrix;
  expect(shard).toEqual(Array.from({ length: shard.length }, (_, at) => at + 1));
  const commands = jobs.part.steps.map(({ run = "" }) => run).join("\n");
  expect(commands).toContain(`--shard \${{ matrix.shard }}/${shard.length} --json > part-\${{ matrix.shard }}.json`);
  expect(jobs.merge).toMatchObject({ needs: "part", steps: [{}, { with: { "merge-multiple": true } }, {}] });
});

test("the view over flat columns of DuckDB is replayed to the digit", async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("CREATE TABLE payments (id INTEGER, amount DECIMAL(20, 2), country VARCHAR, reviewed VARCHAR)");
  await connection.run(
    "INSERT INTO payments VALUES (1, 0.30, 'NL', 'pay'), (2, 100000000000000.01, NULL, 'pay'), (3, 0.29, 'BE', NULL)",
  );
  await connection.run(block("sql duckdb"));
  const version = (test: string) =>
    policyOf(
      policyText({
        inputs: "{amount: {type: number}, country: {type: string, optional: true}}",
        rules: [`when: {amount: '${test}'}, then: pay`],
      }),
    );
  const sql = replaySql({
    base: version("< 0.3"),
    head: version("<= 0.3, 100000000000000.01"),
    dialect: "duckdb",
    table: "decisions",
    without: ["policy", "masked"],
  });
  const result = await connection.runAndReadAll(sql);
  expect(JSON.parse(String(result.getRowsJson()[0]![0]))).toMatchObject({
    replayed: 3,
    undecided: { count: 0 },
    flips: { count: 2, toward_human: 2, groups: [{ examples: ["1", "2"] }] },
  });
});
