import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policyText } from "../../test/support/policy-text.ts";
import { runCommand } from "../../test/support/run-command.ts";
import { decideCommand } from "./decide.ts";

let folder: string;
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const decide = (...args: string[]) => runCommand(decideCommand(), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-decide-"));
  const rules = ['says: Pay what is small., when: {amount: "< 100", note: "not(null)"}, then: pay'];
  file(
    "policy.yaml",
    policyText({
      inputs: "{amount: {type: number}, note: {type: string, optional: true}}",
      rules,
      confidence: "{assist: 0.9}",
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the JSON is the decision, digits and all", async () => {
  const input = file("input.json", '{"amount": 9007199254740993, "note": "x"}');
  const { status, stdout } = await decide(join(folder, "policy.yaml"), "--input", input, "--json");
  expect(status).toBe(0);
  expect(stdout).toContain('"value": 9007199254740993');
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "review", rule: null, problems: [], trace: [{ rule: "r1" }] });
});

test("people read the rule's sentence and every test", async () => {
  const input = file("input.json", '{"amount": 99.99, "note": "x"}');
  const { stdout } = await decide(
    join(folder, "policy.yaml"),
    "--input",
    input,
    "--stage",
    "assist",
    "--confidence",
    "0.9",
  );
  expect(stdout).toBe(
    [
      "pay, by rule r1",
      "  Pay what is small.",
      "  act: The outcome pay is carried out at the stage assist.",
      "",
      "matched  r1",
      "  yes  amount < 100  (it is 99.99)",
      '  yes  note not(null)  (it is "x")',
      "",
    ].join("\n"),
  );
});

test("a case that cannot be judged says why, and is no failure of the command", async () => {
  const { status, stdout } = await decide(join(folder, "policy.yaml"), "--input", file("input.json", '{"amuont": 5}'));
  expect(status).toBe(0);
  expect(stdout).toBe(
    'review\n  The case could not be judged, so otherwise applies.\n  problem: amount is missing. Was "amuont" meant to be it?\n',
  );
});

test.each([
  ["a policy that is not there", ["nowhere.yaml"], "nowhere.yaml: no such file"],
  ["a case that is not there", ["policy.yaml", "--input", "nowhere.json"], "cannot read nowhere.json"],
  ["a case that is no JSON", ["policy.yaml", "--input", "policy.yaml"], "is not JSON"],
  ["a case that is no object", ["policy.yaml", "--input", "list.json"], "must hold one JSON object"],
  ["a confidence of 5", ["policy.yaml", "--confidence", "5"], "It must be from 0 to 1."],
  ["an unknown stage", ["policy.yaml", "--stage", "asist"], "Allowed choices are audit, assist, automate, optimize."],
])("%s ends with 2", async (_story, args, message) => {
  file("list.json", "[1]");
  const known = ["policy.yaml", "list.json"];
  const { status, stdout, stderr } = await decide(
    ...args.map((arg) => (known.includes(arg) ? join(folder, arg) : arg)),
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("an invalid policy ends with 2 and its findings, as JSON too", async () => {
  const bad = file("bad.yaml", policyText({ rules: ['when: {amuont: "< 5"}, then: pay'] }));
  const { status, stdout, stderr } = await decide(bad, "--input", file("input.json", "{}"), "--json");
  expect(status).toBe(2);
  expect(JSON.parse(stdout).findings).toMatchObject([{ code: "unknown-column", line: 6, column: 21 }]);
  expect(stderr).toContain('Did you mean "amount"?');
});
