import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../test/support/databases.ts";
import { policyText } from "../../test/support/policy-text.ts";
import { runCommand } from "../../test/support/run-command.ts";
import { sqlCommand } from "./sql.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-sql-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, test: string, inputs = "{amount: {type: number}}"): string {
  const file = join(folder, name);
  writeFileSync(file, policyText({ inputs, rules: [`when: {amount: '${test}'}, then: pay`] }));
  return file;
}
const base = written("base.yaml", "< 5");
const head = written("head.yaml", "<= 5");
const both = ["--base", base, "--head", head];
const countersign = (...args: string[]) => runCommand(sqlCommand(), ...args);

describe("countersign sql", () => {
  test("prints a query that gives the counters of the replay", async () => {
    const { status, stdout } = await countersign(...both, "--dialect", "duckdb", "--table", "decisions");
    expect(status).toBe(0);
    const database = await openDuckdb();
    await database.load(
      ["5", "4.99", "6", '"5"'].map((amount, at) => ({ decision_id: `d${at}`, input: `{"amount": ${amount}}` })),
    );
    expect(await database.report(stdout)).toMatchObject({
      decisions: 4,
      replayed: 4,
      unjudged: { base: 1, head: 1 },
      flips: { count: 1, groups: [{ from: "review", to: "pay", from_rule: null, to_rule: "r1", examples: ["d0"] }] },
    });
    await database.close();
  });

  test("does without columns that the table does not have, and quotes its name", async () => {
    const args = [...both, "--dialect", "postgres", "--table", 'lending."odd ""name"', "--json"];
    const { stdout } = await countersign(...args, "--without", "masked", "policy");
    const { dialect, sql } = JSON.parse(stdout);
    expect(dialect).toBe("postgres");
    expect(sql).toContain('FROM "lending"."odd ""name"');
    expect(sql).toContain(
      "CAST(NULL AS text) AS policy, CAST(human_outcome AS text) AS human, CAST(NULL AS jsonb) AS masked",
    );
  });

  test("a policy that SQL cannot follow exactly is refused, with what to do instead", async () => {
    const times = written("times.yaml", '< date and time("2024-02-29T10:00:00Z")', "{amount: {type: date and time}}");
    const { status, stdout, stderr } = await countersign(
      "--base",
      times,
      "--head",
      head,
      "--dialect",
      "duckdb",
      "--table",
      "t",
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      "amount is of type date and time, which has no exact form in SQL.\nReplay such a policy with countersign replay, whole or in shards.\n",
    );
  });

  test.each([
    [[...both, "--dialect", "oracle", "--table", "t"], /Allowed choices are duckdb, postgres/],
    [[...both, "--dialect", "duckdb"], /required option '--table/],
    [[...both, "--dialect", "duckdb", "--table", "a..b"], /"a..b" is no name of a table/],
    [["--base", "none.yaml", "--head", head, "--dialect", "duckdb", "--table", "t"], /none.yaml: no such file/],
  ])("%j exits with 2 and says why", async (args, message) => {
    const { status, stderr } = await countersign(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
