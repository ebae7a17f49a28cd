// The same table for each engine, prepared once as its manual asks. Each entry gives (input) → outcome, or a promise of it.
import { celEnv, parse as parseBuf, plan } from "@bufbuild/cel";
import { ZenEngine } from "@gorules/zen-engine";
import { Environment } from "@marcbachmann/cel-js";
import { Engine } from "json-rules-engine";
import { decide, loadPolicy } from "../../dist/policy/index.js";
import { TOLERANCE } from "./table.mjs";

const quoted = (items) => items.map((item) => JSON.stringify(item));

function countersign(rules, options) {
  const rows = rules.map((rule) => ({
    id: rule.id,
    when: {
      amount: `[${rule.from}..${rule.to})`,
      kind: quoted(rule.kinds).join(", "),
      score: `>= ${rule.score}`,
      ...(rule.vip === undefined ? {} : { vip: rule.vip }),
      country: quoted(rule.countries).join(", "),
      gap: `<= ${TOLERANCE}`,
    },
    then: rule.then,
  }));
  // YAML is a superset of JSON.
  const { policy } = loadPolicy(
    JSON.stringify({
      policy: "bench",
      inputs: {
        amount: { type: "number" },
        asked: { type: "number" },
        kind: { type: "string" },
        score: { type: "number" },
        vip: { type: "boolean" },
        country: { type: "string" },
      },
      derived: { gap: { type: "number", feel: "abs(amount - asked) / asked" } },
      outcomes: { pay: { acts: true }, review: { acts: false } },
      hit_policy: "FIRST",
      rules: rows,
      otherwise: "review",
    }),
  );
  return (input) => decide(policy, input, options).outcome;
}

function closures(rules) {
  const tests = rules.map((rule) => {
    const { from, to, kinds, score, vip, countries } = rule;
    const limit = Number(TOLERANCE);
    return (x) =>
      x.amount >= from &&
      x.amount < to &&
      kinds.includes(x.kind) &&
      x.score >= score &&
      (vip === undefined || x.vip === vip) &&
      countries.includes(x.country) &&
      Math.abs(x.amount - x.asked) / x.asked <= limit;
  });
  return (input) => {
    for (let i = 0; i < tests.length; i++) if (tests[i](input)) return rules[i].then;
    return "review";
  };
}

function jsonRulesEngine(rules) {
  const engine = new Engine();
  rules.forEach((rule, i) => {
    const all = [
      { fact: "amount", operator: "greaterThanInclusive", value: rule.from },
      { fact: "amount", operator: "lessThan", value: rule.to },
      { fact: "kind", operator: "in", value: rule.kinds },
      { fact: "score", operator: "greaterThanInclusive", value: rule.score },
      ...(rule.vip === undefined ? [] : [{ fact: "vip", operator: "equal", value: rule.vip }]),
      { fact: "country", operator: "in", value: rule.countries },
      { fact: "gap", operator: "lessThanInclusive", value: Number(TOLERANCE) },
    ];
    engine.addRule({ priority: rules.length - i, conditions: { all }, event: { type: rule.then } });
  });
  let outcome;
  engine.on("success", (event) => {
    outcome ??= event.type;
    engine.stop();
  });
  return async (input) => {
    outcome = undefined;
    // It has no arithmetic: the gap is a fact that the caller computes.
    await engine.run({ ...input, gap: Math.abs(input.amount - input.asked) / input.asked });
    return outcome ?? "review";
  };
}

function zenEngine(rules) {
  const columns = [
    ["amount", (rule) => `[${rule.from}..${rule.to})`],
    ["kind", (rule) => quoted(rule.kinds).join(", ")],
    ["score", (rule) => `>= ${rule.score}`],
    ["vip", (rule) => (rule.vip === undefined ? "" : String(rule.vip))],
    ["country", (rule) => quoted(rule.countries).join(", ")],
    ["abs(amount - asked) / asked", () => `<= ${TOLERANCE}`],
  ];
  const content = {
    nodes: [
      { id: "in", type: "inputNode", name: "in", position: { x: 0, y: 0 } },
      {
        id: "table",
        type: "decisionTableNode",
        name: "table",
        position: { x: 1, y: 0 },
        content: {
          hitPolicy: "first",
          inputs: columns.map(([field], i) => ({ id: `i${i}`, name: field, type: "expression", field })),
          outputs: [{ id: "o", name: "outcome", type: "expression", field: "outcome" }],
          rules: rules.map((rule, at) => ({
            _id: `${at}`,
            ...Object.fromEntries(columns.map(([, text], i) => [`i${i}`, text(rule)])),
            o: JSON.stringify(rule.then),
          })),
        },
      },
      { id: "out", type: "outputNode", name: "out", position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: "e1", sourceId: "in", targetId: "table", type: "edge" },
      { id: "e2", sourceId: "table", targetId: "out", type: "edge" },
    ],
  };
  const decision = new ZenEngine().createDecision(content);
  return async (input) => (await decision.evaluate(input)).result.outcome ?? "review";
}

/** A rule as a CEL condition; whole numbers need a point to be doubles. */
function cel(rule) {
  const double = (value) => (Number.isInteger(Number(value)) ? `${value}.0` : `${value}`);
  const list = (items) => `[${quoted(items).join(", ")}]`;
  return [
    `amount >= ${double(rule.from)} && amount < ${double(rule.to)}`,
    `kind in ${list(rule.kinds)}`,
    `score >= ${double(rule.score)}`,
    ...(rule.vip === undefined ? [] : [`vip == ${rule.vip}`]),
    `country in ${list(rule.countries)}`,
    `(amount >= asked ? amount - asked : asked - amount) / asked <= ${TOLERANCE}`,
  ].join(" && ");
}

function first(rules, conditions) {
  return (input) => {
    for (let i = 0; i < conditions.length; i++) if (conditions[i](input) === true) return rules[i].then;
    return "review";
  };
}

function celJs(rules) {
  const env = new Environment();
  for (const name of ["amount", "asked", "score"]) env.registerVariable(name, "double");
  for (const name of ["kind", "country"]) env.registerVariable(name, "string");
  env.registerVariable("vip", "bool");
  return first(
    rules,
    rules.map((rule) => env.parse(cel(rule))),
  );
}

function bufCel(rules) {
  const env = celEnv();
  return first(
    rules,
    rules.map((rule) => plan(env, parseBuf(cel(rule)))),
  );
}

export const engines = {
  "hand-written closures": closures,
  Countersign: (rules) => countersign(rules, { trace: false }),
  "Countersign, with its trace": (rules) => countersign(rules, {}),
  "@marcbachmann/cel-js": celJs,
  "@bufbuild/cel": bufCel,
  "@gorules/zen-engine": zenEngine,
  "json-rules-engine": jsonRulesEngine,
};
