// How long a replay takes beside other ways to replay, and beside merely parsing the log. Every figure is of whole processes,
// from start to end, that take turns; the best round counts.
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { generate } from "./generate.mjs";
import { toParquet } from "./sql.mjs";
import { limits, policyText, table } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    records: { type: "string", default: "10000,100000" },
    rules: { type: "string", default: "20,200,2000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    limit: { type: "string", default: "60" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(`npm run build && (cd bench && npm install --no-package-lock) && node bench/replay/run.mjs
  --records N,…   sizes of the log (10000,100000)
  --rules N,…     sizes of the table (20,200,2000)
  --only WAY      only this way (and JSON.parse); may be repeated
  --rounds N      best of so many (3)
  --limit S       a way that takes longer than this many seconds is ended and left out (60)`);
  process.exit(0);
}

const numbers = (list) =>
  list
    .split(",")
    .map(Number)
    .sort((a, b) => a - b);
const rules = numbers(options.rules);

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const cache = join(folder, "cache");

/** Runs a command to its end: seconds, peak MB, and what it printed; undefined where it takes too long. */
function measured(args) {
  const started = performance.now();
  const env = {
    ...process.env,
    COUNTERSIGN_CACHE: cache,
    NODE_OPTIONS: `--import=${pathToFileURL(here("measure.mjs"))}`,
  };
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    env,
    timeout: Number(options.limit) * 1000,
    killSignal: "SIGKILL",
  });
  const [printed, memory] = [1, 3].map((fd) => {
    const pieces = [];
    child.stdio[fd].on("data", (piece) => pieces.push(piece));
    return () => Buffer.concat(pieces).toString();
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      // 1 is a verdict: there are no gates to pass.
      if (signal === "SIGKILL") resolve(undefined);
      else if (code === 0 || code === 1) resolve({ seconds, memory: Number(memory()), printed: printed() });
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });
}

const bin = here("../../bin/countersign.js");
const ours = (log, files, ...more) => [
  bin,
  "replay",
  "--base",
  files[0],
  "--head",
  files[1],
  "--log",
  log,
  "--json",
  ...more,
];
const peer = (way, log, rules, ...more) => [here("peer.mjs"), way, log, String(rules), ...more];

/** Every way: its command line for a log and a table. The sidecar is the second run over the same log. */
const ways = {
  "JSON.parse each line": ({ log, rules }) => peer("parse", log, rules),
  "read the bytes": ({ log, rules }) => peer("read", log, rules),
  "Countersign, 1 thread": ({ log, files }) => ours(log, files, "--no-cache", "--threads", "1"),
  "Countersign, 2 threads": ({ log, files }) => ours(log, files, "--no-cache", "--threads", "2"),
  "Countersign, sidecar": ({ log, files }) => ours(log, files, "--threads", "1"),
  "Countersign, Parquet": ({ parquet, files }) => ours(parquet, files, "--no-cache", "--threads", "1"),
  "hand-written closures": ({ log, rules }) => peer("closures", log, rules),
  "DuckDB SQL, 1 thread": ({ log, rules }) => peer("duckdb", log, rules, "1"),
  "DuckDB SQL, 2 threads": ({ log, rules }) => peer("duckdb", log, rules, "2"),
  "DuckDB SQL on Parquet, 2 threads": ({ parquet, rules }) => peer("duckdb", parquet, rules, "2"),
  "@marcbachmann/cel-js": ({ log, rules }) => peer("cel-js", log, rules),
  "@bufbuild/cel": ({ log, rules }) => peer("bufbuild-cel", log, rules),
  "@gorules/zen-engine": ({ log, rules }) => peer("zen-engine", log, rules),
  "json-rules-engine": ({ log, rules }) => peer("json-rules-engine", log, rules),
};
const limitOfAll = "JSON.parse each line";
const chosen = Object.keys(ways).filter((way) => way === limitOfAll || (options.only?.includes(way) ?? true));

/** Outcomes under both versions and the flips, from what a way printed; undefined where it decides nothing. */
function counts(way, printed) {
  const answer = JSON.parse(printed);
  if (way.startsWith("Countersign")) return { ...answer.outcomes, flips: answer.flips.count };
  const result = { base: {}, head: {}, flips: 0 };
  for (const [pair, count] of Object.entries(answer)) {
    const [from, to] = pair.split(" ");
    result.base[from] = (result.base[from] ?? 0) + count;
    result.head[to] = (result.head[to] ?? 0) + count;
    if (from !== to) result.flips += count;
  }
  return result.base === undefined || Object.keys(result.base).length === 0 ? undefined : result;
}

/** How many decisions two counts differ in at least. */
const apart = (a, b) =>
  ["base", "head"].reduce((sum, side) => {
    const names = Object.keys({ ...a[side], ...b[side] });
    return sum + names.reduce((n, name) => n + Math.abs((a[side][name] ?? 0) - (b[side][name] ?? 0)), 0) / 2;
  }, 0);

/** Best round of each way on one log and table; those that take too long are not in it. */
async function contest(place) {
  const results = new Map();
  const slow = new Set();
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const way of chosen.filter((one) => !slow.has(one))) {
      const best = results.get(way);
      // The first run of the sidecar writes it.
      if (way.endsWith("sidecar") && !best) await measured(ways[way](place));
      const run = await measured(ways[way](place));
      if (!run) slow.add(way);
      else if (!best || run.seconds < best.seconds) results.set(way, { ...run, counts: counts(way, run.printed) });
    }
  }
  if (!results.has(limitOfAll)) throw new Error(`${limitOfAll} alone takes longer than --limit ${options.limit}`);
  return results;
}

function show(title, results) {
  const parse = results.get(limitOfAll).seconds;
  const exact = [...results].find(([way]) => way.startsWith("Countersign"))?.[1].counts;
  console.log(
    `\n${title}\n\n| | seconds | × \`JSON.parse\` | peak memory | flips | counts |\n|---|---:|---:|---:|---:|---|`,
  );
  for (const [way, { seconds, memory, counts }] of results) {
    const differ = counts && exact ? apart(counts, exact) : undefined;
    const agree = differ === undefined ? "" : differ === 0 ? "equal" : `${differ} decisions off`;
    const bold = way.startsWith("Countersign") ? `**${way}**` : way;
    console.log(
      `| ${bold} | ${seconds.toFixed(2)} | ${(seconds / parse).toFixed(2)} | ${memory} MB | ${counts?.flips ?? ""} | ${agree} |`,
    );
  }
  for (const way of chosen) if (!results.has(way)) console.log(`| ${way} | over ${options.limit} | | | | |`);
}

async function prepared(name, records) {
  const log = join(folder, `${name}.ndjson`);
  await generate(records, createWriteStream(log));
  const parquet = join(folder, `${name}.parquet`);
  await toParquet(log, parquet);
  return { log, parquet };
}

try {
  const files = Object.fromEntries(
    rules.map((count) => [
      count,
      limits.map((limit, side) => {
        const file = join(folder, `${side}-${count}.yaml`);
        writeFileSync(file, policyText(table(count, limit)));
        return file;
      }),
    ]),
  );
  console.log(`Node ${process.version}, best of ${options.rounds}`);
  for (const records of numbers(options.records)) {
    const logs = await prepared(`log-${records}`, records);
    for (const count of rules) {
      const place = { ...logs, rules: count, files: files[count] };
      const results = await contest(place);
      const size = `${records.toLocaleString("en")} records (${(statSync(logs.log).size / 1e6).toFixed(0)} MB)`;
      show(`${size}, two versions of ${count.toLocaleString("en")} rules × 6 columns`, results);
    }
    rmSync(logs.log);
    rmSync(logs.parquet);
  }
} finally {
  rmSync(folder, { recursive: true });
}
