import { describe, expect, test } from "vitest";
import { lendingChart } from "../../../test/support/lending-chart.ts";
import { loadRaciTest } from "../config/index.ts";
import type { Raci } from "../config/types.ts";
import { judgeExample } from "./judge-example.ts";

/** The differences between one example and the lending chart; `expect` is written in the YAML given. */
function judge(yaml: string, given: { raci?: Raci; people?: string; change?: string } = {}) {
  const { raci = lendingChart, people = "", change = "{policies: {mortgage: major}}" } = given;
  const text = `${people}\nexamples:\n  - {id: it, author: tom, change: ${change}, ${yaml}}\n`;
  const { value, findings } = loadRaciTest(text);
  expect(findings).toEqual([]);
  return judgeExample(value!.examples[0]!, raci, value!.people);
}

const approved = "expect: {state: approved}";

describe("an example is judged as a real pull request", () => {
  test("tom's threshold waits for those who answer, and for nobody else", () => {
    const waiting = "{state: waiting, next: [Ada, marco, maria], missing: [compliance, credit-manager]}";
    expect(judge(`expect: ${waiting}`)).toEqual([]);
  });

  test("what is expected otherwise is shown beside what came", () => {
    expect(judge("expect: {state: approved, next: [], missing: [board]}")).toEqual([
      {
        key: "state",
        expected: "approved",
        got: "waiting (for credit-manager as Accountable, compliance as Consulted)",
      },
      { key: "next", expected: "nobody", got: "ada, marco, maria" },
      { key: "missing", expected: "board", got: "compliance, credit-manager" },
    ]);
  });

  test("reviews, time and people who left count as they do on GitHub", () => {
    const maria = "{by: Maria, state: approved}";
    expect(judge(`reviews: [${maria}, {by: ada, state: commented}], ${approved}`)).toEqual([]);
    expect(judge(`reviews: [${maria}], after: P2D, ${approved}`)).toEqual([]);
    expect(judge(`reviews: [${maria}], after: P1D, expect: {state: waiting, next: [ada]}`)).toEqual([]);
    expect(judge(`reviews: [${maria}, {by: maria, state: dismissed}], after: P2D, ${approved}`)).toHaveLength(1);
    expect(judge(`reviews: [{by: maria, state: approved, outdated: true}], after: P2D, ${approved}`)).toHaveLength(1);
    expect(judge(`left: [maria, marco], expect: {state: blocked, blockers: [can no longer see]}`)).toEqual([]);
  });

  test.each(["contributors", "pushers"])("nobody approves what they worked on: %s", (who) => {
    const worked = `${who}: [maria], reviews: [{by: maria, state: approved}], after: P2D`;
    expect(judge(`${worked}, expect: {state: waiting, next: [marco]}`)).toEqual([]);
  });

  test("the replay test holds a policy up, and says so", () => {
    const answered = "reviews: [{by: maria, state: approved}], after: P2D";
    expect(judge(`${answered}, replay: missing, expect: {state: waiting, next: []}`)).toEqual([]);
    expect(judge(`${answered}, replay: fail, expect: {state: blocked, blockers: [fails its gates]}`)).toEqual([]);
    expect(judge(`${answered}, replay: fail, expect: {state: blocked, blockers: [no such thing]}`)).toEqual([
      { key: "blockers", expected: '"no such thing"', got: "The replay test fails its gates." },
    ]);
  });

  test("a lesser class asks for what the chart excepts", () => {
    const except = [{ when: { class: ["patch" as const] }, consulted: [] }];
    const { activities } = lendingChart;
    const raci = {
      ...lendingChart,
      activities: { ...activities, "policy-change": { ...activities["policy-change"], except } },
    };
    const maria = `reviews: [{by: maria, state: approved}], ${approved}`;
    const change = (kind: string) => judge(maria, { raci, change: `{policies: {mortgage: ${kind}}}` });
    expect(change("patch")).toEqual([]);
    expect(change("minor")).toHaveLength(1);
  });
});

describe("commands, each by whoever may at that moment", () => {
  const answered = "reviews: [{by: maria, state: approved}, {by: ada, state: commented}]";
  const glass: Raci = { ...lendingChart, break_glass: { roles: ["credit-manager"], settle_within: "P3D" } };

  test("a hold stops what is approved, until whoever held it or an Accountable lifts it", () => {
    const held = "{by: Ada, command: hold}";
    const blocked = "expect: {state: blocked, blockers: [ada holds it], next: [ada, maria, marco]";
    expect(judge(`${answered}, commands: [${held}], ${blocked}}`)).toEqual([]);
    expect(judge(`${answered}, commands: [${held}, {by: tom, command: unhold}], ${blocked}, refused: [Tom]}`)).toEqual(
      [],
    );
    expect(judge(`${answered}, commands: [${held}, {by: maria, command: unhold}], ${approved}`)).toEqual([]);
  });

  test("an objection stands until it is withdrawn, by who made it", () => {
    const objects = "{by: ada, command: object}";
    expect(judge(`${answered}, commands: [${objects}], expect: {state: blocked}`)).toEqual([]);
    expect(judge(`${answered}, commands: [${objects}, {by: ada, command: object withdrawn}], ${approved}`)).toEqual([]);
    const other = `[${objects}, {by: maria, command: object withdrawn}]`;
    expect(judge(`${answered}, commands: ${other}, expect: {state: blocked}`)).toEqual([]);
  });

  test("an answer counts for what the change is now, and for those who are consulted", () => {
    const maria = "reviews: [{by: maria, state: approved}]";
    expect(judge(`${maria}, commands: [{by: ada, command: answer}], ${approved}`)).toEqual([]);
    const outdated = "[{by: ada, command: answer, outdated: true}]";
    expect(judge(`${maria}, commands: ${outdated}, expect: {state: waiting, next: [ada]}`)).toEqual([]);
    expect(judge(`commands: [{by: maria, command: answer}], expect: {state: waiting, refused: [maria]}`)).toEqual([]);
  });

  test("broken glass lets it through by whom the chart allows, for this content", () => {
    const breaks = (by: string, more = "") => `commands: [{by: ${by}, command: break-glass${more}}]`;
    expect(judge(`replay: missing, ${breaks("maria")}, ${approved}`, { raci: glass })).toEqual([]);
    expect(judge(`${breaks("maria", ", outdated: true")}, expect: {state: waiting}`, { raci: glass })).toEqual([]);
    expect(judge(`${breaks("ada")}, expect: {state: waiting, refused: [ada]}`, { raci: glass })).toEqual([]);
    const without = { ...lendingChart, break_glass: undefined };
    expect(judge(`${breaks("maria")}, expect: {state: waiting, refused: [maria]}`, { raci: without })).toEqual([]);
  });

  test("a refusal that did not come is shown", () => {
    expect(judge("commands: [{by: maria, command: hold}], expect: {state: blocked, refused: [maria]}")).toEqual([
      { key: "refused", expected: "maria", got: "nobody" },
    ]);
  });
});

describe("who plays the roles", () => {
  const raci: Raci = {
    ...lendingChart,
    roles: { ...lendingChart.roles, "credit-manager": { users: [], teams: ["managers"] } },
  };

  test("a team that nobody plays is one that the app cannot see", () => {
    expect(judge("expect: {state: blocked, blockers: [cannot see the team managers]}", { raci })).toEqual([]);
  });

  test("its players stand in for it", () => {
    const people = "people: {credit-manager: [Zoe]}";
    expect(judge("expect: {state: waiting, next: [ada, zoe]}", { raci, people })).toEqual([]);
  });
});
