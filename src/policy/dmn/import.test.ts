import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type DmnParts, dmnText } from "../../../test/support/dmn-text.ts";
import { decide } from "../decide.ts";
import { importDmn } from "./import.ts";

const fixture = (name: string) => readFileSync(resolve(import.meta.dirname, `../../../test/dmn/${name}.dmn`), "utf8");

async function imported(xml: string) {
  const { policies, findings } = await importDmn(xml);
  if (policies.length !== 1) throw new Error(JSON.stringify(findings, null, 2));
  return { ...policies[0]!, findings };
}

const codes = (findings: readonly { severity: string; code: string; line?: number }[]) =>
  findings.map(({ severity, code, line }) => `${line} ${severity} ${code}`);

async function errorsOf(xml: string): Promise<string[]> {
  const { policies, findings } = await importDmn(xml);
  expect(policies).toEqual([]);
  return findings.filter(({ severity }) => severity === "error").map(({ line, code }) => `${line} ${code}`);
}

describe("a table of Camunda", () => {
  test("becomes a policy whose outcomes do not act until someone says so", async () => {
    const { policy, text, names } = await imported(fixture("camunda"));
    expect(policy.inputs).toMatchObject({
      orderTotal: { type: "number", says: "Order total" },
      customer_loyal: { type: "boolean" },
      since: { type: "date and time" },
    });
    expect(names).toMatchObject({ "customer.loyal": "customer_loyal" });
    expect(Object.values(policy.outcomes).map(({ acts }) => acts)).toEqual([false, false, false]);
    expect(policy.rules.map(({ id, says }) => [id, says])).toEqual([
      ["r1", "Loyal customers get ten percent on large orders."],
      ["everyone-else", undefined],
    ]);
    expect(text).toContain(
      `when: {orderTotal: ">= 100.00", customer_loyal: "true", since: '< date and time("2024-01-01T00:00:00")'}`,
    );
  });

  test("decides as it did, with booleans written the Java way", async () => {
    const { policy } = await imported(fixture("camunda"));
    const outcome = (orderTotal: number, customer_loyal: boolean) =>
      decide(policy, { orderTotal, customer_loyal, since: "2023-06-01T00:00:00Z" }).outcome;
    expect([outcome(100, true), outcome(99.99, true), outcome(100, false)]).toEqual(["ten percent", "none", "none"]);
  });

  test("has what is not carried named, at its line", async () => {
    const { findings } = await imported(fixture("camunda"));
    expect(codes(findings)).toEqual([
      "3 warning dmn-acts",
      "3 warning dmn-extension",
      "4 warning dmn-no-default",
      "15 warning dmn-type",
    ]);
    expect(findings.find(({ code }) => code === "dmn-extension")?.message).toContain(
      "historyTimeToLive, inputVariable",
    );
  });
});

describe("a model of Drools", () => {
  test("parts of a structure become inputs, a required formula and an expression derived values", async () => {
    const { policy, names } = await imported(fixture("drools"));
    expect(names).toEqual({
      "Monthly Payment": "Monthly_Payment",
      "Applicant.Monthly Income": "Applicant_Monthly_Income",
      "Risk Class": "Risk_Class",
      "Applicant.Marital Status": "Applicant_Marital_Status",
    });
    expect(policy.inputs.Applicant_Marital_Status).toMatchObject({
      type: "string",
      optional: true,
      values: { text: '"married", "single"' },
    });
    expect(policy.derived).toMatchObject({
      Burden: { feel: "Monthly_Payment / Applicant_Monthly_Income" },
      Disposable: { feel: "Applicant_Monthly_Income - Monthly_Payment" },
    });
    expect(policy.purpose).toBe("Is the loan granted?");
    expect(policy.rules[0]?.says).toBe("The household can carry it.");
  });

  test("a decision on true and false has outcomes named after it, and its default is otherwise", async () => {
    const { policy, outcomes } = await imported(fixture("drools"));
    expect(outcomes["Loan Approval true"]).toEqual({ "Loan Approval": "true" });
    const given = { Monthly_Payment: 1000, Applicant_Monthly_Income: 3000, Risk_Class: "low" };
    expect(decide(policy, given).outcome).toBe("Loan Approval true");
    expect(decide(policy, { ...given, Monthly_Payment: 1080 }).outcome).toBe("Loan Approval false");
  });

  test("names the decision it needs, the boxed context, the knowledge model and the input that nothing reads", async () => {
    const { findings } = await imported(fixture("drools"));
    expect(findings.map(({ message }) => message).join("\n")).toMatch(
      /"Rounding" is not carried.*requires the decision "Risk Class".*boxed context.*"Branch", and no expression/s,
    );
  });
});

