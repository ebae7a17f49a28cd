import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policyText } from "../../test/support/policy-text.ts";
import { runCommand } from "../../test/support/run-command.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";

let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => runCommand(exportCommand(), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-export-"));
  writeFileSync(at("policy.yaml"), policyText({ rules: ['when: {amount: "< 100"}, then: pay'] }));
  writeFileSync(at("bad.yaml"), "policy: a\n");
  writeFileSync(at("bell.yaml"), policyText({ rules: ['says: "\\a", then: pay'] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("prints DMN, and beside it what other tools will not see", async () => {
  const { status, stdout, stderr } = await run(at("policy.yaml"));
  expect(status).toBe(0);
  expect(stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<definitions /);
  expect(stderr).toContain("DMN does not say which outcomes act");
});

test("what is written can be imported as it was", async () => {
  expect((await run(at("policy.yaml"), "--out", at("table.dmn"))).stdout).toBe("");
  const { status, stdout, stderr } = await runCommand(importCommand(), at("table.dmn"));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain('when: {amount: "< 100"}\n    then: pay');
  expect(stdout).toContain("pay: {acts: true}");
});

test("the JSON holds the XML and the findings", async () => {
  const { stdout } = await run(at("policy.yaml"), "--json");
  const { xml, findings } = JSON.parse(stdout);
  expect(xml).toContain("<decisionTable");
  expect(findings[0]).toMatchObject({ severity: "warning", code: "dmn-extension", file: at("policy.yaml") });
});

test.each([
  ["a policy that is not there", "nowhere.yaml", 2, "no such file"],
  ["a policy with mistakes", "bad.yaml", 2, "inputs"],
  ["a policy that XML cannot hold", "bell.yaml", 1, "XML cannot hold the character U+0007"],
])("%s writes nothing", async (_story, name, expected, message) => {
  const { status, stdout, stderr } = await run(at(name), "--out", at("not.dmn"));
  expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
  expect(stderr).toContain(message);
  expect(() => readFileSync(at("not.dmn"))).toThrow();
});
