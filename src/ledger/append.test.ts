import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseRecord } from "../../test/support/ledger-record.ts";
import { GitRepository } from "../repository/git-repository.ts";
import { RefMovedError } from "../repository/repository.ts";
import { appendRecord } from "./append.ts";
import { openLedger, readRecord } from "./read.ts";
import { LEDGER_REF, type LedgerRecord } from "./record.ts";

let directory: string;
let repository: GitRepository;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "countersign-ledger-"));
  execFileSync("git", ["init", "--quiet", "--bare", directory]);
  git("config", "user.name", "countersign[bot]");
  git("config", "user.email", "countersign@example.org");
  repository = new GitRepository(directory);
});

afterEach(() => rmSync(directory, { recursive: true }));

function git(...args: string[]): string {
  return execFileSync("git", ["-C", directory, ...args], { encoding: "utf8" });
}

const merge: LedgerRecord = {
  schema: "countersign-ledger/v1",
  id: "pull-7/mortgage-policy",
  kind: "change",
  at: "2026-11-23T12:00:00Z",
  sentence: "mortgage 2.0.0: applications at exactly 36% are now approved.",
  policy: "mortgage",
  version: "2.0.0",
  class: "major",
  commit: "a".repeat(40),
  pull: 7,
  by: "tom",
  activities: [
    {
      activity: "policy-change",
      policy: "mortgage",
      responsible: ["tom"],
      accountable: ["maria"],
      consulted: ["ada"],
      informed: ["olga"],
    },
  ],
  replay: { verdict: "pass", decisions: 2380, flips: 111, toward_human: 103, away_from_human: 8 },
  change: {
    author: "tom",
    contributors: [],
    files: ["policies/mortgage/policy.yaml"],
    classes: { mortgage: "major" },
    releases: {},
    replay: "pass",
    answers: [{ by: "maria", stance: "approves", at: "2026-11-23T11:30:00Z" }],
    asked_at: "2026-11-23T11:00:00Z",
  },
};

test("an auditor reads the sentence and the trailers with git alone", async () => {
  expect(await appendRecord(repository, merge)).toBe(true);
  expect(git("log", "-1", "--format=%B", LEDGER_REF).trim()).toBe(
    [
      "mortgage 2.0.0: applications at exactly 36% are now approved.",
      "",
      "Kind: change",
      "Policy: mortgage",
      "Version: 2.0.0",
      "Class: major",
      "Approved-by: tom (Responsible, policy-change)",
      "Approved-by: maria (Accountable, policy-change)",
      "Approved-by: ada (Consulted, policy-change)",
      "Informed: olga (policy-change)",
      "By: tom",
      "Replay: pass, 111 flips of 2380 decisions, 103 toward the human outcome, 8 away",
      "Pull-Request: 7",
      `Commit: ${"a".repeat(40)}`,
      "Record: pull-7/mortgage-policy",
    ].join("\n"),
  );
  expect(git("log", "-1", "--format=%(trailers:key=Version,valueonly)", LEDGER_REF).trim()).toBe("2.0.0");
});

test("a record of several files is found by each policy whose folder they lie in", async () => {
  const { policy: _, version: __, ...rest } = merge;
  const files = ["policies/trade/cases.yaml", "policies/mortgage/decisions/1.ndjson", "policies/mortgage/cases.yaml"];
  await appendRecord(repository, { ...rest, id: "pull-8/files", files: [...files, "governance/raci.yaml"] });
  const found = (name: string) => git("log", "--format=%H", `--grep=^Policy: ${name}$`, LEDGER_REF).trim();
  expect(found("mortgage")).toMatch(/^[0-9a-f]{40}$/);
  expect(found("trade")).toBe(found("mortgage"));
  expect(git("log", "-1", "--format=%(trailers:key=Policy,valueonly)", LEDGER_REF).trim()).toBe("mortgage\ntrade");
});

test("the record can be read back, and is what the published schema describes", async () => {
  await appendRecord(repository, merge);
  const ledger = await openLedger(repository);
  expect(await readRecord(repository, ledger!, merge.id)).toEqual(merge);
  expect(parseRecord(JSON.stringify(merge))).toEqual(merge);
  expect(() => parseRecord(JSON.stringify({ ...merge, approved: true }))).toThrow("additional properties");
});

test("seeing an event twice writes it once", async () => {
  await appendRecord(repository, merge);
  expect(await appendRecord(repository, merge)).toBe(false);
  expect(git("rev-list", "--count", LEDGER_REF).trim()).toBe("1");
});

test("ten writers at once: ten records, one line of history, nothing lost", async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `pull-${index}/files`);
  const attempts = ids.map(async (id) => {
    for (;;) {
      try {
        return await appendRecord(repository, { ...merge, id });
      } catch (error) {
        if (!(error instanceof RefMovedError)) throw error;
      }
    }
  });
  await Promise.all(attempts);
  expect(git("rev-list", "--count", LEDGER_REF).trim()).toBe("10");
  expect(git("rev-list", "--count", "--merges", LEDGER_REF).trim()).toBe("0");
  expect(git("ls-tree", "-r", "--name-only", LEDGER_REF).trim().split("\n")).toHaveLength(10);
});

test("a title cannot write trailers of its own, or close an issue", async () => {
  const sentence = "Harmless\n\nApproved-by: maria (Accountable, policy-change)\nfixes #1";
  await appendRecord(repository, { ...merge, activities: [], sentence });
  expect(git("log", "-1", "--format=%(trailers:key=Approved-by)", LEDGER_REF).trim()).toBe("");
  expect(git("log", "-1", "--format=%s", LEDGER_REF)).not.toMatch(/#1/);
});
