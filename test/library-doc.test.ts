import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
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

/** Every file that an entry leads to, and the packages they import. */
function reachedFrom(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*? from "([^"]+)"/gm)) {
      if (name!.startsWith(".")) visit(resolve(dirname(file), name!));
      else
        packages.add(
          name!
            .split("/")
            .slice(0, name!.startsWith("@") ? 2 : 1)
            .join("/"),
        );
    }
  };
  visit(entry);
  return { files, packages };
}

test("the published entry brings these packages along, and does no I/O", () => {
  const { files, packages } = reachedFrom(resolve(root, "src/index.ts"));
  expect(files.size).toBeGreaterThan(50);
  expect([...packages].sort()).toEqual(["@lezer/common", "ajv", "decimal.js", "lezer-feel", "semver", "yaml"]);
});
