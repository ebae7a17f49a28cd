import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The files of a governed repository, and the schema each is checked with. */
const governed: [RegExp, string][] = [
  [/^governance\/raci\.yaml$/, "raci"],
  [/^governance\/raci\.test\.yaml$/, "raci-test"],
  [/^governance\/stages\.yaml$/, "stages"],
  [/^policies\/[^/]+\/policy\.yaml$/, "policy"],
  [/^policies\/[^/]+\/release\.yaml$/, "release"],
  [/^policies\/[^/]+\/cases\.yaml$/, "cases"],
  [/^models\/[^/]+\.yaml$/, "model"],
];

test.each([...governed.map(([, name]) => name), "decision-record"])("the schema of %s is published", (name) => {
  const schema = JSON.parse(read(`schemas/${name}.schema.json`));
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(schema.$id).toBe(`https://unpkg.com/countersign/schemas/${name}.schema.json`);
  expect(schema.description).toMatch(/\w/);
  // Held here, because the programs that validate with it do not ask.
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});

test("the package holds the schemas", () => {
  const { files, exports } = JSON.parse(read("package.json"));
  expect(files).toContain("schemas");
  expect(exports["./schemas/*"]).toBe("./schemas/*");
});

test("every governed file of the template names its schema, so that editors complete and check it", () => {
  const template = join(root, "policies-template");
  const seen = new Set<string>();
  for (const file of readdirSync(template, { recursive: true, encoding: "utf8" })) {
    const name = governed.find(([pattern]) => pattern.test(file))?.[1];
    if (name === undefined) continue;
    seen.add(name);
    const reference = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(join(template, file), "utf8"))?.[1];
    expect(`${file} ${reference}`).toBe(`${file} https://unpkg.com/countersign/schemas/${name}.schema.json`);
    expect(existsSync(join(root, "schemas", `${name}.schema.json`))).toBe(true);
  }
  expect([...seen].sort()).toEqual(governed.map(([, name]) => name).sort());
});
