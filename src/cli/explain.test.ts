import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { policyText } from "../../test/support/policy-text.ts";
import { program } from "./program.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const folder = mkdtempSync(join(tmpdir(), "countersign-explain-"));
const policy = join(folder, "policy.yaml");
const input = join(folder, "input.json");
writeFileSync(policy, policyText({ rules: ["when: {amount: '< 5'}, then: pay"] }));
writeFileSync(input, '{"amount": 7}');

async function run(...args: string[]): Promise<string> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  const command = (await program()).exitOverride();
  for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(["explain", ...args], { from: "user" });
  return out;
}

test("countersign explain says why, and what would alter it", async () => {
  expect(await run(policy, "--input", input)).toBe(
    [
      'The case gets "review", because no rule matches. Rule r1 does not match: amount is 7, and it asks for < 5.',
      "",
      '  nearest: If amount were 4 instead of 7, the outcome would be "pay", by rule r1.',
      "",
    ].join("\n"),
  );
});

test("countersign explain --json is the decision with its words and changes", async () => {
  expect(JSON.parse(await run(policy, "--input", input, "--json"))).toMatchObject({
    outcome: "review",
    rule: null,
    trace: [{ rule: "r1", matched: false }],
    problems: [],
    nearest: { column: "amount", from: 7, to: 4, outcome: "pay", rule: "r1" },
  });
});

test("an input that is no JSON object is an error, exit code 2", async () => {
  await expect(run(policy, "--input", policy)).rejects.toMatchObject({ exitCode: 2 });
  await expect(run(join(folder, "gone.yaml"), "--input", input)).rejects.toMatchObject({ exitCode: 2 });
});
