import { describe, expect, test } from "vitest";
import { type Statement, stateLogs, statementBlock, statementId } from "../../replay/index.ts";
import { type CheckRun, flipsShownAt, isModel, replayStateOf } from "./replay-state.ts";

const head = "h".repeat(40);
const path = "policies/mortgage/policy.yaml";
const expected = [{ path, baseBlob: "b1", headBlob: "h1" }];
const file = (id: string) => ({ id, mode: "100644" });
const base = new Map([["governance/stages.yaml", file("g1")]]);

const statement: Statement = {
  statement: "countersign-replay/v1",
  engine: "0.1.0",
  rules: [
    { path: "governance/stages.yaml", blob: "g1" },
    { path: "policies/mortgage/release.yaml", blob: null },
  ],
  logs: stateLogs(new Map()),
  base: "base",
  head,
  policies: [
    {
      path,
      policy: "mortgage",
      base_blob: "b1",
      head_blob: "h1",
      decisions: 2380,
      replayed: 2380,
      verdict: "pass",
      flips: { count: 111, toward_human: 103, away_from_human: 8, neither: 0 },
      flips_digest: "sha256:f",
    },
  ],
  verdict: "pass",
};

function run(change: Partial<CheckRun> = {}, stated: Statement = statement): CheckRun {
  return {
    id: 1,
    name: "countersign/replay",
    head_sha: head,
    status: "completed",
    conclusion: "success",
    external_id: statementId(stated),
    app: { slug: "github-actions" },
    output: { title: "111 flips", summary: "", text: `Details\n\n${statementBlock(stated)}` },
    ...change,
  };
}

describe("the replay test is believed", () => {
  test("from GitHub Actions, for this head and these policy bytes", () => {
    expect(replayStateOf([run()], head, expected, base)).toMatchObject({
      state: "pass",
      flips: 111,
      towardHuman: 103,
      awayFromHuman: 8,
    });
  });

  test("by its newest run", () => {
    const later = run({ id: 2, conclusion: "failure" }, { ...statement, verdict: "fail" });
    expect(replayStateOf([later, run()], head, expected, base).state).toBe("fail");
  });

  test("not to have passed when its conclusion says otherwise than its text", () => {
    expect(replayStateOf([run({ conclusion: "failure" })], head, expected, base).state).toBe("fail");
  });
});

describe("of several replay tests of the same", () => {
  const of = (id: number, verdict: Statement["verdict"], more: Partial<Statement> = {}) =>
    run({ id, conclusion: verdict === "pass" ? "success" : "failure" }, { ...statement, ...more, verdict });

  test.each([
    ["one that passes later does not hide one that failed", [of(1, "fail"), of(2, "pass")], "fail"],
    ["nor one that could not tell", [of(1, "inconclusive"), of(2, "pass")], "inconclusive"],
    ["one that failed of other gates is no longer asked", [of(1, "fail", { rules: [] }), of(2, "pass")], "pass"],
    ["one of another app says nothing", [{ ...of(1, "fail"), app: { slug: "evil" } }, of(2, "pass")], "pass"],
  ] as const)("%s", (_, runs, state) => {
    expect(replayStateOf([...runs], head, expected, base).state).toBe(state);
  });
});

describe("the replay test is not believed", () => {
  test.each([
    ["from another app", run({ app: { slug: "evil-actions" } })],
    ["for another head", run({ head_sha: "x".repeat(40) })],
    ["while it runs", run({ status: "in_progress", conclusion: null })],
    ["without a statement", run({ output: { title: "", summary: "", text: "all good" } })],
    ["with a statement about another head", run({}, { ...statement, head: "other" })],
    ["with a statement that is not the one it was made with", run({ external_id: "countersign-replay/v1:0000" })],
    ["for other policy bytes", run({}, { ...statement, policies: [{ ...statement.policies[0]!, head_blob: "h0" }] })],
    ["for another base", run({}, { ...statement, policies: [{ ...statement.policies[0]!, base_blob: "b0" }] })],
    ["without the gates it was tried by", run({}, { ...statement, rules: [] })],
    ["in the words of a version before", run({}, { ...statement, rules: undefined as never })],
    ["without the policy in question", run({}, { ...statement, policies: [] })],
    [
      "when the statement is not the end of the text",
      run({ output: { title: "", summary: "", text: `${statementBlock(statement)}\n\nand more` } }),
    ],
  ])("%s", (_, forged) => {
    expect(replayStateOf([forged], head, expected, base).state).toBe("missing");
  });
});

describe("the replay test is outdated", () => {
  test.each([
    ["when the gates change", [["governance/stages.yaml", file("g2")]], "governance/stages.yaml"],
    ["when the gates are taken away", [], "governance/stages.yaml"],
    [
      "when the policy goes live",
      [...base, ["policies/mortgage/release.yaml", file("r1")]],
      "policies/mortgage/release.yaml",
    ],
  ] as const)("%s", (_, now, path) => {
    expect(replayStateOf([run()], head, expected, new Map(now))).toEqual({
      state: "missing",
      reason: `${path} has changed on the base branch since the replay test: update the branch to run it again`,
    });
  });

  test("not by decisions that the base gains, nor by its other files", () => {
    const later = new Map([...base, ["policies/mortgage/decisions/later.ndjson", file("d1")]]);
    expect(replayStateOf([run()], head, expected, later).state).toBe("pass");
  });
});

test("a change of no policy needs no replay test", () => {
  expect(replayStateOf([], head, [], base)).toEqual({ state: "not-needed" });
});

describe("a changed model is replayed as a changed policy is", () => {
  test("a models file counts, its shadow runs do not", () => {
    const paths = ["models/reader.yaml", "models/shadow/reader/3.2/loans.ndjson", "policies/a/policy.yaml"];
    expect(paths.filter(isModel)).toEqual(["models/reader.yaml"]);
  });

  test("a statement about the policy alone does not answer for the model", () => {
    const wanted = [...expected, { path: "models/reader.yaml", baseBlob: "b2", headBlob: "h2" }];
    expect(replayStateOf([run()], head, wanted, base)).toMatchObject({
      state: "missing",
      reason: expect.stringContaining("models/reader.yaml"),
    });
    const [policy] = statement.policies;
    const model = { ...policy!, path: "models/reader.yaml", base_blob: "b2", head_blob: "h2" };
    const both = { ...statement, policies: [policy!, model] };
    expect(replayStateOf([run({}, both)], head, wanted, base)).toMatchObject({ state: "pass", flips: 222 });
  });
});

test("what a reviewer was shown is what the newest replay test that had ended by then showed", () => {
  const [policy] = statement.policies;
  const ended = (id: number, digest: string, completed_at: string | null) =>
    run({ id, completed_at }, { ...statement, policies: [{ ...policy!, flips_digest: digest }] });
  const runs = [ended(1, "f1", "2026-11-23T10:00:00Z"), ended(2, "f2", "2026-11-23T12:00:00Z"), ended(3, "f3", null)];
  expect(flipsShownAt(runs, head, "2026-11-23T09:59:59Z")).toBeUndefined();
  expect(flipsShownAt(runs, head, "2026-11-23T10:00:00Z")).toBe("mortgage f1");
  expect(flipsShownAt(runs, head, "2026-11-23T13:00:00Z")).toBe("mortgage f2");
});
