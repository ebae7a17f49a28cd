import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import type { RecordedChange } from "../governance/approvals/recorded-change.ts";
import { appendRecord } from "../ledger/append.ts";
import type { LedgerRecord } from "../ledger/record.ts";
import { GitRepository } from "../repository/git-repository.ts";
import { simulateCommand } from "./simulate.ts";

const template = resolve(import.meta.dirname, "../../policies-template");
let folder: string;
let clone: string;

const change: RecordedChange = {
  author: "tom",
  contributors: [],
  files: ["policies/mortgage/policy.yaml"],
  classes: { mortgage: "major" },
  releases: {},
  replay: "pass",
  answers: [
    { by: "maria", stance: "approves", at: "2026-11-02T10:00:00Z" },
    { by: "ada", stance: "comments", at: "2026-11-02T10:00:00Z" },
  ],
  asked_at: "2026-11-02T09:00:00Z",
};

const budget: RecordedChange = {
  ...change,
  author: "leo",
  files: ["budget/2026.md"],
  classes: {},
  replay: "not-needed",
  answers: [{ by: "petra", stance: "approves", at: "2026-11-02T10:00:00Z" }],
};

const record = (pull: number, but: Partial<LedgerRecord>): LedgerRecord => ({
  schema: "countersign-ledger/v1",
  id: `pull-${pull}/mortgage-policy`,
  kind: "change",
  at: "2026-11-02T12:00:00Z",
  sentence: "mortgage 1.1.0: 36% is approved.",
  policy: "mortgage",
  pull,
  by: "tom",
  activities: [
    { activity: "policy-change", responsible: ["tom"], accountable: ["maria"], consulted: [], informed: [] },
  ],
  ...but,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-simulate-"));
  const origin = join(folder, "origin");
  cpSync(template, origin, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", origin, "-c", "user.name=tom", "-c", "user.email=tom@example.org", ...args]);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "countersign[bot]");
  git("config", "user.email", "countersign@example.org");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Govern our decisions");
  const ledger = new GitRepository(origin);
  const replay = { verdict: "pass", decisions: 400, flips: 12, toward_human: 9, away_from_human: 3 } as const;
  const records = [
    record(3, { sentence: "mortgage 1.0.1: wording." }),
    record(5, { change, replay }),
    record(6, { id: "pull-6/bypass", kind: "bypass", by: "leo" }),
    record(9, { id: "pull-9/files", sentence: "Another budget", change: budget }),
    record(9, { id: "pull-9/hold-44", kind: "hold", by: "ada" }),
    record(12, { id: "pull-12/hold-50", kind: "hold", by: "ada" }),
  ];
  for (const one of records) await appendRecord(ledger, one);
  clone = join(folder, "clone");
  execFileSync("git", ["clone", "--quiet", origin, clone]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (...args: string[]) => runCommand(simulateCommand(), ...args, clone);

/** A file of the template with something replaced. */
function edited(file: "raci.yaml" | "stages.yaml", ...edits: [string, string][]): string {
  let text = readFileSync(join(template, "governance", file), "utf8");
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
}

const sameChart = () => join(template, "governance/raci.yaml");

describe("a chart tried on a clone's ledger, offline", () => {
  test("the chart of today asks the same people; what is not recorded is counted", async () => {
    const { status, stdout } = await simulate("--raci", sameChart());
    expect(status).toBe(0);
    expect(stdout).toContain("Tried on the last 4 merged pull requests: none would have been asked of other people");
    expect(stdout).toContain("Not enough is recorded of 1 pull request. 1 went past every approval.");
    expect(stdout).toMatch(/#5 .* ada, maria {2,}ada, maria {2,}the same answers would do/);
    expect(stdout).not.toContain("#12");
  });

  test("another Accountable: whom it would have asked, and what for", async () => {
    const raci = edited("raci.yaml", ["    accountable: credit-manager\n", "    accountable: compliance\n"]);
    const { status, stdout } = await simulate("--raci", raci, "--json");
    const { raci: found, stages } = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(stages).toBeNull();
    expect(found.summary).toEqual({ pulls: 4, passes: 1, waits: 1, stuck: 0, unasked: 0, unknown: 1, bypassed: 1 });
    expect(found.changes[2]).toMatchObject({
      pull: 5,
      happened: "approved",
      by: ["maria"],
      today: { outcome: "passes", asked: ["ada", "maria"] },
      proposed: { outcome: "waits", asked: ["ada"], why: "Waiting for ada (Accountable)" },
      differs: true,
    });
  });

  test("a chart under which nobody could have approved it is a finding", async () => {
    const raci = edited("raci.yaml", ["credit-manager:   {users: [maria]", "credit-manager:   {users: [tom]"]);
    const { status, stdout } = await simulate("--raci", raci);
    expect(status).toBe(1);
    expect(stdout).toContain("1 could not have been approved by anybody");
  });

  test("and so is one that covers a file no more", async () => {
    const { status, stdout } = await simulate("--raci", edited("raci.yaml", ['["budget/**"]', "[]"]));
    expect(status).toBe(1);
    expect(stdout).toContain("Nobody answers for budget/2026.md.");
  });

  test("a team is who was told, and else not known", async () => {
    const raci = edited("raci.yaml", ["compliance:       {users: [ada]", "compliance:       {teams: [acme/law]"]);
    expect((await simulate("--raci", raci)).stdout).toContain("Who is in the team acme/law is not known here.");
    const { stdout } = await simulate("--raci", raci, "--team", "acme/law=Ada,lex", "--json");
    expect(JSON.parse(stdout).raci.changes[2].proposed).toMatchObject({
      outcome: "passes",
      asked: ["ada", "lex", "maria"],
    });
  });

  test("only so many", async () => {
    const { stdout } = await simulate("--raci", sameChart(), "--last", "2", "--json");
    expect(JSON.parse(stdout).raci.changes.map(({ pull }: { pull: number }) => pull)).toEqual([9, 6]);
  });
});

test("a record that somebody wrote past the app is not enough, and stops nothing", async () => {
  const origin = join(folder, "tampered");
  execFileSync("git", ["clone", "--quiet", "--mirror", join(folder, "origin"), origin]);
  execFileSync("git", ["-C", origin, "config", "user.name", "eve"]);
  execFileSync("git", ["-C", origin, "config", "user.email", "eve@example.org"]);
  const repository = new GitRepository(origin);
  const forged = [
    "not JSON",
    "null",
    JSON.stringify(record(22, { change: { ...change, files: 5 as never } })),
    JSON.stringify(record(23, { change: { ...change, answers: [null as never] } })),
    JSON.stringify(record(24, { change, at: "once" })),
  ];
  const files = Object.fromEntries(forged.map((text, index) => [`records/pull-${20 + index}/files.json`, text]));
  const parent = await repository.resolve("refs/heads/governance-log");
  await repository.commit({ ref: "refs/heads/governance-log", parent, message: "Mine", files });
  const { status, stdout } = await runCommand(simulateCommand(), "--raci", sameChart(), "--json", origin);
  expect(status).toBe(0);
  expect(JSON.parse(stdout).raci.summary).toMatchObject({ pulls: 9, unknown: 6 });
});

test("gates tried on what the ledger has of replay tests", async () => {
  const stages = edited("stages.yaml", ['away_from_human: "<= 20"', 'away_from_human: "<= 2"']);
  const { status, stdout } = await simulate("--stages", stages);
  expect(status).toBe(0);
  expect(stdout).toContain("Tried on 1 past promotions, demotions and replay tests: 1 would have come out otherwise.");
  expect(stdout).toMatch(/\* #5 .*replay mortgage {2}pass +fail +Away from human is 3/);
});

describe("what cannot be read", () => {
  test.each([
    ["no rules", [], "name the rules to try"],
    ["no such file", ["--raci", "nowhere.yaml"], "cannot read nowhere.yaml"],
    ["too many", ["--raci", "x", "--last", "0"], "It is 1 to 1000."],
    ["half a team", ["--raci", "x", "--team", "law"], "Write it as team=people"],
    ["a revision that is not there", ["--raci", "REAL", "--against", "v9"], "is no clone that has v9"],
  ])("%s", async (_, args, message) => {
    const { status, stderr } = await simulate(...args.map((arg) => (arg === "REAL" ? sameChart() : arg)));
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test("a chart with a mistake, by line and column", async () => {
    const raci = edited("raci.yaml", ["    accountable: credit-manager\n", "    accountable: credit-manger\n"]);
    const { status, stderr } = await simulate("--raci", raci);
    expect(status).toBe(2);
    expect(stderr).toMatch(/raci\.yaml:23:18 error unknown-role/);
    expect(stderr).toContain('Did you mean "credit-manager"?');
  });

  test("a folder that is no clone, and a clone without a ledger", async () => {
    const run = (place: string) => runCommand(simulateCommand(), "--raci", sameChart(), place);
    expect((await run(template)).stderr).toMatch(/is no clone|has no ledger/);
    expect((await run(join(folder, "nowhere"))).stderr).toContain("there is no ");
    const bare = join(folder, "without");
    execFileSync("git", ["clone", "--quiet", "--single-branch", join(folder, "origin"), bare]);
    const { status, stderr } = await run(bare);
    expect(status).toBe(2);
    expect(stderr).toContain("git fetch origin governance-log:governance-log");
  });

  test("a repository on GitHub without a token", async () => {
    const { status, stderr } = await runCommand(simulateCommand(), "--raci", sameChart(), "acme/decisions");
    expect(status).toBe(2);
    expect(stderr).toContain("GITHUB_TOKEN is not set");
  });
});
