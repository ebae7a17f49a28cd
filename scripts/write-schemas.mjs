// Publishes the JSON Schemas of the program as files, for editors: npm run build && node scripts/write-schemas.mjs
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { governanceSchemas } from "../dist/governance/config/schemas/index.js";
import { policySchema } from "../dist/policy/index.js";

const folder = new URL("../schemas/", import.meta.url);
for (const [name, schema] of Object.entries({ ...governanceSchemas, policy: policySchema })) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
execFileSync("npx", ["biome", "format", "--write", "schemas"], {
  stdio: "inherit",
  cwd: new URL("..", import.meta.url),
});
