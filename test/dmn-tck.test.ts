import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { importDmn } from "../src/policy/dmn/index.ts";
import { decide } from "../src/policy/index.ts";
import { type ExpectedResult, readTestCases } from "./support/tck.ts";

/** The DMN Technology Compatibility Kit, https://github.com/dmn-tck/tck, compliance level 2. */
const kit = resolve(import.meta.dirname, "../../shared/dmn-tck/compliance-level-2");
const present = existsSync(kit);
if (!present) console.info("The DMN compatibility kit is not here: its test cases are skipped.");

interface Tally {
  /** Expected results: a test case may name several. */
  run: number;
  passed: number;
  failed: string[];
  notApplicable: Record<string, number>;
}

describe.skipIf(!present)("the DMN compatibility kit, level 2", () => {
  test("every decision table with one of our hit policies imports and gives the expected results", async () => {
    const tally: Tally = { run: 0, passed: 0, failed: [], notApplicable: {} };
    for (const folder of readdirSync(kit).sort()) await runFolder(folder, tally);
    const others = Object.entries(tally.notApplicable).map(([reason, count]) => `${count} ${reason}`);
    console.info(`DMN TCK level 2: ${tally.run} run, ${tally.passed} passed; not applicable: ${others.join(", ")}.`);
    expect(tally).toEqual({
      run: 27,
      passed: 27,
      failed: [],
      notApplicable: {
        "without a decision table": 75,
        "with hit policy RULE ORDER": 6,
        "with hit policy OUTPUT ORDER": 6,
        "with hit policy COLLECT": 12,
      },
    });
  });
});

async function runFolder(folder: string, tally: Tally): Promise<void> {
  const names = readdirSync(join(kit, folder));
  const model = readFileSync(join(kit, folder, names.find((name) => name.endsWith(".dmn"))!), "utf8");
  const cases = names
    .filter((name) => name.endsWith(".xml"))
    .flatMap((name) => readTestCases(readFileSync(join(kit, folder, name), "utf8")));
  const { policies, findings } = await importDmn(model, { file: folder });
  const refused = findings.filter(({ severity }) => severity === "error");
  const [, hitPolicy] =
    /has hit policy ([A-Z ]+?)(?: SUM| MIN| MAX| COUNT)?, which/.exec(refused[0]?.message ?? "") ?? [];
  const reason = hitPolicy
    ? `with hit policy ${hitPolicy}`
    : refused.some(({ code }) => code === "dmn-no-table") && "without a decision table";
  for (const { id, inputs, results } of cases) {
    for (const [name, expected] of Object.entries(results)) {
      if (reason) {
        tally.notApplicable[reason] = (tally.notApplicable[reason] ?? 0) + 1;
        continue;
      }
      tally.run++;
      const found = policies.find(({ decision }) => decision.name === name);
      const input = Object.fromEntries(Object.entries(inputs).map(([dmn, value]) => [found?.names[dmn] ?? dmn, value]));
      const decision = found && decide(found.policy, input);
      const given = decision && found.outcomes[decision.outcome];
      if (given && sameResult(given, expected)) tally.passed++;
      else tally.failed.push(`${folder} ${id} ${name}: ${JSON.stringify({ given, expected, findings })}`);
    }
  }
}

/** A single output is compared by its value, several by the values of their components. */
function sameResult(given: Record<string, string>, expected: ExpectedResult): boolean {
  const values = typeof expected === "object" && expected !== null ? expected : undefined;
  if (!values) return Object.values(given).join() === JSON.stringify(expected);
  const names = Object.keys(values);
  return (
    names.length === Object.keys(given).length && names.every((name) => given[name] === JSON.stringify(values[name]))
  );
}
