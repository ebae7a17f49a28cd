import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPolicy, type Policy } from "../src/policy/index.ts";
import { replay } from "../src/replay/index.ts";
import { replaySql } from "../src/replay/sql/replay-sql.ts";
import { type Database, openDuckdb, openPostgres, type Row } from "./support/databases.ts";
import { records, versions } from "./support/sql-cases.ts";

const runs = Number(process.env.COUNTERSIGN_SQL_RUNS ?? 40);
const postgres = process.env.COUNTERSIGN_POSTGRES;
if (!postgres)
  console.warn(
    "COUNTERSIGN_POSTGRES names no server: the SQL form is not tried on Postgres (scripts/with-postgres.sh).",
  );

const databases = [
  { name: "DuckDB", skip: false, open: openDuckdb },
  { name: "Postgres", skip: !postgres, open: () => openPostgres(postgres!) },
];

/** The record as a line of a log, digit for digit. */
const line = ({ decision_id, policy, input, human_outcome, masked }: Row) =>
  `{"decision_id": ${JSON.stringify(decision_id)}, "policy": ${JSON.stringify(policy ?? null)}, "input": ${input}, "human_outcome": ${JSON.stringify(human_outcome ?? null)}, "masked": ${masked ?? null}}\n`;

/** The counters of `countersign replay`, in the form in which the query gives them. */
async function evaluated(base: Policy, head: Policy, rows: readonly Row[]) {
  const bytes = (async function* () {
    yield Buffer.from(rows.map(line).join(""));
  })();
  const { decisions, replayed, not_replayed, unjudged, outcomes, flips, agreement } = await replay({
    base,
    head,
    logs: [{ name: "rows", bytes }],
    kernel: false,
  });
  const { count, toward_human, away_from_human, neither, groups } = flips;
  const plain = ({ compared, agreed }: { compared: number; agreed: number }) => ({ compared, agreed });
  return {
    decisions,
    replayed,
    not_replayed,
    undecided: { count: 0, examples: [] },
    unjudged,
    outcomes,
    flips: { count, toward_human, away_from_human, neither, groups },
    agreement: { base: plain(agreement.base), head: plain(agreement.head) },
  };
}

const load = (text: string): Policy => {
  const { policy, findings } = loadPolicy(text);
  if (!policy) throw new Error(findings.map(({ message }) => message).join("\n"));
  return policy;
};

const small = (feel: string, test = ">= 0.1", extra = "") =>
  load(`policy: gap
inputs: {offered: {type: number}, asked: {type: number}, kind: {type: string, optional: true}}
derived: {gap: {type: number, feel: ${JSON.stringify(feel)}}}
outcomes: {pay: {acts: true}, review: {acts: false}}
hit_policy: FIRST
rules: [{id: near, when: {gap: ${JSON.stringify(test)}${extra}}, then: pay}]
otherwise: review
`);

