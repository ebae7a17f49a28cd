import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { replayCommand } from "./replay.ts";

const policy = (test: string) => `policy: loans
title: Loans
accountable: credit-manager
purpose: Decide which applications an officer need not look at.
inputs: {debt: {type: number}}
outcomes: {approve: {acts: true, says: Grant}, refer: {acts: false, says: Hand over}}
hit_policy: FIRST
rules:
  - {id: low, says: Low debt, when: {debt: "${test}"}, then: approve}
otherwise: refer
`;

let folder: string;
const home = process.cwd();

const countersign = (...args: string[]) => runCommand(replayCommand(), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-replay-"));
  process.chdir(folder);
  writeFileSync(join(folder, "base.yaml"), policy("< 0.36"));
  writeFileSync(join(folder, "head.yaml"), policy("<= 0.36"));
  writeFileSync(
    join(folder, "log.ndjson"),
    [
      { decision_id: "a", input: { debt: 0.3 }, human_outcome: "approve" },
      { decision_id: "b", input: { debt: 0.36 }, human_outcome: "refer" },
    ]
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(""),
  );
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const both = ["--base", "base.yaml", "--head", "head.yaml"];

describe("countersign replay", () => {
  test("says first what flips, then shows it in tables", async () => {
    const { status, stdout } = await countersign(...both, "--log", "log.ndjson");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^loans: 1 of 2 past decisions flips: 0 toward what people decided, 1 away\.\n/);
    expect(stdout).toMatch(/refer → approve {2}otherwise → low {2}/);
  });

  test("says when the logs seem to hold records twice", async () => {
    writeFileSync(join(folder, "again.ndjson"), readFileSync(join(folder, "log.ndjson")));
    const { stdout } = await countersign(...both, "--log", "log.ndjson", "again.ndjson");
    expect(stdout).toContain(
      "repeat the decision_id of an earlier one count again: 2 of 4, such as a, b; 1 of them flips.",
    );
  });

  test("says how logs are kept where nothing in one is a record, and quotes of a long line its beginning", async () => {
    const record = { decision_id: "a", input: { debt: 0.3 } };
    writeFileSync(join(folder, "object.json"), JSON.stringify({ decisions: [record] }, null, 2));
    const { status, stdout } = await countersign(...both, "--log", "object.json");
    expect(status).toBe(1);
    expect(stdout).toContain("one JSON array of records, or has one record on each line");
    writeFileSync(join(folder, "long.ndjson"), `{"decision_id":"a","input":{"debt":${"9".repeat(100_000)}}}\n`);
    const long = JSON.parse((await countersign(...both, "--log", "long.ndjson", "--json")).stdout);
    expect(long.not_replayed_places[0].message).toMatch(/^not JSON: 9{280,290}…$/);
  });

  test("shows what is hidden in the names of a log's columns, and does not obey it", async () => {
    writeFileSync(join(folder, "hidden.csv"), "decision_id,\u001b[2Jinput.debt,input.debt,input.debt\na,1,2,3\n");
    const { status, stderr } = await countersign(
      ...both,
      "--log",
      "hidden.csv",
      "--map",
      "\u001b[2Jinput.debt=input.debt",
    );
    expect(status).toBe(2);
    expect(stderr).toContain("the columns \ufffd[2Jinput.debt and input.debt are both input.debt");
  });

  test("prints the report as JSON", async () => {
    const { stdout } = await countersign(...both, "--log", "log.ndjson", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ policy: "loans", decisions: 2, flips: { count: 1 }, verdict: "pass" });
  });

  test("a gate that fails exits with 1 and says so", async () => {
    writeFileSync(
      join(folder, "stages.yaml"),
      `promotions: {assist: {gates: {decisions: ">= 1"}}, automate: {gates: {decisions: ">= 1"}}, optimize: {gates: {decisions: ">= 1"}}}
replay: {gates: {away_from_human: "<= 0"}}
exceptions: {sla: {high: PT4H, normal: P1D, low: P5D}, escalate_to: x}
`,
    );
    const { status, stdout } = await countersign(...both, "--log", "log.ndjson", "--stages", "stages.yaml");
    expect(status).toBe(1);
    expect(stdout).toMatch(/away_from_human +<= 0 +fail/);
  });

  test("examples that the new version gets wrong fail, and are named", async () => {
    const example = (id: string, debt: number) =>
      `  - {id: ${id}, says: Known, input: {debt: ${debt}}, outcome: refer}\n`;
    writeFileSync(
      join(folder, "cases.yaml"),
      `policy: loans\ncases:\n${example("at-the-limit", 0.36)}${example("over", 0.5)}`,
    );
    const { status, stdout } = await countersign(...both, "--log", "log.ndjson", "--cases", "cases.yaml");
    expect(status).toBe(1);
    expect(stdout).toMatch(/1 of 2 cases do not get their outcome\.[\s\S]*at-the-limit +refer +approve +low/);
  });

  test("pairs the run of the live model with the shadow run of another", async () => {
    const shadow = [
      { decision_id: "b", input: { debt: 0.3 }, confidence: 0.9 },
      { decision_id: "a", input: { debt: 0.3 }, confidence: 0.9 },
    ];
    writeFileSync(join(folder, "shadow.ndjson"), shadow.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const { status, stdout } = await countersign(
      ...["--compare", "log.ndjson", "--with", "shadow.ndjson", "--policy", "base.yaml", "--stage", "assist"],
    );
    expect(status).toBe(0);
    expect(stdout).toContain("1 of 2 past decisions flips: 0 toward what people decided, 1 away");
    expect(stdout).toMatch(/1 move from "a person decides" to "carried out", for example b\./);
  });

  test("says what becomes of the decisions at a stage", async () => {
    const { stdout } = await countersign(...both, "--log", "log.ndjson", "--stage", "automate");
    expect(stdout).toMatch(/at automate +base +head/);
  });

  test("says what the flips weigh", async () => {
    const { stdout } = await countersign(...both, "--log", "log.ndjson", "--weigh", "debt");
    expect(stdout).toMatch(/debt of the flips: 0\.36 in all, 0 toward people, 0\.36 away/);
  });

  test("weighs by what the policies do not read, in whatever form the log is", async () => {
    writeFileSync(
      join(folder, "weighed.ndjson"),
      '{"decision_id":"a","input":{"debt":0.36,"principal":1000,"other":5}}\n',
    );
    writeFileSync(join(folder, "weighed.csv"), "decision_id,debt,principal,other\na,0.36,1000,5\n");
    const parquet = {
      schema: [
        { name: "root", num_children: 2 },
        { name: "decision_id", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
        { name: "input", repetition_type: "OPTIONAL", num_children: 3 },
        ...["debt", "principal", "other"].map((name) => ({ name, type: "DOUBLE", repetition_type: "OPTIONAL" })),
      ],
      columnData: [
        { name: "decision_id", data: ["a"] },
        { name: "input", data: [{ debt: 0.36, principal: 1000, other: 5 }] },
      ],
    } as Parameters<typeof parquetWriteBuffer>[0];
    writeFileSync(join(folder, "weighed.parquet"), new Uint8Array(parquetWriteBuffer(parquet)));
    for (const log of ["weighed.ndjson", "weighed.csv", "weighed.parquet"]) {
      const { stdout, stderr } = await countersign(...both, "--log", log, "--weigh", "principal");
      expect(stdout, log + stderr).toMatch(/principal of the flips: 1,?000 in all/);
    }
  });

  test("reads globs, gzip, JSON arrays and mapped CSV alike", async () => {
    const records = [
      { decision_id: "a", input: { debt: 0.36 } },
      { decision_id: "b", input: { debt: 0.5 } },
    ];
    writeFileSync(join(folder, "forms-1.json"), JSON.stringify(records));
    writeFileSync(
      join(folder, "forms-2.ndjson.gz"),
      gzipSync(records.map((one) => `${JSON.stringify(one)}\n`).join("")),
    );
    writeFileSync(join(folder, "forms-3.csv"), "Nr;Quote\na;0,36\nb;0.36\n");
    const { stdout } = await countersign(
      ...both,
      "--log",
      "forms-*",
      "--map",
      "Nr=decision_id",
      "Quote=input.debt",
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({ replayed: 6, unjudged: { head: 1 }, flips: { count: 3 } });
  });

  test("takes from stages.yaml what columns are, and from --map what they are here", async () => {
    const gates = `{gates: {decisions: ">= 1"}}`;
    writeFileSync(
      join(folder, "mapped.yaml"),
      `promotions: {assist: ${gates}, automate: ${gates}, optimize: ${gates}}
replay: {gates: {flips: "<= 1"}, map: {loans: {Nr: decision_id, Quote: input.debt, Sicher: confidence}}}
exceptions: {sla: {high: PT4H, normal: P1D, low: P5D}, escalate_to: x}
`,
    );
    writeFileSync(join(folder, "mapped.csv"), "Nr;Quote;Alt;Sicher\na;0.36;0.1;0.97\nb;0.5;0.36;0.2\n");
    const options = [...both, "--log", "mapped.csv", "--stages", "mapped.yaml", "--stage", "assist", "--json"];
    const { stdout } = await countersign(...options);
    expect(JSON.parse(stdout)).toMatchObject({
      flips: { groups: [{ examples: ["a"] }] },
      dispositions: { head: { act: 1, route: 1 } },
    });
    const other = await countersign(...options, "--map", "Quote=segments.quote", "Alt=input.debt");
    expect(JSON.parse(other.stdout)).toMatchObject({ flips: { groups: [{ examples: ["b"] }] } });
  });

  test("compares two runs of a model by the ids of their decisions", async () => {
    const run = (outcome: string) =>
      `${JSON.stringify({ decision_id: "a", input: {}, outcome, human_outcome: "pay" })}\n`;
    writeFileSync(join(folder, "live.ndjson"), run("hold"));
    writeFileSync(join(folder, "shadow.ndjson"), run("pay"));
    const { status, stdout } = await countersign("--compare", "live.ndjson", "--with", "shadow.ndjson");
    expect(status).toBe(0);
    expect(stdout).toMatch(/1 of 1 past decision flips: 1 toward what people decided, 0 away/);
    expect((await countersign("--compare", "live.ndjson")).stderr).toMatch(/--compare and --with go together/);
  });

  test("takes a version from git", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@x", ...args], { cwd: folder });
    git("init", "-q");
    git("add", "base.yaml");
    git("commit", "-qm", "first");
    const { stdout } = await countersign(
      "--base",
      "HEAD:base.yaml",
      "--head",
      "head.yaml",
      "--log",
      "log.ndjson",
      "--json",
    );
    expect(JSON.parse(stdout).flips.count).toBe(1);
    expect(await countersign("--base", "HEAD:none.yaml", "--head", "head.yaml", "--log", "log.ndjson")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/HEAD:none.yaml: no such file, and git does not find it/),
    });
  });

  test("shards, merged in any order, are the run over everything, byte for byte", async () => {
    const lines = Array.from({ length: 300 }, (_, n) =>
      n % 50 === 7
        ? "{broken"
        : JSON.stringify({
            decision_id: `case-${n}`,
            timestamp: new Date(1.77e12 + n * 1e8).toISOString(),
            input: { debt: [0.3, 0.36, 0.4][n % 3] },
            human_outcome: n % 4 ? "approve" : "refer",
            segments: { branch: ["north", "south", "east"][n % 7] },
          }),
    );
    writeFileSync(join(folder, "many.ndjson"), lines.join("\n"));
    const options = [...both, "--log", "many.ndjson", "log.ndjson", "--weigh", "debt"];
    const files: string[] = [];
    for (const n of [5, 2, 4, 1, 3]) {
      const { stdout } = await countersign(...options, "--shard", `${n}/5`);
      files.push(`part-${n}.json`);
      writeFileSync(join(folder, `part-${n}.json`), stdout);
    }
    const merged = await countersign("merge", ...files, "--json");
    expect(merged.stdout).toBe((await countersign(...options, "--json")).stdout);
    expect(JSON.parse(merged.stdout)).toMatchObject({ replayed: 296, not_replayed: { malformed: 6 } });
    expect(await countersign("merge", ...files.slice(1))).toMatchObject({
      status: 2,
      stderr: "Shard 5 of 5 is missing.\n",
    });
    expect((await countersign("merge", ...files, files[0]!)).stderr).toMatch(
      /part-5.json and part-5.json are both shard 5/,
    );
    writeFileSync(
      join(folder, "other.json"),
      (await countersign(...both, "--log", "log.ndjson", "--shard", "5/5")).stdout,
    );
    expect((await countersign("merge", ...files.slice(1), "other.json")).stderr).toMatch(
      /other.json is a part of another replay than part-2.json: they differ in weigh, logs/,
    );
    const changed = async (from: string, to: string) => {
      writeFileSync(join(folder, "changed.json"), readFileSync(join(folder, files[0]!), "utf8").replace(from, to));
      return (await countersign("merge", "changed.json", ...files.slice(1))).stderr;
    };
    expect(await changed('"count": ', '"count": 1')).toBe(
      "changed.json was changed after it was written: its sha256 does not fit.\n",
    );
    expect(await changed("}", "")).toMatch(/^changed.json is not JSON, or was cut short: /);
    writeFileSync(join(folder, "many.ndjson"), [...lines, ""].join("\n"));
    writeFileSync(join(folder, "later.json"), (await countersign(...options, "--shard", "5/5")).stdout);
    expect((await countersign("merge", ...files.slice(1), "later.json")).stderr).toBe(
      "later.json is a part of another replay than part-2.json: they differ in logs.\n",
    );
  });

  test.each([
    [["--base", "nope.yaml", "--head", "head.yaml", "--log", "log.ndjson"], /nope.yaml: no such file/],
    [[...both, "--log", "nope.ndjson"], /nope.ndjson: the log cannot be read: no such file/],
    [[...both, "--log", "nope/*.ndjson"], /the log cannot be read: no file matches/],
    [[...both, "--log", "log.ndjson", "--map", "Betrag"], /--map Betrag: write Column=input.amount/],
    [[...both, "--log", "."], /a folder/],
    [
      ["--base", "log.ndjson", "--head", "head.yaml", "--log", "log.ndjson"],
      /log.ndjson is not a valid policy:\n {2}log.ndjson:2:1:/,
    ],
    [[...both, "--log", "log.ndjson", "--selected", "aprove"], /--selected aprove: not an outcome.*approve/],
    [[...both, "--log", "log.ndjson", "--shard", "5/4"], /Write it as 3\/16/],
    [["merge", "log.ndjson"], /JSON/],
    [["merge", "."], /^\.: the part cannot be read: EISDIR/],
    [["merge", "nope.json"], /^nope.json: the part cannot be read: ENOENT/],
    [["--base", "base.yaml"], /required option --head/],
    [["--compare", "log.ndjson"], /--compare and --with go together/],
    [[...both, "--compare", "log.ndjson", "--with", "log.ndjson"], /in place of --base/],
    [["--compare", "log.ndjson", "--with", "log.ndjson", "--stage", "assist"], /need --policy/],
    [[...both, "--log", "log.ndjson", "--weigh", "dept"], /--weigh dept: not an input.*debt/],
  ])("%j exits with 2 and says why", async (args, message) => {
    const { status, stdout, stderr } = await countersign(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
  });
});
