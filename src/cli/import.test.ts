import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { loadPolicy } from "../policy/index.ts";
import { importCommand } from "./import.ts";

const table = (name: string) => resolve(import.meta.dirname, `../../test/dmn/${name}.dmn`);
const run = (...args: string[]) => runCommand(importCommand(), ...args);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-import-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("prints the policy of a file with one table, and what is left to decide beside it", async () => {
  const { status, stdout, stderr } = await run(table("camunda"));
  expect(status).toBe(0);
  expect(loadPolicy(stdout).policy?.id).toBe("discount");
  expect(stderr).toContain("Set acts: true where the system may act: none, ten percent.");
  expect(stderr).toContain("4 warnings");
});

test("writes a folder for the policy, and never over a file that is there", async () => {
  const path = join(folder, "loan-approval", "policy.yaml");
  const { status, stdout } = await run(table("drools"), "--out", folder);
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${path}\n` });
  const text = readFileSync(path, "utf8");
  writeFileSync(path, `${text}# edited\n`);
  const again = await run(table("drools"), "--out", folder);
  expect(again.status).toBe(2);
  expect(again.stderr).toContain(`${path} exists already`);
  expect(readFileSync(path, "utf8")).toBe(`${text}# edited\n`);
});

test("the JSON holds the policies, the names of their inputs and the findings", async () => {
  const { stdout } = await run(table("drools"), "--json");
  const { policies, findings, written } = JSON.parse(stdout);
  expect(policies).toMatchObject([
    {
      decision: { id: "_F1", name: "Loan Approval" },
      policy: "loan-approval",
      names: { "Risk Class": "Risk_Class" },
      outcomes: { "Loan Approval true": { "Loan Approval": "true" } },
    },
  ]);
  expect(findings[0]).toMatchObject({ severity: "warning", file: table("drools") });
  expect(written).toEqual([]);
});

test("a table that a policy cannot hold ends with 1, and nothing is written", async () => {
  const file = join(folder, "collect.dmn");
  writeFileSync(file, readFileSync(table("camunda"), "utf8").replace('"FIRST"', '"COLLECT"'));
  const { status, stdout, stderr } = await run(file, "--out", join(folder, "policies"));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("A governed decision has one outcome");
  expect(existsSync(join(folder, "policies"))).toBe(false);
});

test("a decision that is not there is named beside those that are", async () => {
  const { status, stdout, stderr } = await run(table("drools"), "--decision", "Loan");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain('There is no decision "Loan". The decision tables of this file: _F1 (Loan Approval).');
});

test.each([
  ["a file that is not there", "nowhere.dmn", "no such file"],
  ["a file that is no XML", "policy.yaml", "This is not well-formed DMN"],
])("%s ends with 2", async (_story, name, message) => {
  writeFileSync(join(folder, "policy.yaml"), "policy: a\n");
  const { status, stdout, stderr } = await run(join(folder, name));
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("a file with several tables asks which", async () => {
  const file = join(folder, "two.dmn");
  const text = readFileSync(table("camunda"), "utf8");
  const decision = /<decision [\s\S]*<\/decision>/.exec(text)![0];
  writeFileSync(
    file,
    text.replace(
      "</decision>",
      `</decision>\n${decision.replace(/id="(\w+)" name="\w+"/, 'id="second" name="Second"').replace(/ id="(?!second)[^"]*"/g, "")}`,
    ),
  );
  const { status, stderr } = await run(file);
  expect(status).toBe(2);
  expect(stderr).toContain("this file has several tables (discount, second)");
  expect((await run(file, "--decision", "second")).stdout).toContain("policy: second");
});
