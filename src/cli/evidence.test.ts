import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { loadPolicy } from "../policy/index.ts";
import { evidenceCommand } from "./evidence.ts";
import { sampleRecords, toNdjson } from "./samples/index.ts";

const template = resolve(import.meta.dirname, "../../policies-template");
let folder: string;

const evidence = (...args: string[]) => runCommand(evidenceCommand(), folder, ...args);
const json = async (...args: string[]) => {
  const { stdout, status } = await evidence("--policy", "mortgage", "--json", ...args);
  return { status, ...JSON.parse(stdout).policies[0] };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-evidence-"));
  cpSync(template, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("countersign evidence", () => {
  test("says what was measured, beside what people achieved before, and what a promotion still needs", async () => {
    const { status, stdout } = await evidence();
    expect(status).toBe(0);
    expect(stdout).toContain("accounts-payable: nothing is live, the newest version is in audit.");
    expect(stdout).toContain("mortgage: 1.0.0 is live at assist.");
    expect(stdout).toContain("Evidence for 1.0.0: 400 decisions from 2026-08-03 to 2026-10-02.");
    expect(stdout).toMatch(/handling time, median +26\.6 s +1 h 30 min/);
    expect(stdout).toContain(
      "open  The number of decisions is 400 so far; the gate asks for at least 1,000. 600 more would settle it.",
    );
    expect(stdout).toContain("mortgage still shows what assist asks for.");
  });

  test("takes the newest tag as the version to promote", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init");
    git("add", ".");
    git("-c", "user.name=tom", "-c", "user.email=tom@acme.example", "commit", "-m", "First");
    for (const version of ["1.0.0", "1.9.0", "1.10.0"]) git("tag", `mortgage/v${version}`);
    expect(await json()).toMatchObject({ version: "1.10.0", decisions: 0, left_out: { "another version": 400 } });
    expect(await json("--of", "1.0.0")).toMatchObject({ version: "1.0.0", decisions: 400 });
  });

  test("counts what cannot be read", async () => {
    appendFileSync(join(folder, "policies/mortgage/decisions/2026-sample.ndjson"), '{"decision_id": "x", "ver\n\n');
    expect(await json()).toMatchObject({ decisions: 400, left_out: { "not a record": 1 } });
  });

  test("shows a version that has earned its promotion", async () => {
    const { policy } = loadPolicy(readFileSync(join(template, "policies/mortgage/policy.yaml"), "utf8"));
    const records = sampleRecords({
      policy: policy!,
      version: "2.0.0",
      stage: "audit",
      count: 240,
      seed: 3,
      from: new Date("2026-10-01T06:00:00Z"),
      days: 30,
    });
    writeFileSync(join(folder, "policies/mortgage/decisions/v2.ndjson"), toNdjson(records));
    expect(await json("--of", "2.0.0")).toMatchObject({
      promotion: { verdict: "pass", to: { policy: "mortgage", version: "2.0.0", stage: "assist" } },
      figures: { decisions: 240 },
    });
    expect((await evidence("--of", "2.0.0")).stdout).toContain("2.0.0 has shown what assist asks for.");
  });

  test("fails when the live version no longer shows what its stage asks for", async () => {
    const log = join(folder, "policies/mortgage/decisions/2026-sample.ndjson");
    writeFileSync(log, readFileSync(log, "utf8").replaceAll('"human_outcome":"approve"', '"human_outcome":"deny"'));
    expect(await json()).toMatchObject({ status: 1, demotion: { verdict: "fail", to: { stage: "audit" } } });
    expect((await evidence()).stdout).toContain("It no longer shows what assist asks for.");
  });

  test.each([
    [
      "a policy that is not there",
      ["--policy", "loans"],
      'there is no policy "loans"; there are accounts-payable, mortgage',
    ],
    ["a folder that is not there", [], "cannot be read"],
  ])("%s is an unreadable input", async (name, args, message) => {
    if (name.startsWith("a folder")) rmSync(folder, { recursive: true });
    const { status, stderr } = await evidence(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test("an invalid file is named with its line", async () => {
    writeFileSync(join(folder, "policies/mortgage/release.yaml"), "policy: mortgage\nversion: 1.0.0\nstage: live\n");
    const { status, stderr } = await evidence();
    expect(status).toBe(2);
    expect(stderr).toContain('policies/mortgage/release.yaml:3: "stage" cannot be "live".');
  });
});
