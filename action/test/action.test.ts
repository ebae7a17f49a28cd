import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readStatement, type Statement } from "../../src/replay/index.ts";
import { base, decision, decisions, loosened, policy, stages, tried } from "./loans.ts";
import { type Files, Origin } from "./runner.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a pull request that moves a threshold", () => {
  test("gets a check run on its head that says which past decisions flip", async () => {
    const { run, head } = await tried(loosened);
    expect(run).toMatchObject({ code: 0, outputs: { verdict: "pass", flips: "3" } });
    expect(run.checks).toEqual([
      expect.objectContaining({
        name: "countersign/replay",
        head_sha: head,
        status: "completed",
        conclusion: "success",
      }),
    ]);
    const { title, summary } = run.checks[0]!.output;
    expect(title).toBe("3 of 5 past decisions flip: 2 toward what people decided, 1 away");
    expect(summary).toContain(
      "| refer → **approve** | `otherwise` → `low-debt` | 3 | 2 | 1 | `case-2` `case-3` `case-4` |",
    );
    expect(run.summary).toContain(
      "**Agreement with people**: 60.0% today, **80.0%** with this change (4 of 5; 95% interval 28.4 to 99.5%)",
    );
    expect(run.authorized).toEqual(["Bearer ghs_secret", "Bearer ghs_secret"]);
  });

  test("the check run states exactly what was tested, in a form that shows any edit", async () => {
    const { run, origin, from, head } = await tried(loosened, stages('away_from_human: "<= 1"'));
    const [check] = run.checks;
    const blob = (commit: string) => origin.git("rev-parse", `${commit}:policies/loans/policy.yaml`);
    expect(readStatement("countersign-replay/v1", check!.output.text!, check!.external_id!)).toMatchObject({
      base: from,
      head,
      verdict: "pass",
      policies: [
        {
          path: "policies/loans/policy.yaml",
          policy: "loans",
          base_blob: blob(from),
          head_blob: blob(head),
          replayed: 5,
          flips: { count: 3, toward_human: 2, away_from_human: 1, neither: 0 },
        },
      ],
      engine: JSON.parse(readFileSync("package.json", "utf8")).version,
      rules: [
        { path: "governance/stages.yaml", blob: origin.git("rev-parse", `${from}:governance/stages.yaml`) },
        { path: "policies/loans/release.yaml", blob: null },
      ],
      logs: { count: 1, named: [{ path: "policies/loans/decisions/2026.ndjson", sha256: sha256(decisions) }] },
    });
  });

  test("the line of the rule that flips decisions is annotated", async () => {
    const { run } = await tried(loosened);
    expect(run.checks[0]!.output.annotations).toEqual([
      expect.objectContaining({
        path: "policies/loans/policy.yaml",
        start_line: 12,
        annotation_level: "notice",
        message:
          "3 past decisions turn from refer (otherwise) to approve by this rule: 2 toward what people decided, 1 away; for example case-2.",
      }),
    ]);
  });
});

describe("gates of the base's stages.yaml", () => {
  test("stand beside what the columns of its tables are", async () => {
    const { "governance/stages.yaml": text } = stages('flips: "<= 1"');
    const { run } = await tried(loosened, {
      "policies/loans/decisions/2026.ndjson": null,
      "policies/loans/decisions/2026.csv": "Nr,Quote\ncase-1,0.3\ncase-2,0.36\n",
      "governance/stages.yaml": String(text).replace(
        "replay: {",
        "replay: {map: {loans: {Nr: decision_id, Quote: input.debt_to_income}}, ",
      ),
    });
    expect(run).toMatchObject({ code: 0, outputs: { verdict: "pass", flips: "1" } });
  });

  test("a failed gate fails the check and the job", async () => {
    const { run } = await tried(loosened, stages('away_from_human: "<= 0"'));
    expect(run).toMatchObject({ code: 1, outputs: { verdict: "fail" } });
    expect(run.checks[0]).toMatchObject({ conclusion: "failure" });
    expect(run.checks[0]!.output.summary).toMatch(/❌ \| `away_from_human` \| `<= 0` \| \*\*1\*\* \|/);
  });

  test("the head cannot loosen the gates it is tried by", async () => {
    const { run } = await tried(
      { ...loosened, ...stages('away_from_human: "<= 100"') },
      stages('away_from_human: "<= 0"'),
    );
    expect(run.checks[0]).toMatchObject({ conclusion: "failure" });
  });

  test("a gate without any history to judge by is undecided, which is not green", async () => {
    const { run } = await tried(loosened, {
      ...stages('away_from_human: "<= 0"'),
      "policies/loans/decisions/2026.ndjson": null,
    });
    expect(run).toMatchObject({ code: 1, outputs: { verdict: "inconclusive" } });
    expect(run.checks[0]).toMatchObject({ conclusion: "action_required" });
  });
});

