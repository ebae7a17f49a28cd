// The benchmark's table for each peer, prepared once as its manual asks. Each entry takes the base's and the head's rules and
// gives (inputs) → [outcomes of the base, outcomes of the head], or a promise of it; `inputs` is a batch of parsed records.
import { celEnv, parse as parseBuf, plan } from "@bufbuild/cel";
import { ZenEngine } from "@gorules/zen-engine";
import { Environment } from "@marcbachmann/cel-js";
import { Engine } from "json-rules-engine";
import { otherwise } from "./table.mjs";

/** Both versions, case by case. */
const both = (prepare) => (base, head) => {
  const [first, second] = [prepare(base), prepare(head)];
  return (inputs) => [inputs.map(first), inputs.map(second)];
};

function closures(rules) {
  const tests = rules.map(({ from = -Infinity, below, gapAtMost, gapBelow, kinds, notFrom, days }) => {
    const limit = Number(gapAtMost ?? gapBelow);
    const inGap = gapAtMost ? (gap) => gap <= limit : (gap) => gap < limit;
    return (x) =>
      x.asked >= from &&
      x.asked < below &&
      inGap(Math.abs(x.offered - x.asked) / x.asked) &&
      (kinds === undefined || kinds.includes(x.document)) &&
      (notFrom === undefined || x.vendor_country !== notFrom) &&
      x.days_open >= days &&
      x.duplicate === false;
  });
  return (input) => {
    for (let i = 0; i < tests.length; i++) if (tests[i](input)) return rules[i].then;
    return otherwise;
  };
}

/** A rule as a CEL condition; whole numbers need a point to be doubles. */
function cel({ from, below, gapAtMost, gapBelow, kinds, notFrom, days }) {
  const double = (value) => (Number.isInteger(Number(value)) ? `${value}.0` : `${value}`);
  return [
    ...(from === undefined ? [] : [`asked >= ${double(from)}`]),
    `asked < ${double(below)}`,
    `(offered >= asked ? offered - asked : asked - offered) / asked ${gapAtMost ? `<= ${gapAtMost}` : `< ${gapBelow}`}`,
    ...(kinds ? [`document in [${kinds.map((kind) => JSON.stringify(kind)).join(", ")}]`] : []),
    ...(notFrom ? [`vendor_country != ${JSON.stringify(notFrom)}`] : []),
    `days_open >= ${double(days)}`,
    "duplicate == false",
  ].join(" && ");
}

function first(rules, conditions) {
  return (input) => {
    for (let i = 0; i < conditions.length; i++) if (conditions[i](input) === true) return rules[i].then;
    return otherwise;
  };
}

function celJs(rules) {
  const env = new Environment();
  for (const name of ["asked", "offered", "days_open"]) env.registerVariable(name, "double");
  for (const name of ["document", "vendor_country"]) env.registerVariable(name, "string");
  env.registerVariable("duplicate", "bool");
  // Inputs that the table does not read need no declaration.
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

function jsonRules(rules) {
  const engine = new Engine();
  rules.forEach((rule, i) => {
    const gap = rule.gapAtMost
      ? { fact: "gap", operator: "lessThanInclusive", value: Number(rule.gapAtMost) }
      : { fact: "gap", operator: "lessThan", value: Number(rule.gapBelow) };
    const all = [
      ...(rule.from === undefined ? [] : [{ fact: "asked", operator: "greaterThanInclusive", value: rule.from }]),
      { fact: "asked", operator: "lessThan", value: rule.below },
      gap,
      ...(rule.kinds ? [{ fact: "document", operator: "in", value: rule.kinds }] : []),
      ...(rule.notFrom ? [{ fact: "vendor_country", operator: "notEqual", value: rule.notFrom }] : []),
      { fact: "days_open", operator: "greaterThanInclusive", value: rule.days },
      { fact: "duplicate", operator: "equal", value: false },
    ];
    engine.addRule({ priority: rules.length - i, conditions: { all }, event: { type: rule.then } });
  });
  let outcome;
  engine.on("success", (event) => {
    outcome ??= event.type;
    engine.stop();
  });
  return async (facts) => {
    outcome = undefined;
    await engine.run(facts);
    return outcome ?? otherwise;
  };
}

function jsonRulesEngine(base, head) {
  const versions = [jsonRules(base), jsonRules(head)];
  return async (inputs) => {
    const results = [[], []];
    for (const input of inputs) {
      // It has no arithmetic: the gap is a fact that the caller computes.
      const facts = { ...input, gap: Math.abs(input.offered - input.asked) / input.asked };
      for (const version of [0, 1]) results[version].push(await versions[version](facts));
    }
    return results;
  };
}

/** Both tables in one graph, over the whole batch at once (loop mode), the gap computed once for both. */
function zenEngine(base, head) {
  const columns = [
    ["asked", ({ from, below }) => (from === undefined ? `< ${below}` : `[${from}..${below})`)],
    ["gap", ({ gapAtMost, gapBelow }) => (gapAtMost ? `<= ${gapAtMost}` : `< ${gapBelow}`)],
    ["document", ({ kinds }) => kinds?.map((kind) => JSON.stringify(kind)).join(", ") ?? ""],
    ["vendor_country", ({ notFrom }) => (notFrom ? `$ != ${JSON.stringify(notFrom)}` : "")],
    ["days_open", ({ days }) => `>= ${days}`],
    ["duplicate", () => "false"],
  ];
  const loop = { executionMode: "loop", inputField: "items" };
  const table = (id, rules) => ({
    id,
    name: id,
    type: "decisionTableNode",
    position: { x: 0, y: 0 },
    content: {
      ...loop,
      outputPath: id,
      passThrough: false,
      hitPolicy: "first",
      inputs: columns.map(([field], i) => ({ id: `i${i}`, name: field, field })),
      outputs: [{ id: "o", name: "outcome", field: "outcome" }],
      rules: rules.map((rule, at) => ({
        _id: `${at}`,
        ...Object.fromEntries(columns.map(([, text], i) => [`i${i}`, text(rule)])),
        o: JSON.stringify(rule.then),
      })),
    },
  });
  const gap = {
    ...loop,
    outputPath: "items",
    passThrough: true,
    expressions: [{ id: "e", key: "gap", value: "abs(offered - asked) / asked" }],
  };
  const content = {
    nodes: [
      { id: "in", type: "inputNode", name: "in", position: { x: 0, y: 0 } },
      { id: "gap", type: "expressionNode", name: "gap", position: { x: 0, y: 0 }, content: gap },
      table("base", base),
      table("head", head),
      { id: "out", type: "outputNode", name: "out", position: { x: 0, y: 0 } },
    ],
    edges: ["in-gap", "gap-base", "gap-head", "base-out", "head-out"].map((id) => {
      const [sourceId, targetId] = id.split("-");
      return { id, sourceId, targetId, type: "edge" };
    }),
  };
  const decision = new ZenEngine().createDecision(content);
  const outcomes = (rows) => rows.map((row) => row?.outcome ?? otherwise);
  return async (inputs) => {
    const { result } = await decision.evaluate({ items: inputs });
    return [outcomes(result.base), outcomes(result.head)];
  };
}

export const engines = {
  closures: both(closures),
  "cel-js": both(celJs),
  "bufbuild-cel": both(bufCel),
  "zen-engine": zenEngine,
  "json-rules-engine": jsonRulesEngine,
};
