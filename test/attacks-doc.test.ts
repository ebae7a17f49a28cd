import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const rows = [...readFileSync(resolve(root, "docs/attacks.md"), "utf8").matchAll(/^\| (\d+) \|(.+)\|$/gm)];

test("the table of attacks counts on without a gap, and every test it names is there", () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
  expect(rows.length).toBeGreaterThanOrEqual(40);
  for (const [row] of rows) {
    const files = [...row.matchAll(/`((?:src|test|action\/test)\/[^`]+\.test\.ts)`/g)].map(([, file]) => file!);
    expect(files, row).not.toEqual([]);
    for (const file of files) expect(existsSync(resolve(root, file)), `${file} of: ${row}`).toBe(true);
  }
});