describe("a table of Trisotech", () => {
  test("each combination of its outputs is an outcome, in the order of the output values", async () => {
    const { policy, outcomes } = await imported(fixture("trisotech"));
    expect(policy.id).toBe("service-level");
    expect(Object.keys(policy.outcomes)).toEqual([
      "urgent - Hours 4",
      "urgent - Hours 24",
      "normal - Hours 24",
      "undecided",
    ]);
    expect(outcomes["urgent - Hours 4"]).toEqual({ Level: '"urgent!"', Hours: "4" });
    const outcome = (Priority: number) => decide(policy, { Priority }).outcome;
    expect([20, 50, 80, 90].map(outcome)).toEqual([
      "normal - Hours 24",
      "urgent - Hours 24",
      "urgent - Hours 4",
      "urgent - Hours 4",
    ]);
  });

  test("two columns on one value are two columns", async () => {
    const { policy } = await imported(fixture("trisotech"));
    expect(policy.derived).toMatchObject({ Priority_2: { feel: "Priority" } });
  });

  test("annotations keep the names of their columns", async () => {
    const { policy } = await imported(fixture("trisotech"));
    expect(policy.rules[0]?.says).toBe("Why: The usual time.; Source: contract 4.2");
  });
});

test.each([
  ["1.1", "http://www.omg.org/spec/DMN/20151101/dmn.xsd"],
  ["1.2", "http://www.omg.org/spec/DMN/20180521/MODEL/"],
  ["1.3", "https://www.omg.org/spec/DMN/20191111/MODEL/"],
  ["1.4", "https://www.omg.org/spec/DMN/20211108/MODEL/"],
  ["1.5", "https://www.omg.org/spec/DMN/20230324/MODEL/"],
])("DMN %s is read", async (_version, namespace) => {
  const { policy } = await imported(dmnText({ namespace }));
  expect(decide(policy, { amount: 99 }).outcome).toBe("pay");
});

test("types come from the tests where the file names none", async () => {
  const rules = ['duration("P1D") | > 5 | "x" | true | "go"'];
  const { policy } = await imported(dmnText({ inputs: ["a", "b", "c", "d"], rules }));
  expect(Object.values(policy.inputs).map(({ type }) => type)).toEqual(["duration", "number", "string", "boolean"]);
});

test("a table that needs the result of another, by the name of its output as Camunda has it, takes it as an input", async () => {
  const dish =
    '<decision id="dish" name="Dish"><decisionTable><output name="desiredDish" typeRef="string"/><rule><outputEntry><text>"stew"</text></outputEntry></rule></decisionTable></decision>';
  const xml = dmnText({ inputs: ["desiredDish"], rules: ['- | "beer"'], beside: dish }).replace(
    "<decisionTable ",
    '<informationRequirement><requiredDecision href="#dish"/></informationRequirement><decisionTable ',
  );
  const { policies, findings } = await importDmn(xml, { decision: "approval" });
  expect(policies[0]?.policy.inputs).toMatchObject({ desiredDish: { type: "string" } });
  expect(findings.map(({ message }) => message)).toContain(
    'Decision "Approval" requires the decision "Dish"; here its desiredDish is an input: feed it with the outcome of that decision.',
  );
});

