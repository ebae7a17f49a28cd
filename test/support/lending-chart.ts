import type { Activity, ActivityName, Raci } from "../../src/governance/config/types.ts";

/** Lending: tom writes, maria answers for it, ada is consulted, olaf and the loan officers hear of it. */
export const lendingChart: Raci = {
  roles: {
    "credit-analyst": { users: ["tom", "tina"], teams: [] },
    "credit-manager": { users: ["maria", "marco"], teams: [] },
    compliance: { users: ["ada"], teams: [] },
    "loan-officers": { users: ["olaf"], teams: [] },
    board: { users: ["bea"], teams: [] },
  },
  activities: Object.fromEntries(
    (
      [
        ["policy-change", ["policies/*/policy.yaml"]],
        ["stage-promotion", ["policies/*/release.yaml"]],
        ["error-investigation", ["policies/*/cases.yaml", "policies/*/decisions/**"]],
        ["model-update", ["models/*.yaml"]],
        ["vendor-management", []],
        ["compliance-reporting", []],
        ["budget", []],
        ["rollback", []],
      ] as [ActivityName, string[]][]
    ).map(([name, paths]): [string, Activity] => [
      name,
      {
        paths,
        responsible: ["credit-analyst"],
        accountable: "credit-manager",
        consulted: name === "policy-change" ? ["compliance"] : [],
        informed: ["loan-officers"],
      },
    ]),
  ) as Raci["activities"],
  policies: {},
  consultation: { window: "P2D" },
};
lendingChart.activities.governance = {
  paths: ["governance/**", ".github/workflows/**"],
  responsible: ["compliance"],
  accountable: "board",
  consulted: [],
  informed: [],
};
