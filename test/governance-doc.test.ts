import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { checkExamples } from "../src/governance/check/examples.ts";
import { activityNames, loadRaci, loadRelease } from "../src/governance/config/index.ts";
import { evidenceFigures } from "../src/governance/evidence-figures.ts";

const doc = readFileSync(resolve(import.meta.dirname, "../docs/governance.md"), "utf8");

test("docs/governance.md explains every figure that a gate can test, and no other", () => {
  const table = doc.slice(doc.indexOf("### The figures"), doc.indexOf("A figure without data"));
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
  expect(named.sort()).toEqual([...evidenceFigures].sort());
});

test("it names every activity, and its release can be read", () => {
  expect(activityNames.filter((name) => !doc.includes(`\`${name}\``))).toEqual([]);
  const example = /```yaml\n(policy: [\s\S]*?)```/.exec(doc)![1]!;
  expect(loadRelease(example).findings).toEqual([]);
});

test("the template's chart fulfils the example of an example", () => {
  const chart = loadRaci(
    readFileSync(resolve(import.meta.dirname, "../policies-template/governance/raci.yaml"), "utf8"),
  );
  const examples = /```yaml\n(people: [\s\S]*?)```/.exec(doc)![1]!;
  expect(checkExamples(examples, chart.value!)).toEqual([]);
});
