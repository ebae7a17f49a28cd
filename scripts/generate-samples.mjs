// Writes the template's sample decision records anew: npm run build && node scripts/generate-samples.mjs
// They are invented, and the same on every machine; each record says so with "engine": "sample".
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { templateSamples } from "../dist/cli/samples/template.js";

const template = new URL("../policies-template/", import.meta.url);
const samples = templateSamples((path) => readFileSync(new URL(path, template), "utf8"));
for (const [path, text] of Object.entries(samples)) {
  const file = new URL(path, template);
  mkdirSync(new URL(".", file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${path}: ${text.split("\n").length - 1} records`);
}