describe.each(databases)("the SQL form on $name", ({ skip, open }) => {
  let database: Database;
  beforeAll(async () => {
    if (!skip) database = await open();
  });
  afterAll(() => database?.close());
  const asked = (base: Policy, head: Policy) =>
    database.report(replaySql({ base, head, dialect: database.dialect, table: "decisions" }));

  test.skipIf(skip)("counts what the evaluator counts", { timeout: 300_000 }, async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(versions, records, async ([before, after], rows) => {
        const [base, head] = [loadPolicy(before).policy, loadPolicy(after).policy];
        fc.pre(base !== undefined && head !== undefined);
        tried++;
        await database.load(rows);
        expect(await asked(base, head)).toEqual(await evaluated(base, head, rows));
      }),
      { numRuns: runs },
    );
    expect(tried).toBeGreaterThanOrEqual(runs);
  });

  test.skipIf(skip)("a quotient on the threshold is on it, whatever doubles say", async () => {
    const [base, head] = [
      small("abs(offered - asked) / asked", "< 0.1"),
      small("abs(offered - asked) / asked", "<= 0.1"),
    ];
    const rows = [
      ["1.1", "1"],
      ["0.33", "0.3"],
      ["1.1000000000000001", "1"],
      ["1.0999999999999999", "1"],
      ["5", "0"],
    ].map(([offered, asked], at) => ({ decision_id: `${at}`, input: `{"offered": ${offered}, "asked": ${asked}}` }));
    await database.load(rows);
    const report = await asked(base, head);
    expect(report).toEqual(await evaluated(base, head, rows));
    expect(report).toMatchObject({ flips: { count: 2 }, unjudged: { base: 1, head: 1 } });
  });

  test.skipIf(skip)("numbers that SQL cannot hold are undecided and named, never rounded", async () => {
    const policy = load(`policy: long
inputs: {amount: {type: number}}
outcomes: {pay: {acts: true}, review: {acts: false}}
hit_policy: FIRST
rules: [{id: equal, when: {amount: "0.36, 9007199254740993"}, then: pay}]
otherwise: review
`);
    const none = { ...policy, rules: [] };
    const texts = [
      "0.36",
      "0.35999999999999999",
      "0.36000000000000001",
      "9007199254740993",
      "9007199254740992",
      "1e400",
    ];
    const more = [
      "36e-2",
      "1e-30",
      "0.360000000000000000000000000000000000001",
      "123456789012345678901234567890",
      "1e30",
    ];
    let [decided, named] = [0, 0];
    for (const text of [...texts, ...more]) {
      const rows = [{ decision_id: "x", input: `{"note": "1234567890123456", "amount": ${text}}` }];
      await database.load(rows);
      const report = (await asked(policy, none)) as { undecided: { count: number; examples: string[] } };
      if (report.undecided.count === 0) {
        decided++;
        expect(report, text).toEqual(await evaluated(policy, none, rows));
      } else {
        named++;
        expect(report, text).toMatchObject({ decisions: 1, replayed: 0, undecided: { count: 1, examples: ["x"] } });
      }
    }
    expect({ decided, named }).toEqual({ decided: 6, named: 5 });
  });

  test.skipIf(skip)("a hostile text is only a text", async () => {
    const texts = [
      "'; DROP TABLE decisions; --",
      "\\'; DROP TABLE decisions; --",
      "$$ /* \n -- */ ' || 1",
      '"',
      "%s",
      "?",
      "$1",
    ];
    const policy = small(
      "offered",
      ">= 0",
      `, kind: ${JSON.stringify(texts.map((text) => JSON.stringify(text)).join(", "))}`,
    );
    const rows = [...texts, "harmless"].map((kind, at) => ({
      decision_id: kind + at,
      input: JSON.stringify({ offered: 1, asked: 1, kind }),
      human_outcome: kind,
    }));
    await database.load(rows);
    const none = { ...policy, rules: [] };
    expect(await asked(policy, none)).toEqual(await evaluated(policy, none, rows));
    expect(await asked(none, policy)).toMatchObject({ decisions: 8, flips: { count: 7 } });
  });

  const log = resolve(import.meta.dirname, "../../shared/data/mortgage/decisions.ndjson");
  test.skipIf(skip || !existsSync(log))("2,380 home loans come out as the replay has them", async () => {
    const mortgage = (test: string) =>
      load(`policy: mortgage
inputs:
  debt_to_income: {type: number}
  loan_to_value: {type: number}
  public_bad_record: {type: boolean}
derived: {strain: {type: number, feel: debt_to_income / loan_to_value}}
outcomes: {approve: {acts: true}, deny: {acts: false}}
hit_policy: FIRST
rules:
  - {id: low-debt, when: {debt_to_income: "${test}", public_bad_record: "false"}, then: approve}
  - {id: small-loan, when: {strain: "< 0.2", public_bad_record: "false"}, then: approve}
otherwise: deny
`);
    const rows = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((text): Row => {
        const { decision_id, policy, human_outcome } = JSON.parse(text);
        return { decision_id, policy, human_outcome, input: /"input": (\{.*?\})/.exec(text)![1]! };
      });
    await database.load(rows);
    const [base, head] = [mortgage("< 0.36"), mortgage("<= 0.36")];
    const report = (await asked(base, head)) as { undecided: { count: number }; flips: { count: number } };
    expect(report).toEqual(await evaluated(base, head, rows));
    expect(report.flips.count).toBeGreaterThan(100);
  });
});

describe("what SQL cannot do exactly is refused with its reason", () => {
  const sql = (feel: string) => () =>
    replaySql({ base: small("offered"), head: small(feel), dialect: "duckdb", table: "t" });
  test.each([
    ["offered / asked * 3", /formula of gap: it calculates with a quotient .*divide last/],
    ["offered / asked + asked / offered", /divide last/],
    ["sqrt(offered)", /`sqrt` has no exact form/],
    ["modulo(offered, 7)", /`modulo` has no exact form/],
    ["offered ** 0.5", /exponents 1 to 9/],
    ["offered ** 9", /too many digits/],
    ["floor(offered / asked)", /`floor` has no exact form/],
  ])("%s", (feel, reason) => {
    expect(sql(feel)).toThrow(reason);
  });

  test.each(["", "a.", ".a", "a..b", 'a"b', "a\0b"])("the table %j", (table) => {
    expect(() => replaySql({ base: small("1"), head: small("2"), dialect: "postgres", table })).toThrow(
      /is no name of a table/,
    );
  });
});
