import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "./package-root.ts";
import { program } from "./program.ts";

test("every command that has a file can be called, and the README names it", async () => {
  const folder = join(packageRoot, "src/cli");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const exported = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^export function (\w+)Command\(\): Command/gm)].map(
      ([, name]) => name!,
    ),
  );
  const called = (await program()).commands.map((command) => command.name());
  expect(called.sort()).toEqual(exported.sort());
  const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
  expect(called.filter((name) => !new RegExp(`\`(countersign )?${name}\\b`).test(readme))).toEqual([]);
});
