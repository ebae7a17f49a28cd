import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { checkCommand } from "./check.ts";

const template = resolve(import.meta.dirname, "../../policies-template");
let folder: string;

const check = (...args: string[]) => runCommand(checkCommand(), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-check-"));
  cpSync(template, folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("countersign check", () => {
  test("finds nothing in the template", async () => {
    const { status, stdout } = await check(template);
    expect(stdout).toBe("Nothing is wrong. 2 policies (accounts-payable, mortgage)\n");
    expect(status).toBe(0);
    expect(JSON.parse((await check(template, "--json")).stdout)).toEqual({ findings: [] });
  });

  test("shows the place, the mistake and the line", async () => {
    writeFileSync(join(folder, "policies/mortgage/release.yaml"), "policy: mortgage\nversion: 1.0.0\nstage: asist\n");
    const { status, stdout } = await check(folder);
    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        "policies/mortgage/release.yaml:3:8 error not-allowed",
        '  "stage" cannot be "asist". Did you mean "assist"?',
        "  3 | stage: asist",
        "    |        ^",
        "",
        "1 error",
        "",
      ].join("\n"),
    );
    expect(JSON.parse((await check(folder, "--json")).stdout)).toEqual({
      findings: [
        {
          severity: "error",
          code: "not-allowed",
          message: '"stage" cannot be "asist". Did you mean "assist"?',
          file: "policies/mortgage/release.yaml",
          line: 3,
          column: 8,
        },
      ],
    });
    cpSync(join(template, "policies/mortgage/release.yaml"), join(folder, "policies/mortgage/release.yaml"));
  });

  test("warnings fail only when asked to", async () => {
    writeFileSync(join(folder, "Makefile"), "");
    expect((await check(folder)).status).toBe(0);
    writeFileSync(join(folder, "models/b.txt"), "");
    rmSync(join(folder, ".github/ISSUE_TEMPLATE/exception.yml"));
    expect(await check(folder)).toMatchObject({ status: 0, stdout: expect.stringMatching(/1 warning\n$/) });
    expect((await check(folder, "--strict")).status).toBe(1);
  });

  test("hostile text cannot write to the terminal", async () => {
    writeFileSync(
      join(folder, "policies/mortgage/release.yaml"),
      'policy: mortgage\nversion: 1.0.0\nstage: "\\e[2J\\u202e"\n',
    );
    const raw = "\u001b[2J\u202e";
    writeFileSync(join(folder, "policies/mortgage/cases.yaml"), `policy: mortgage\ncases: "${raw}"\n`);
    const { stdout } = await check(folder);
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toContain("error");
  });

  test("a folder that is not there is an unreadable input", async () => {
    const { status, stderr } = await check(join(folder, "nowhere"));
    expect(status).toBe(2);
    expect(stderr).toContain("cannot read");
  });
});
