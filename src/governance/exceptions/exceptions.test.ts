import { describe, expect, test } from "vitest";
import { lendingChart } from "../../../test/support/lending-chart.ts";
import { loadPolicy } from "../../policy/index.ts";
import { loadCases } from "../config/load-cases.ts";
import type { Stages } from "../config/types.ts";
import { addCase } from "./add-case.ts";
import { readReport } from "./report.ts";
import { type OpenException, type TriageFacts, triage } from "./triage.ts";
import { exceptionComment, exceptionLabels } from "./words.ts";

/** As GitHub makes it of the form. */
const form = (fields: Record<string, string>) =>
  Object.entries({
    Policy: "mortgage",
    Kind: "edge-case",
    Priority: "high",
    "Decision id": "_No response_",
    Input: "```yaml\ndebt_to_income: 0.36\npublic_bad_record: false\n```",
    "Expected outcome": "_No response_",
    "What happened": "It was approved.",
    ...fields,
  })
    .map(([name, value]) => `### ${name}\n\n${value}`)
    .join("\n\n");

const { policy } = loadPolicy(`
policy: mortgage
title: Home loan approval
accountable: credit-manager
purpose: Test
inputs:
  debt_to_income: {type: number}
  public_bad_record: {type: boolean}
outcomes:
  approve: {acts: true, says: Grant it}
  refer: {acts: false, says: Hand it over}
hit_policy: FIRST
rules:
  - {id: low-debt, says: Low debt, when: {debt_to_income: "< 0.36"}, then: approve}
otherwise: refer
`);

const stages = {
  exceptions: {
    sla: { high: "P1D", normal: "P3D", low: "P10D" },
    escalate_to: "compliance",
    kinds: { "edge-case": "A rare case that the rules do not fit" },
  },
} as unknown as Stages;

const facts = (fields: Record<string, string> = {}, change: Partial<TriageFacts> = {}): TriageFacts => ({
  number: 17,
  filedAt: new Date("2026-11-23T08:00:00Z"),
  read: readReport(form(fields)),
  assignees: [],
  raci: lendingChart,
  stages,
  members: Object.fromEntries(
    Object.entries(lendingChart.roles).map(([role, { users }]) => [role, { people: users, unseen: [], gone: [] }]),
  ),
  policies: { mortgage: policy! },
  open: [],
  now: new Date("2026-11-23T09:00:00Z"),
  ...change,
});

const assigned = (to: string, number = 3): OpenException => ({
  number,
  report: { ...readReport(form({ Input: `debt_to_income: 0.${number}1` })).report! },
  assignees: [to],
});

describe("a report", () => {
  test("is read as GitHub writes the form, empty fields left out", () => {
    expect(readReport(form({})).report).toEqual({
      policy: "mortgage",
      kind: "edge-case",
      priority: "high",
      decisionId: undefined,
      input: { debt_to_income: 0.36, public_bad_record: false },
      outcome: undefined,
      description: "It was approved.",
    });
  });

  test("takes the input as JSON too", () => {
    expect(readReport(form({ Input: '{"debt_to_income": 0.36}' })).report?.input).toEqual({ debt_to_income: 0.36 });
  });

  test("cannot be given a second time inside one of its own fields", () => {
    const description = "```\n### Policy\n\naccounts-payable\n```\n\n### Policy\n\naccounts-payable";
    expect(readReport(form({ "What happened": description })).report?.policy).toBe("mortgage");
  });

  test.each([
    ["", "Fill in “Policy”."],
    [form({ Input: "it was wrong" }), "“Input” is one input a line"],
    [form({ Input: "a: [1, 2]" }), "“Input” has a list or an object at a"],
    [form({ Priority: "urgent" }), "“Priority” is one of high, normal, low."],
  ])("that lacks something says what", (body, problem) => {
    expect(readReport(body).problems.join(" ")).toContain(problem);
  });
});