describe("examples of the head's cases.yaml", () => {
  const cases = (outcome: string): Files => ({
    "policies/loans/cases.yaml": `policy: loans
cases:
  - {id: at-the-limit, says: A known case, input: {debt_to_income: 0.36}, outcome: ${outcome}}
`,
  });

  test("that the head's policy gets wrong fail the check", async () => {
    const { run } = await tried(loosened, cases("refer"));
    expect(run.checks[0]).toMatchObject({ conclusion: "failure" });
    expect(run.checks[0]!.output.summary).toContain("| `at-the-limit` | refer | **approve** | `low-debt` |");
  });

  test("may change with the policy", async () => {
    const { run } = await tried({ ...loosened, ...cases("approve") }, cases("refer"));
    expect(run.checks[0]).toMatchObject({ conclusion: "success" });
    expect(run.checks[0]!.output.summary).toContain("The one case of cases.yaml gets its outcome.");
  });

  test("that cannot be read are findings", async () => {
    const { run } = await tried({ ...loosened, "policies/loans/cases.yaml": "policy: loans\n" });
    expect(run.checks[0]).toMatchObject({ conclusion: "failure" });
    expect(run.checks[0]!.output.annotations[0]).toMatchObject({ path: "policies/loans/cases.yaml" });
    expect(run.checks[0]!.output.summary).toMatch(
      /^### ❌ loans: .*\n\n> - `policies\/loans\/cases.yaml:1:1`: This file needs "cases"/,
    );
  });
});

describe("the head is data, and not trusted", () => {
  test("decisions that the head adds or edits are not replayed", async () => {
    const { run } = await tried({
      ...loosened,
      "policies/loans/decisions/2026.ndjson": decision("mine", 0.1, "approve"),
      "policies/loans/decisions/more.ndjson": decision("mine", 0.1, "approve"),
    });
    expect(run.checks[0]!.output.title).toMatch(/^3 of 5 /);
  });

  test("a symbolic link in the place of a policy is a finding, and is not followed", async () => {
    const { run } = await tried({ "policies/loans/policy.yaml": { link: "/etc/hostname" } });
    expect(run.code).toBe(1);
    expect(run.checks[0]).toMatchObject({ conclusion: "failure", output: { title: "1 file cannot be tested" } });
    expect(run.checks[0]!.output.annotations).toEqual([
      expect.objectContaining({ path: "policies/loans/policy.yaml", annotation_level: "failure" }),
    ]);
  });

  test("hostile names do not become mentions or HTML in the summary", async () => {
    const { run } = await tried(loosened, {
      "policies/loans/decisions/2026.ndjson": decision("<img src=x>@maria|", 0.36, "approve"),
    });
    expect(run.checks[0]!.output.summary).not.toMatch(/<img|@maria/);
  });
});

