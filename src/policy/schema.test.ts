import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { policySchema } from "./schema.ts";

// To publish a change: npm run build && node scripts/write-schemas.mjs
test("schemas/policy.schema.json is what the program checks with", async () => {
  const file = resolve(import.meta.dirname, "../../schemas/policy.schema.json");
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(policySchema);
});
