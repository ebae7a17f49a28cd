import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { rollbackCommand } from "./rollback.ts";

let folder: string;
const path = "policies/mortgage/release.yaml";

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=omar", "-c", "user.email=omar@acme.example", ...args], { cwd: folder });

function commit(version: string, stage: string) {
  writeFileSync(join(folder, path), `# Ours.\npolicy: mortgage\nversion: ${version}\nstage: ${stage}\n`);
  git("add", ".");
  git("commit", "-qm", `${version} at ${stage}`);
}

const rollback = (...args: string[]) => runCommand(rollbackCommand(), "mortgage", folder, ...args);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-rollback-"));
  mkdirSync(join(folder, "policies/mortgage"), { recursive: true });
  git("init", "-q");
  git("config", "user.name", "omar");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("countersign rollback", () => {
  test("puts the last good version back, holds promotions, and says how to propose it", async () => {
    commit("1.0.0", "assist");
    commit("2.0.0", "assist");
    const { status, stdout } = await rollback("--because", "denials doubled");
    expect(status).toBe(0);
    expect(stdout).toContain("from 2.0.0 at assist to 1.0.0 at assist; promotions are held.");
    expect(stdout).toContain('git commit -m "Roll mortgage back to 1.0.0 at assist" policies/mortgage/release.yaml');
    expect(readFileSync(join(folder, path), "utf8")).toBe(
      "# Ours.\npolicy: mortgage\nversion: 1.0.0\nstage: assist\nhold:\n  by: omar\n  because: denials doubled\n",
    );
  });

  test("stops a first version altogether: back to audit", async () => {
    commit("1.0.0", "assist");
    const { stdout } = await rollback("--because", "it is wrong", "--by", "tom", "--json");
    expect(JSON.parse(stdout)).toEqual({
      file: join(folder, path),
      from: { policy: "mortgage", version: "1.0.0", stage: "assist" },
      to: { policy: "mortgage", version: "1.0.0", stage: "audit", hold: { by: "tom", because: "it is wrong" } },
    });
  });

  test("works in a folder of a larger repository", async () => {
    const top = folder;
    folder = join(top, "governed");
    mkdirSync(join(folder, "policies/mortgage"), { recursive: true });
    commit("1.0.0", "assist");
    commit("1.0.0", "automate");
    expect((await rollback("--because", "x")).stdout).toContain("to 1.0.0 at assist");
    folder = top;
  });

  test("has nothing to do where nothing acts", async () => {
    commit("1.0.0", "audit");
    expect(await rollback("--because", "x")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("nothing to roll back"),
    });
  });

  test("does not touch a file with changes that are not committed", async () => {
    commit("1.0.0", "assist");
    writeFileSync(join(folder, path), "policy: mortgage\nversion: 9.0.0\nstage: assist\n");
    const { status, stderr } = await rollback("--because", "x");
    expect(status).toBe(2);
    expect(stderr).toContain("commit or undo them first");
    expect(readFileSync(join(folder, path), "utf8")).toContain("9.0.0");
  });

  test("needs a reason, a policy that exists, and a clone", async () => {
    commit("1.0.0", "assist");
    expect((await rollback()).stderr).toContain("--because");
    expect((await runCommand(rollbackCommand(), "loans", folder, "--because", "x")).stderr).toContain(
      'no policy "loans"',
    );
    expect((await runCommand(rollbackCommand(), "../policies", folder, "--because", "x")).status).toBe(2);
    rmSync(join(folder, ".git"), { recursive: true });
    expect(await rollback("--because", "x")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("git status failed"),
    });
  });
});