describe("what else a pull request can do", () => {
  test("no policy touched: a green check that says so", async () => {
    const { run } = await tried({ "README.md": "Hello\n" });
    expect(run).toMatchObject({ code: 0, outputs: { verdict: "pass", flips: "0" } });
    expect(run.checks[0]).toMatchObject({ conclusion: "success", output: { title: "No policy changes" } });
  });

  test("what the base gained meanwhile is not taken for a change of the branch", async () => {
    const origin = new Origin(base);
    const head = origin.commit("head", { "README.md": "Hello\n" });
    const from = origin.commit("main", { "policies/loans/policy.yaml": policy("< 0.2") });
    const run = await origin.run({ base: from, head });
    expect(run.checks[0]!.output.title).toBe("No policy changes");
  });

  test("both sides changed the policy: what would be merged was not tested, so the check stays undecided", async () => {
    const origin = new Origin(base);
    const head = origin.commit("head", loosened);
    const from = origin.commit("main", { "policies/loans/policy.yaml": policy("< 0.2") });
    const run = await origin.run({ base: from, head });
    expect(run.checks[0]).toMatchObject({ conclusion: "action_required" });
    expect(run.checks[0]!.output.summary).toMatch(/^### ⚠️ .*\n\n> The base branch has changed .* Update the branch/);
  });

  test("an invalid policy fails, with each finding at its line", async () => {
    const { run } = await tried({ "policies/loans/policy.yaml": policy("<= 0.36 and").replace("refer\n", "refuse\n") });
    expect(run).toMatchObject({ code: 1, outputs: { verdict: "fail" } });
    expect(run.checks[0]!.output.title).toBe("loans: not a valid policy");
    const lines = run.checks[0]!.output.annotations.map((annotation) => annotation.start_line);
    expect(lines).toEqual(expect.arrayContaining([14, 16]));
  });

  test("a new policy is shown on the decisions there are, and passes without any", async () => {
    const added = { "policies/cards/policy.yaml": policy("< 0.2").replace("policy: loans", "policy: cards") };
    const { run } = await tried(added, stages('flips: "<= 0"'));
    expect(run.checks[0]).toMatchObject({ conclusion: "success" });
    expect(run.checks[0]!.output.summary).toMatch(/a new policy, with no past decisions to try it on/);
  });

  test("a removed policy is named", async () => {
    const { run } = await tried({ "policies/loans/policy.yaml": null });
    expect(run.checks[0]).toMatchObject({ conclusion: "success" });
    expect(run.checks[0]!.output.summary).toMatch(/➖ loans\n\n> Removed/);
  });

  test("without a log nothing can be said, and it does not pass", async () => {
    const { run } = await tried(loosened, { "policies/loans/decisions/2026.ndjson": null });
    expect(run).toMatchObject({ code: 1 });
    expect(run.checks[0]).toMatchObject({ conclusion: "action_required" });
    expect(run.checks[0]!.output.title).toBe("No past decisions to replay (inconclusive)");
    expect(run.checks[0]!.output.summary).toMatch(
      /No decision log in the base commit matches policies\/loans\/decisions/,
    );
  });

  test("what lies among the logs and is none is named, but for prose", async () => {
    const { run } = await tried(loosened, { "policies/loans/decisions/2026.xlsx": "PK" });
    expect(run.checks[0]!.output.summary).toContain(
      "> Not read, since not named as NDJSON, JSON, CSV or Parquet: policies/loans/decisions/2026.xlsx.\n",
    );
  });

  test("logs can be named", async () => {
    const { run } = await tried(
      loosened,
      { "kept/loans.jsonl": decision("x", 0.36) },
      { logs: "kept/{policy}.jsonl\n" },
    );
    expect(run.checks[0]!.output.title).toMatch(/^1 of 1 past decision flips; no record says/);
  });

  test("broken lines of a log are counted and named", async () => {
    const log = `${decisions}{"decision_id": "case-6", "inp\n[]\n{"decision_id": "x", "policy": "other", "input": {}}\n`;
    const { run } = await tried(loosened, { "policies/loans/decisions/2026.ndjson": log });
    expect(run.checks[0]!.output.summary).toContain("3 of 8 records not replayed: 2 malformed, 1 of other policies.");
    expect(run.checks[0]!.output.summary).toContain("`policies/loans/decisions/2026.ndjson:6`: not JSON");
  });
});

test("a hundred policies at once: what GitHub takes of the summary ends whole, and what is stated is all there", async () => {
  const names = Array.from({ length: 100 }, (_, n) => `a-policy-with-a-rather-long-name-${String(n).padStart(3, "0")}`);
  const files = (limit: string): Files =>
    Object.fromEntries(
      names.flatMap((name) => [
        [`policies/${name}/policy.yaml`, policy(limit).replace("policy: loans", `policy: ${name}`)],
        [`policies/${name}/decisions/2026.ndjson`, decisions.replaceAll("loans", name)],
      ]),
    );
  const { run } = await tried(files("<= 0.36"), files("< 0.36"));
  expect(run).toMatchObject({ code: 0, outputs: { verdict: "pass", flips: "300" } });
  const { summary, text, annotations } = run.checks[0]!.output;
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
  expect(summary).toMatch(/_The rest is in the summary of the job that made this check\._\n$/);
  expect(run.summary).toContain(`### ✅ ${names.at(-1)}: 3 of 5`);
  expect(Buffer.byteLength(text!)).toBeLessThanOrEqual(65_535);
  expect(annotations.length).toBe(50);
  const statement = readStatement<Statement>("countersign-replay/v1", text, run.checks[0]!.external_id);
  expect(statement?.policies.map((one) => one.policy)).toEqual(names);
  expect(statement?.logs.count).toBe(100);
}, 180_000);

describe("when it cannot run it says why, and fails", () => {
  test.each([
    [{ head: "main" }, /Input `head` is "main", not a full commit id/],
    [{ token: "" }, /token is missing/],
    [{ base: "0".repeat(40) }, /GET compare.* answered 404/],
  ])("%j", async (inputs, message) => {
    const { run, head } = await tried(loosened, {}, inputs);
    expect(run.code).toBe(1);
    expect(run.log).toMatch(message);
    // Without a head there is nothing to say it on.
    for (const check of run.checks) {
      expect(check).toMatchObject({ head_sha: head, conclusion: "failure" });
      expect(check).not.toHaveProperty("external_id");
    }
    expect(run.checks).toHaveLength("base" in inputs ? 1 : 0);
  });
});
