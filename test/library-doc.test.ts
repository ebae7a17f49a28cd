import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import * as countersign from "../src/index.ts";

const root = resolve(import.meta.dirname, "..");

describe("docs/library.md", () => {
  const page = readFileSync(resolve(root, "docs/library.md"), "utf8");
  const block = (language: string) => page.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? "";

  test("the example prints what its comments say", () => {
    const code = block("ts");
    const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map((match) => match[1]);
    const body = code.replace(
      /import \{(.*)\} from "(.*)";/g,
      (_, names, from) => `const {${names}} = modules["${from}"];`,
    );
    const printed: string[] = [];
    const modules = { countersign, "node:fs": { readFileSync: () => block("yaml") } };
    new Function("modules", "console", body)(modules, {
      log: (...parts: unknown[]) => printed.push(parts.map(String).join(" ")),
    });
    expect(expected).toHaveLength(4);
    expect(printed).toEqual(expected);
  });
});

test("the policy language brings these packages along, and does no I/O", () => {
  const folder = resolve(root, "src/policy");
  const notShipped = /(?:\.test|testing|random-policies)\.ts$/;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !notShipped.test(name),
  );
  const imported = files.flatMap((name) => {
    const text = readFileSync(resolve(folder, name), "utf8");
    return [...text.matchAll(/^(?:import|export)\b[^;]*? from "([^."][^"]*)"/gm)].map((match) => match[1]!);
  });
  const packages = new Set(
    imported.map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    ),
  );
  expect([...packages].sort()).toEqual(["@lezer/common", "ajv", "decimal.js", "lezer-feel", "semver", "yaml"]);
});
