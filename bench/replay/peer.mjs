// One way to replay, in a process of its own: node peer.mjs <way> <log> <rules> [threads]; prints how often which outcomes occur.
import { lines } from "./lines.mjs";
import { limits, table } from "./table.mjs";

const [way, log, rules, threads] = process.argv.slice(2);
const [base, head] = limits.map((limit) => table(Number(rules), limit));
const pairs = new Map();

async function decideAll(decide) {
  for await (const batch of lines(log)) {
    const answer = decide(batch.map((line) => JSON.parse(line).input));
    // Awaiting what is no promise would cost the engines that answer at once.
    const [from, to] = answer instanceof Promise ? await answer : answer;
    for (let i = 0; i < from.length; i++) {
      const pair = `${from[i]} ${to[i]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  }
}

switch (way) {
  case "read":
    for await (const _ of (await import("node:fs")).createReadStream(log, { highWaterMark: 1 << 20 }));
    break;
  case "parse":
    for await (const batch of lines(log)) for (const line of batch) JSON.parse(line);
    break;
  case "duckdb":
    for (const [from, to, count] of await (await import("./sql.mjs")).duckdb(log, threads, base, head))
      pairs.set(`${from} ${to}`, count);
    break;
  default:
    await decideAll((await import("./engines.mjs")).engines[way](base, head));
}
console.log(JSON.stringify(Object.fromEntries(pairs)));
