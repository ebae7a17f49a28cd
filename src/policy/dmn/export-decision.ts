import type { Column, Policy } from "../policy.ts";
import { formatValue } from "../value/value.ts";
import { requirements, typeRef } from "./export-columns.ts";
import { type Made, type Maker, mark } from "./maker.ts";

/** The decision that the table makes. */
export function decisionOf(policy: Policy, needed: readonly Made[], make: Maker): Made {
  const outcomes = Object.entries(policy.outcomes).map(([name, { acts, says }]) =>
    make.extension("outcome", { name, acts: String(acts) }, says),
  );
  const floors = Object.entries(policy.confidence).map(([stage, floor]) =>
    make.extension("confidence", { stage, floor: String(floor) }),
  );
  return make.element("Decision", {
    id: `decision_${policy.id}`,
    name: policy.title ?? policy.id,
    ...mark("policy", policy.id),
    ...mark("accountable", policy.accountable),
    ...(policy.purpose === undefined ? {} : { description: policy.purpose }),
    ...make.extensions([...outcomes, ...floors]),
    variable: make.element("InformationItem", {
      id: make.id("InformationItem"),
      name: policy.title ?? policy.id,
      typeRef: "string",
    }),
    informationRequirement: requirements(needed, make),
    decisionLogic: tableOf(policy, make),
  });
}

/** The table, with a column for each input or derived value that some rule tests. */
function tableOf(policy: Policy, make: Maker): Made {
  const tested = policy.columns.filter((_, at) =>
    policy.rules.some((rule) => rule.tests.some((test) => test.column === at)),
  );
  return make.element("DecisionTable", {
    id: make.id("DecisionTable"),
    hitPolicy: policy.hitPolicy,
    input: tested.map((column) => inputClause(column, make)),
    output: [outputClause(policy, make)],
    rule: policy.rules.map((rule) =>
      make.element("DecisionRule", {
        id: make.id("DecisionRule"),
        ...mark("id", rule.id),
        ...(rule.says === undefined ? {} : { description: rule.says }),
        inputEntry: tested.map(({ name }) => make.text("UnaryTests", rule.when[name] ?? "-")),
        outputEntry: [make.text("LiteralExpression", formatValue(rule.then))],
      }),
    ),
  });
}

function inputClause(column: Column, make: Maker): Made {
  const values = column.kind === "input" ? column.values?.text : undefined;
  return make.element("InputClause", {
    id: make.id("InputClause"),
    inputExpression: make.text("LiteralExpression", column.name, { typeRef: typeRef(column) }),
    ...(values === undefined ? {} : { inputValues: make.text("UnaryTests", values) }),
  });
}

/** The outcomes in their order, which is that of PRIORITY, and `otherwise` where no rule matches. */
function outputClause(policy: Policy, make: Maker): Made {
  const values = Object.keys(policy.outcomes).map(formatValue).join(", ");
  return make.element("OutputClause", {
    id: make.id("OutputClause"),
    name: "outcome",
    typeRef: "string",
    outputValues: make.text("UnaryTests", values),
    defaultOutputEntry: make.text("LiteralExpression", formatValue(policy.otherwise)),
  });
}