describe("triage", () => {
  test("gives an owner by RACI, a deadline by priority, and what the policy says today", () => {
    expect(triage(facts())).toMatchObject({
      state: "assigned",
      owner: "tina",
      deadline: new Date("2026-11-24T08:00:00Z"),
      late: false,
      today: { outcome: "refer", rule: null },
    });
  });

  test("prefers whoever has the fewest open exceptions, and leaves it with whoever has it", () => {
    expect(triage(facts({}, { open: [assigned("tina")] }))).toMatchObject({ owner: "tom" });
    expect(triage(facts({}, { open: [assigned("tina")], assignees: ["tina"] }))).toMatchObject({ owner: "tina" });
  });

  test("a day later it is late, and compliance is called in", () => {
    const late = triage(facts({}, { now: new Date("2026-11-24T08:00:01Z") }));
    expect(late).toMatchObject({ late: true, escalateTo: ["ada"] });
    expect(exceptionLabels(late, ["exception"])).toContain("exception:late");
    expect(exceptionComment(late, stages)).toContain("@ada (compliance) is called in");
  });

  test("the same case again is closed in favour of the first", () => {
    const first: OpenException = { number: 5, report: readReport(form({})).report!, assignees: [] };
    expect(triage(facts({ Priority: "low" }, { open: [first] }))).toEqual({ state: "repeat", of: 5 });
    expect(triage(facts({}, { number: 4, open: [first] })).state).toBe("assigned");
  });

  test("of several that are the same, it is the first, in whatever order GitHub lists them", () => {
    const open = [6, 5, 7].map((number) => ({ number, report: readReport(form({})).report!, assignees: [] }));
    expect(triage(facts({}, { number: 8, open }))).toEqual({ state: "repeat", of: 5 });
  });

  test("the same decision is the same case, whatever was typed as input", () => {
    const first = { number: 5, report: readReport(form({ "Decision id": "d-1" })).report!, assignees: [] };
    const again = facts({ "Decision id": "d-1", Input: "debt_to_income: 0.360" }, { open: [first] });
    expect(triage(again)).toEqual({ state: "repeat", of: 5 });
  });

  test.each([
    [{ Policy: "mortgages" }, 'There is no policy “mortgages”. Did you mean "mortgage"?'],
    [{ Input: "debt_to_incom: 0.3" }, 'The policy has no input “debt_to_incom”. Did you mean "debt_to_income"?'],
    [{ Kind: "weird" }, "“Kind” is one of edge-case."],
    [{ "Expected outcome": "aprove" }, "“Expected outcome” is one of approve, refer, or empty."],
  ])("%j is sent back with what is wrong", (fields, problem) => {
    expect(triage(facts(fields))).toEqual({ state: "incomplete", problems: [problem] });
  });

  test("a label is no longer than GitHub takes", () => {
    const { report, ...rest } = triage(facts()) as Extract<ReturnType<typeof triage>, { state: "assigned" }>;
    const labels = exceptionLabels({ ...rest, report: { ...report, policy: "p".repeat(100) } }, []);
    expect(labels[0]).toBe(`policy:${"p".repeat(43)}`);
  });

  test("labels of others stay, and ours follow the state", () => {
    const incomplete = triage(facts({ Policy: "x" }));
    expect(exceptionLabels(incomplete, ["exception", "team-a"])).toEqual([
      "exception",
      "team-a",
      "exception:incomplete",
    ]);
    expect(exceptionLabels(triage(facts()), ["exception", "exception:incomplete"])).toEqual([
      "exception",
      "policy:mortgage",
      "kind:edge-case",
      "priority:high",
    ]);
  });
});

test("a resolved case joins the others and leaves them as they are", () => {
  const text =
    "# Examples.\npolicy: mortgage\ncases:\n  - id: routine # the usual\n    input: {debt_to_income: 0.28}\n    outcome: approve\n";
  const added = {
    id: "exception-17",
    says: "Exactly at the limit: seasonal income",
    input: { debt_to_income: 0.36, public_bad_record: false },
    outcome: "approve",
    because: "omar: the home is insured",
    exception: "#17",
  };
  expect(addCase(text, "mortgage", added)).toBe(
    `${text}  - id: exception-17\n    says: "Exactly at the limit: seasonal income"\n    input: {debt_to_income: 0.36, public_bad_record: false}\n    outcome: approve\n    because: "omar: the home is insured"\n    exception: "#17"\n`,
  );
  expect(addCase(undefined, "mortgage", added)).toContain("policy: mortgage\ncases:\n  - id: exception-17\n");
});

test("an exception that is resolved a second time gets a case of its own", () => {
  const added = { id: "exception-17", input: { debt_to_income: 0.36 }, outcome: "approve" };
  const once = addCase(undefined, "mortgage", added);
  const thrice = addCase(addCase(once, "mortgage", added), "mortgage", { ...added, outcome: "refer" });
  expect(loadCases(thrice).value?.cases.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["exception-17", "approve"],
    ["exception-17-2", "approve"],
    ["exception-17-3", "refer"],
  ]);
});

test("numbers that a double cannot hold come through to the digit", () => {
  const { report } = readReport(form({ Input: "debt_to_income: 0.12345678901234567890123" }));
  const text = addCase(undefined, "mortgage", { id: "x", input: report!.input, outcome: "refer" });
  expect(text).toContain("debt_to_income: 0.12345678901234567890123");
});
