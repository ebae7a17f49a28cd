import { DmnModdle } from "dmn-moddle";
import { describe, expect, test } from "vitest";
import { policyOf, policyText } from "../../../test/support/policy-text.ts";
import { exportDmn } from "./export.ts";
import { importDmn } from "./import.ts";
import type { DmnElement } from "./model.ts";

const mortgage = `policy: mortgage
title: Home loan approval
accountable: credit-manager
purpose: |
  Decide which applications
  an officer need not look at.
inputs:
  debt_to_income: {type: number, unit: ratio, says: Monthly debt payments over monthly income}
  credit history: {type: integer, values: "[1..6]", says: 1 is best}
  purpose_code: {type: string, values: [purchase, refinance], optional: true}
  asked: {type: number, unit: EUR}
  offered: {type: number, unit: EUR}
  unread: {type: boolean}
derived:
  gap: {type: number, feel: abs(offered - asked) / asked, says: "How far the offer is <from> the request & back"}
  wide gap: {type: boolean, feel: gap > 0.1 or credit history > 4, optional: true}
outcomes:
  refer: {acts: false, says: " Hand it to an officer\\n"}
  approve: {acts: true, says: Grant the loan}
  2nd  look: {acts: false}
hit_policy: PRIORITY
rules:
  - id: low-debt
    says: Approve when debt payments stay under 36% of income.
    when: {debt_to_income: "< 0.36", credit history: "not(5, 6)", wide gap: "false"}
    then: approve
  - id: r2
    when: {purpose_code: 'null, "refinance"'}
    then: 2nd  look
  - {id: last, then: refer}
otherwise: refer
confidence: {assist: 0.95, automate: 0.8}
`;

async function exported(text: string): Promise<string> {
  const { xml, findings } = await exportDmn(policyOf(text));
  if (xml === undefined) throw new Error(JSON.stringify(findings));
  return xml;
}

test("import gives the same policy back, words, order and all", async () => {
  const { policies, findings } = await importDmn(await exported(mortgage));
  expect(findings).toEqual([]);
  const { locate: _, file: __, columns: ___, rules, ...base } = policyOf(mortgage);
  const { policy } = policies[0]!;
  expect(policy).toMatchObject(base);
  expect(Object.keys(policy.outcomes)).toEqual(["refer", "approve", "2nd  look"]);
  expect(Object.keys(policy.inputs)).toEqual(Object.keys(base.inputs));
  const plain = (all: typeof rules) => all.map(({ id, says, when, then }) => ({ id, says, when, then }));
  expect(plain(policy.rules)).toEqual(plain(rules));
});

describe("what a modeler needs to show it", () => {
  interface Shape extends DmnElement {
    dmnElementRef: DmnElement;
    bounds?: { x: number; y: number; width: number; height: number };
    waypoint?: { x: number; y: number }[];
  }
  const drawn = async () => {
    const { rootElement, warnings } = await new DmnModdle().fromXML(await exported(mortgage));
    const { diagrams } = rootElement.dmnDI as unknown as { diagrams: { diagramElements: Shape[] }[] };
    return { definitions: rootElement, warnings, elements: diagrams[0]!.diagramElements };
  };

  test("the file is DMN 1.3 without a warning, and every id is there once", async () => {
    const { warnings } = await drawn();
    expect(warnings).toEqual([]);
    const ids = [...(await exported(mortgage)).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z_][\w.-]*$/.test(id!))).toEqual([]);
  });

  test("every decision and input has a shape, no two on top of each other, every requirement an arrow between two", async () => {
    const { definitions, elements } = await drawn();
    const shapes = elements.filter(({ bounds }) => bounds);
    expect(shapes.map(({ dmnElementRef }) => dmnElementRef.id).sort()).toEqual(
      definitions.drgElement!.map((element: DmnElement) => element.id).sort(),
    );
    const corners = shapes.map(({ bounds }) => `${bounds!.x},${bounds!.y}`);
    expect(new Set(corners).size).toBe(shapes.length);
    const arrows = elements.filter(({ waypoint }) => waypoint);
    // Eight to the table, two to gap, two to wide gap.
    expect(arrows).toHaveLength(12);
    for (const { waypoint } of arrows) {
      const touches = waypoint!.map(({ x, y }) =>
        shapes.some(({ bounds: b }) => x >= b!.x && x <= b!.x + b!.width && y >= b!.y && y <= b!.y + b!.height),
      );
      expect(touches).toEqual([true, true]);
    }
  });

  test("the table tests what some rule tests, and a modeler finds the values of an enumeration", async () => {
    const xml = await exported(mortgage);
    const clauses = [...xml.matchAll(/<inputExpression[^>]*typeRef="([^"]*)">\s*<text>([^<]*)/g)];
    expect(clauses.map(([, type, name]) => `${name}: ${type}`)).toEqual([
      "debt_to_income: number",
      "credit history: number",
      "purpose_code: string",
      "wide gap: boolean",
    ]);
    expect(xml).toMatch(/<inputValues id="[^"]*">\s*<text>"purchase", "refinance"<\/text>/);
    expect(xml).toMatch(/<outputValues id="[^"]*">\s*<text>"refer", "approve", "2nd {2}look"<\/text>/);
    expect(xml).toMatch(/<defaultOutputEntry id="[^"]*">\s*<text>"refer"<\/text>/);
  });
});

test("what DMN cannot say is named", async () => {
  const { findings } = await exportDmn(policyOf(mortgage));
  expect(findings.map(({ code, line }) => `${line} ${code}`)).toEqual(["18 dmn-extension", "8 dmn-null"]);
  expect(findings[0]?.message).toContain(
    "which outcomes act, who is accountable, the confidence floors, units, that numbers are whole",
  );
  expect(findings[1]?.message).toContain(
    "lacks debt_to_income, credit history, asked, offered, unread, gap, with null",
  );
});

test("a function that DMN 1.3 does not have is named", async () => {
  const text = policyText({ derived: "{whole: {type: number, feel: 'round half up(amount, 0)'}}" });
  const { findings } = await exportDmn(policyOf(text));
  expect(findings.map(({ message }) => message)).toContain("The formula of whole rounds by a function of DMN 1.4.");
});

test("a list of values that is too long to be read back is named", async () => {
  const values = Array.from({ length: 400 }, (_, at) => `value ${at}`.padEnd(20, "."));
  const text = policyText({ inputs: `{amount: {type: string, values: ${JSON.stringify(values)}}}` });
  const { findings } = await exportDmn(policyOf(text));
  expect(findings).toContainEqual(expect.objectContaining({ code: "dmn-long-values", line: 2 }));
});

test("a character that XML cannot hold stops the export, with its place", async () => {
  const text = policyText({ rules: ['says: "a\\u0001b", then: pay'] });
  const { xml, findings } = await exportDmn(policyOf(text));
  expect(xml).toBeUndefined();
  expect(findings[0]).toMatchObject({ code: "dmn-character", line: 6, message: expect.stringContaining("U+0001") });
});

test("an outcome that another tool adds does not act", async () => {
  const edited = (await exported(mortgage)).replace(/(>|, )"approve"/g, '$1"grant"');
  const { policies, findings } = await importDmn(edited);
  expect(policies[0]?.policy.outcomes.grant).toEqual({ acts: false });
  expect(findings.map(({ code }) => code)).toContain("dmn-acts");
});
