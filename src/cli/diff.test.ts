import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { policyText } from "../../test/support/policy-text.ts";
import { program } from "./program.ts";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const folder = mkdtempSync(join(tmpdir(), "countersign-diff-"));

function written(name: string, rule: string): string {
  const file = join(folder, name);
  writeFileSync(file, policyText({ rules: [rule] }));
  return file;
}

async function run(...args: string[]): Promise<string> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  const command = (await program()).exitOverride();
  for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(["diff", ...args], { from: "user" });
  return out;
}

const base = written("base.yaml", "when: {amount: '< 5'}, then: pay");
const head = written("head.yaml", "when: {amount: '< 7'}, then: pay");

test("countersign diff prints the change in words, and each region with an example", async () => {
  expect(await run("--base", base, "--head", head, "--current", "1.0.0")).toBe(
    [
      'Cases with amount from 5 to under 7 now get "pay" without review (rule r1); before, a person looked at them: "review". Nothing else changes. This becomes 2.0.0, because it acts where it did not.',
      "",
      "  1. review (otherwise) → pay (r1)",
      "     amount: [5..7)",
      '     e.g. {"amount":5}',
      "",
    ].join("\n"),
  );
});

test("countersign diff --json prints the regions for machines", async () => {
  const diff = JSON.parse(await run("--base", base, "--head", head, "--json"));
  expect(diff).toMatchObject({
    class: "major",
    exact: true,
    regions: [
      {
        from: { rule: null, outcome: "review" },
        to: { rule: "r1", outcome: "pay" },
        where: { amount: "[5..7)" },
        witness: { amount: 5 },
      },
    ],
  });
});

test("a side may be a revision of a Git repository", async () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "policies");
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(JSON.parse(await run("--base", "HEAD:base.yaml", "--head", "base.yaml", "--json")).class).toBe("none");
  } finally {
    process.chdir(before);
  }
});

test("a side that cannot be read is an error that says which, exit code 2", async () => {
  await expect(run("--base", join(folder, "gone.yaml"), "--head", head)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("gone.yaml"),
  });
});
