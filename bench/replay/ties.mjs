// Money on thresholds: 10,000 decisions, a third of them exactly on the tolerance that the head counts in and the base does
// not. Which flips does each way find, and which are true in whole cents?   npm run build && node bench/replay/ties.mjs
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPolicy } from "../../dist/policy/index.js";
import { fileBytes, noteFlip, overAll, replay } from "../../dist/replay/index.js";
import { engines } from "./engines.mjs";
import { generate, moneyOnThresholds } from "./generate.mjs";
import { duckdbFlips } from "./sql.mjs";
import { otherwise, policyText, table } from "./table.mjs";

const records = 10_000;
const folder = mkdtempSync(join(tmpdir(), "countersign-ties-"));
const log = join(folder, "log.ndjson");
const head = table(20, 1000);
const base = head.map(({ gapAtMost, ...rule }) => (gapAtMost ? { ...rule, gapBelow: gapAtMost } : rule));

/** The outcome in whole cents and hundredths, where nothing is rounded. */
function truth(rules, input) {
  const [asked, offered] = [Math.round(input.asked * 100), Math.round(input.offered * 100)];
  // Shares of a hundred, as the table writes them with two digits.
  const gap = Math.abs(offered - asked) * 100;
  const share = (text) => Math.round(Number(text) * 100) * asked;
  const rule = rules.find(
    ({ from = 0, below, gapAtMost, gapBelow, kinds, notFrom, days }) =>
      asked >= from * 100 &&
      asked < below * 100 &&
      (gapAtMost ? gap <= share(gapAtMost) : gap < share(gapBelow)) &&
      (kinds?.includes(input.document) ?? true) &&
      input.vendor_country !== notFrom &&
      input.days_open >= days &&
      !input.duplicate,
  );
  return rule?.then ?? otherwise;
}

/** Ids of the records whose two outcomes differ. */
const flipped = (ids, [from, to]) => new Set(ids.filter((_, i) => from[i] !== to[i]));

try {
  await generate(records, createWriteStream(log), moneyOnThresholds);
  const lines = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ids = lines.map((line) => line.decision_id);
  const inputs = lines.map((line) => line.input);
  const outcomes = [base, head].map((rules) => inputs.map((input) => truth(rules, input)));
  const right = flipped(ids, outcomes);
  const flips = new Map();
  for (const [i, id] of ids.entries())
    if (outcomes[0][i] !== outcomes[1][i]) noteFlip(flips, id, outcomes[0][i], outcomes[1][i]);
  const { digest } = overAll(flips);

  console.log(`${records.toLocaleString("en")} decisions, ${right.size} true flips\n`);
  console.log("| | flips | false | missed |\n|---|---:|---:|---:|");
  const [before, after] = [base, head].map((rules) => loadPolicy(policyText(rules)).policy);
  const report = await replay({ base: before, head: after, logs: [{ name: "log", bytes: fileBytes(log) }] });
  // The digest is one over all flips with their outcomes: equal, it says that none is false and none missed.
  const exact = report.flips_digest === digest;
  console.log(`| **Countersign** | ${report.flips.count} | ${exact ? "0 | 0" : "digest differs |"} |`);
  const found = { "DuckDB SQL": new Set(await duckdbFlips(log, base, head)) };
  for (const [name, prepare] of Object.entries(engines)) found[name] = flipped(ids, await prepare(base, head)(inputs));
  for (const [name, flips] of Object.entries(found)) {
    const wrong = [...flips].filter((id) => !right.has(id)).length;
    console.log(`| ${name} | ${flips.size} | ${wrong} | ${right.size - (flips.size - wrong)} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
