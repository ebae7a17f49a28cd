// How long a replay takes beside merely parsing the log: node bench/replay/run.mjs [records] (default 200,000).
// Every figure is of a process of its own, the best of three by processor time, one after another on the same log.
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate, policy } from "./generate.mjs";

const records = Number(process.argv[2] ?? 200_000);
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const log = join(folder, "log.ndjson");
const worker = fileURLToPath(new URL("./one.mjs", import.meta.url));

/** The best of three runs of one way to read the log. */
function measured(...args) {
  const runs = [1, 2, 3].map(() =>
    JSON.parse(execFileSync(process.execPath, [worker, log, ...args], { encoding: "utf8" })),
  );
  return runs.reduce((best, run) => (run.cpu < best.cpu ? run : best));
}

try {
  await generate(records, createWriteStream(log));
  const megabytes = (statSync(log).size / 1e6).toFixed(0);
  console.log(`${records.toLocaleString("en")} records, ${megabytes} MB, Node ${process.version}`);
  const limit = measured("parse");
  const rows = [["JSON.parse of each line", limit]];
  for (const rules of [20, 200, 2000]) {
    for (const [name, threshold] of [
      ["base", "1000"],
      ["head", "1500"],
    ])
      writeFileSync(join(folder, `${name}-${rules}.json`), policy(rules, threshold));
    const files = ["base", "head"].map((name) => join(folder, `${name}-${rules}.json`));
    rows.push([`kernel, 2 versions × ${rules} rules × 6 columns`, measured("kernel", ...files)]);
    if (rules === 20) rows.push([`evaluator, the same`, measured("evaluator", ...files)]);
  }
  for (const [name, { cpu, memory, flips }] of rows)
    console.log(
      [name.padEnd(44), `${(cpu / 1000).toFixed(2)} s`, `${(cpu / limit.cpu).toFixed(2)} ×`, `${memory} MB`]
        .concat(flips === undefined ? [] : [`${flips} flips`])
        .join("  "),
    );
} finally {
  rmSync(folder, { recursive: true });
}