test("the drawing of an early Camunda Modeler is no loss", async () => {
  const xml = dmnText({ namespace: "http://www.omg.org/spec/DMN/20151101/dmn.xsd" })
    .replace("<definitions ", '<definitions xmlns:biodi="http://bpmn.io/schema/dmn/biodi/1.0" ')
    .replace("<decisionTable ", '<extensionElements><biodi:bounds x="1" y="2"/></extensionElements><decisionTable ');
  const { findings } = await imported(xml);
  expect(findings.map(({ code }) => code).sort()).toEqual(["dmn-acts", "dmn-no-default"]);
});

test("a formula is known by the name of its variable too", async () => {
  const formula =
    '<decision id="g" name="The gross amount"><variable name="gross" typeRef="number"/><literalExpression><text>40 + 2</text></literalExpression></decision>';
  const xml = dmnText({ inputs: ["gross"], rules: ['42 | "pay"'], beside: formula }).replace(
    "<decisionTable ",
    '<informationRequirement><requiredDecision href="#g"/></informationRequirement><decisionTable ',
  );
  const { policy } = await imported(xml);
  expect(policy.derived).toMatchObject({ gross: { feel: "40 + 2" } });
  expect(decide(policy, {}).outcome).toBe("pay");
});

test("of several tables, one can be chosen by id or name", async () => {
  const table = (id: string) =>
    `<decision id="${id}" name="The ${id}"><decisionTable><output/><rule><outputEntry><text>"x"</text></outputEntry></rule></decisionTable></decision>`;
  const xml = dmnText({ beside: table("second") + table("third") });
  const ids = async (decision?: string) =>
    (await importDmn(xml, decision === undefined ? {} : { decision })).policies.map(({ policy }) => policy.id);
  expect(await ids()).toEqual(["approval", "the-second", "the-third"]);
  expect(await ids("third")).toEqual(["the-third"]);
  expect(await ids("The second")).toEqual(["the-second"]);
  const { findings } = await importDmn(xml, { decision: "fourth" });
  expect(findings[0]?.message).toBe(
    'There is no decision "fourth". The decision tables of this file: approval (Approval), second (The second), third (The third).',
  );
});

const refusals: [string, DmnParts, string][] = [
  ["COLLECT", { hit: "COLLECT" }, "4 dmn-hit-policy"],
  ["RULE ORDER", { hit: "RULE ORDER" }, "4 dmn-hit-policy"],
  ["OUTPUT ORDER", { hit: "OUTPUT ORDER" }, "4 dmn-hit-policy"],
  ["a test that compares two inputs", { rules: ['< limit | "pay"'] }, "7 dmn-test"],
  ["a test of the wrong type", { rules: ['"x" | "pay"'] }, "7 dmn-test"],
  ["a computed output", { rules: ["< 100 | amount * 2"] }, "7 dmn-output"],
  ["an output that calls a function", { rules: ["< 100 | lookup(amount)"] }, "7 dmn-output"],
  [
    "an input that calls a knowledge model",
    {
      inputs: ["lookup(amount): number"],
      beside: '<inputData id="data" name="amount"><variable name="amount" typeRef="number"/></inputData>',
    },
    "3 unknown-function",
  ],
  ["an input that loops", { inputs: ["count(for i in amount return i): number"] }, "5 dmn-expression"],
  ["an input without a type", { rules: ['- | "pay"'], inputs: ["amount"] }, "5 dmn-type"],
  ["a rule that lacks a cell", { inputs: ["a: number", "b: number"], rules: ["1"] }, "8 dmn-table"],
  ["a table without output", { outputs: [], rules: ["1"] }, "4 dmn-table"],
  [
    "a list as an input",
    {
      beside:
        '<itemDefinition name="tList" isCollection="true"><typeRef>number</typeRef></itemDefinition>\n<inputData id="data" name="amount"><variable name="amount" typeRef="tList"/></inputData>',
    },
    "11 dmn-type",
  ],
  [
    "allowed values that compute",
    {
      beside:
        '<itemDefinition name="tAmount"><typeRef>number</typeRef><allowedValues><text>? > 5</text></allowedValues></itemDefinition>\n<inputData id="data" name="amount"><variable name="amount" typeRef="tAmount"/></inputData>',
    },
    "11 dmn-allowed-values",
  ],
];

