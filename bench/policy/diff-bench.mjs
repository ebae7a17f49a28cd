// Time of the semantic diff and of the table analysis by size of the table: npm run build && node bench/policy/diff-bench.mjs
import { checkPolicy, diffPolicies, loadPolicy } from "../../dist/policy/index.js";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const OUTCOMES = ["pay", "hold", "refer"];

let state = 20_240_229;
const below = (limit) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

/** A rule over five numbers, two enumerations and a boolean; it looks at each with a chance of 60%. Rules overlap a lot. */
function rule() {
  const when = [];
  for (let column = 0; column < 8; column++) {
    if (below(10) < 4) continue;
    const low = below(1000) * 10;
    const letters = [...new Set([below(8), below(8), below(8)])].map((at) => `"${"abcdefgh"[at]}"`).join(", ");
    if (column < 5) when.push(`n${column}: "[${low}..${low + (1 + below(40)) * 50})"`);
    else when.push(column < 7 ? `s${column}: '${letters}'` : `b7: ${below(2) === 0}`);
  }
  return { when, then: OUTCOMES[below(3)] };
}

/** The same tests, the upper bound of the first interval 100 higher. */
function moved(when) {
  const at = when.findIndex((test) => test.includes(".."));
  if (at < 0) throw new Error("the rule to edit has no threshold");
  return when.with(
    at,
    when[at].replace(/\.\.(\d+)/, (_, high) => `..${Number(high) + 100}`),
  );
}

function policy(rules) {
  const columns = [0, 1, 2, 3, 4].map((at) => `  n${at}: {type: number}`);
  const kinds = [5, 6].map((at) => `  s${at}: {type: string, values: [a, b, c, d, e, f, g, h]}`);
  const rows = rules.map(({ when, then }, i) => `  - {id: r${i}, when: {${when.join(", ")}}, then: ${then}}`);
  const text = ["policy: bench", "inputs:", ...columns, ...kinds, "  b7: {type: boolean}"].concat(
    "outcomes: {pay: {acts: true}, hold: {acts: false}, refer: {acts: false}}",
    ["hit_policy: FIRST", "rules:", ...rows, "otherwise: refer"],
  );
  const { policy: read, findings } = loadPolicy(text.join("\n"));
  if (!read) throw new Error(findings[0].message);
  return read;
}

/** The best processor time of some rounds, in milliseconds: other work on the machine does not count. */
function time(action) {
  let best = Infinity;
  let result;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    result = action();
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / 1000);
  }
  return { ms: Math.round(best), result };
}

console.log("| rules × 8 columns | change | diff, ms | regions | exact | check, ms |");
console.log("|---|---|---:|---:|---|---:|");
for (const count of [20, 100, 200, 500]) {
  const rules = Array.from({ length: count }, rule);
  const at = Math.floor(count / 3);
  const edits = {
    "one outcome": rules.with(at, { ...rules[at], then: rules[at].then === "pay" ? "hold" : "pay" }),
    "one threshold moved": rules.with(at, { ...rules[at], when: moved(rules[at].when) }),
    "one test dropped": rules.with(at, { ...rules[at], when: rules[at].when.slice(1) }),
    "full rewrite": Array.from({ length: count }, rule),
  };
  const base = policy(rules);
  for (const [change, edited] of Object.entries(edits)) {
    const head = policy(edited);
    const diff = time(() => diffPolicies(base, head));
    const check = time(() => checkPolicy(head));
    const { regions, exact } = diff.result;
    console.log(`| ${count} | ${change} | ${diff.ms} | ${regions.length} | ${exact ? "yes" : "no"} | ${check.ms} |`);
  }
}
