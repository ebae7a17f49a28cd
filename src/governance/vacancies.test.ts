import { expect, test } from "vitest";
import { lendingChart } from "../../test/support/lending-chart.ts";
import type { Raci } from "./config/types.ts";
import type { RoleMembers } from "./members.ts";
import { vacanciesOf } from "./vacancies.ts";

/** The vacancies of a chart in which roles are held otherwise than it says. */
function vacancies(held: Record<string, Partial<RoleMembers>> = {}, raci: Raci = lendingChart) {
  const members = Object.entries(raci.roles).map(([role, { users }]) => [
    role,
    { people: users, unseen: [], gone: [], ...held[role] },
  ]);
  return vacanciesOf(raci, Object.fromEntries(members));
}

const said = (...args: Parameters<typeof vacancies>) =>
  vacancies(...args).map(({ code, role, activities }) => `${code} ${role}: ${activities.join(", ")}`);

test("a chart whose roles are filled has none", () => {
  expect(vacancies()).toEqual([]);
});

test("a role that nobody holds, once for all that stands still without it", () => {
  const [vacancy, ...more] = vacancies({ board: { people: [], gone: ["bea"] } });
  expect(more).toEqual([]);
  expect(vacancy).toEqual({
    code: "nobody",
    severity: "error",
    role: "board",
    activities: ["governance"],
    place: ["activities", "governance", "accountable"],
    says: "bea can no longer see this repository.",
  });
  expect(said({ "credit-manager": { people: [] } })).toEqual([
    "nobody credit-manager: policy-change, stage-promotion, error-investigation, model-update, vendor-management, compliance-reporting, budget, rollback",
  ]);
});

test("one Responsible role with people is enough, of Consulted ones each is asked", () => {
  const { activities } = lendingChart;
  const change = {
    ...activities["policy-change"],
    responsible: ["credit-analyst", "board"],
    consulted: ["compliance", "board"],
  };
  const raci = { ...lendingChart, activities: { ...activities, "policy-change": change } };
  expect(said({ compliance: { people: [] } }, raci)).toEqual(["nobody compliance: policy-change, governance"]);
  expect(said({ "loan-officers": { people: [] } }, raci)).toEqual([]);
});

test("a team that cannot be seen", () => {
  expect(said({ board: { people: [], unseen: ["acme/board"] } })).toEqual(["team-unseen board: governance"]);
});

test("the only one who may approve does the work: alone, or among others", () => {
  expect(said({ board: { people: ["ada"] } })).toEqual(["nobody-else board: governance"]);
  const [among] = vacancies({ board: { people: ["ada"] }, compliance: { people: ["ada", "lex"] } });
  expect(among).toMatchObject({
    code: "own-work",
    severity: "warning",
    says: expect.stringContaining("When ada does"),
  });
  expect(said({ board: { people: ["ada", "bea"] } })).toEqual([]);
});

test("what a policy has in its place, and lesser changes, are looked at too", () => {
  const raci: Raci = {
    ...lendingChart,
    activities: {
      ...lendingChart.activities,
      budget: {
        ...lendingChart.activities.budget,
        except: [{ when: { class: ["patch"] }, accountable: "board" }],
      },
    },
    policies: { cards: { rollback: { accountable: "board" } } },
  };
  const [vacancy] = vacancies({ board: { people: [] } }, raci);
  expect(vacancy?.activities).toEqual(["budget (patch)", "governance", "rollback of cards"]);
  expect(vacancy?.place).toEqual(["activities", "budget", "except", 0, "accountable"]);
});