test.each(refusals)("%s is refused, with its place", async (_story, parts, error) => {
  expect(await errorsOf(dmnText(parts))).toContain(error);
});

test("a cell in another language is refused by the name of the language", async () => {
  const xml = dmnText().replace("<inputEntry>", '<inputEntry expressionLanguage="juel">');
  const { findings } = await importDmn(xml);
  expect(findings.find(({ code }) => code === "dmn-test")?.message).toBe(
    'Decision "Approval", rule 1, amount: `< 100`: it is written in juel; write it in FEEL.',
  );
});

test("a finding stands at the id of its element, or of the nearest one around it", async () => {
  const { findings } = await importDmn(dmnText({ rules: ['limit | "pay"'] }), { file: "table.dmn" });
  expect(findings.find(({ code }) => code === "dmn-test")).toMatchObject({ file: "table.dmn", line: 7, column: 7 });
});

test("a boxed expression of DMN 1.4 is named, with its line", async () => {
  const beside = '<decision id="other" name="Other"><conditional id="c"/></decision>';
  const { findings } = await imported(dmnText({ beside }));
  expect(findings.map(({ line, message }) => `${line} ${message}`)).toEqual(
    expect.arrayContaining([
      "10 <conditional> is not part of DMN 1.3 decision tables and is not carried.",
      '10 Decision "Other" has no logic that is read here, not by a decision table: it is not carried.',
    ]),
  );
});

describe("limits", () => {
  const chain = (length: number) =>
    Array.from(
      { length },
      (_, at) =>
        `<decision id="n${at}" name="n${at}"><variable name="n${at}" typeRef="number"/><informationRequirement><requiredDecision href="#n${at + 1}"/></informationRequirement><literalExpression><text>n${at + 1} + 1</text></literalExpression></decision>`,
    ).join("\n");
  const needing = (beside: string) =>
    dmnText({ inputs: ["n0: number"], beside }).replace(
      "<decisionTable ",
      '<informationRequirement><requiredDecision href="#n0"/></informationRequirement><decisionTable ',
    );

  test("a chain of required decisions becomes derived values, up to the limit", async () => {
    const end = '<inputData id="n3" name="n3"><variable name="n3" typeRef="number"/></inputData>';
    const { policy } = await imported(needing(chain(3) + end));
    expect(decide(policy, { n3: 96 }).outcome).toBe("pay");
    expect(decide(policy, { n3: 97 }).outcome).toBe("undecided");
    expect(await errorsOf(needing(chain(3_000)))).toContain("210 too-many-columns");
  });

  test("decisions that require one another in a circle are refused", async () => {
    expect(await errorsOf(needing(chain(3).replace("#n3", "#n0").replace("n3 + 1", "n0 + 1")))).toContain(
      "10 circular",
    );
  });

  test("a file of thousands of tables is not imported at once", async () => {
    const one = "<decision><decisionTable><output/></decisionTable></decision>";
    expect(await errorsOf(dmnText({ beside: one.repeat(1_000) }))).toEqual(["2 dmn-too-large"]);
  });

  test("so many findings and no more", async () => {
    const { findings } = await importDmn(dmnText({ beside: '<knowledgeSource name="k"/>'.repeat(2_000) }));
    expect(findings).toHaveLength(1_001);
    expect(findings.at(-1)?.message).toBe("1002 more findings are not shown.");
  });
});
