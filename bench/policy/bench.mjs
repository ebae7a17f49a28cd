// Decisions per second of each engine on one table, side by side in one process: npm run build && (cd bench && npm install --no-package-lock) && node bench/policy/bench.mjs
import { engines } from "./engines.mjs";
import { cases, table, truth } from "./table.mjs";

const COUNT = 10_000;
const ROUNDS = 5;
const inputs = cases(COUNT);

async function once(decide) {
  const started = performance.now();
  let pays = 0;
  for (const input of inputs) {
    // Awaiting what is no promise would slow down the engines that answer at once.
    const answer = decide(input);
    if ((typeof answer === "string" ? answer : await answer) === "pay") pays++;
  }
  return { ms: performance.now() - started, pays };
}

async function wrongAnswers(decide, rules) {
  let wrong = 0;
  for (const input of inputs) if ((await decide(input)) !== truth(rules, input)) wrong++;
  return wrong;
}

for (const count of [20, 200]) {
  const rules = table(count);
  const ready = Object.entries(engines).map(([name, prepare]) => ({ name, decide: prepare(rules), best: Infinity }));
  // Rounds take turns, so that a busy moment of the machine falls on all of them; the best round counts.
  for (let round = 0; round < ROUNDS; round++) {
    for (const engine of ready) {
      if (round > 1 && engine.best > 3_000) continue;
      engine.best = Math.min(engine.best, (await once(engine.decide)).ms);
    }
  }
  const ours = ready.find(({ name }) => name === "Countersign").best;
  console.log(
    `\n${count} rules × 6 columns, ${COUNT.toLocaleString("en-US")} decisions, a third of them exactly on the tolerance`,
  );
  console.log("| engine | decisions/s | time against Countersign | wrong |\n|---|---:|---:|---:|");
  for (const { name, decide, best } of ready) {
    const rate = Math.round((COUNT / best) * 1000).toLocaleString("en-US");
    console.log(`| ${name} | ${rate} | ${(best / ours).toFixed(2)} | ${await wrongAnswers(decide, rules)} |`);
  }
}
