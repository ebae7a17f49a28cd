import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { governanceSchemas } from "./index.ts";

const folder = resolve(import.meta.dirname, "../../../../schemas");

// To publish a change: npm run build && node scripts/write-schemas.mjs
describe("the published schemas", () => {
  test.each(Object.entries(governanceSchemas))(
    "schemas/%s.schema.json is what the program checks with",
    async (name, schema) => {
      expect(JSON.parse(await readFile(resolve(folder, `${name}.schema.json`), "utf8"))).toEqual(schema);
    },
  );

  test.each(Object.entries(governanceSchemas))("%s explains every key to the author", (_, schema) => {
    const silent: string[] = [];
    const visit = (node: unknown, path: string) => {
      if (typeof node !== "object" || node === null) return;
      const properties = (node as { properties?: Record<string, { description?: string; $ref?: string }> }).properties;
      for (const [key, value] of Object.entries(properties ?? {})) {
        if (!value.description && !value.$ref) silent.push(`${path}/${key}`);
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${path}/${key}`);
    };
    visit(schema, "");
    expect(silent).toEqual([]);
  });
});
