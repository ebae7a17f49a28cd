import { describe, expect, test } from "vitest";
import { activitiesFor, activityFor } from "./activities.ts";
import { type Activity, activityNames, type Raci } from "./types.ts";

const nobody: Activity = { paths: [], responsible: ["analyst"], accountable: "manager", consulted: [], informed: [] };
const raci: Raci = {
  roles: {},
  activities: {
    ...(Object.fromEntries(activityNames.map((name) => [name, nobody])) as Raci["activities"]),
    "policy-change": { ...nobody, paths: ["policies/*/policy.yaml"], consulted: ["compliance"] },
    "error-investigation": { ...nobody, paths: ["policies/*/decisions/**"] },
    governance: { ...nobody, paths: ["governance/**", ".github/workflows/**", "policies/*/decisions/**"] },
  },
  policies: { mortgage: { "policy-change": { accountable: "credit-manager" } } },
  consultation: { window: "P2D" },
};

describe("which activities a file falls under", () => {
  test("a policy belongs to its change and to its policy", () => {
    expect(activitiesFor(raci, "policies/mortgage/policy.yaml")).toEqual([
      { activity: "policy-change", policy: "mortgage" },
    ]);
  });

  test("a file may fall under several activities", () => {
    expect(activitiesFor(raci, "policies/mortgage/decisions/2026/may.ndjson")).toEqual([
      { activity: "error-investigation", policy: "mortgage" },
      { activity: "governance", policy: "mortgage" },
    ]);
  });

  test("a folder that begins with a dot is covered like any other", () => {
    expect(activitiesFor(raci, ".github/workflows/replay-test.yml")).toEqual([{ activity: "governance" }]);
    expect(activitiesFor(raci, "governance/.hidden")).toEqual([{ activity: "governance" }]);
  });

  test("a star stays within one folder, and nobody is named for what no glob covers", () => {
    expect(activitiesFor(raci, "policies/a/b/policy.yaml")).toEqual([]);
    expect(activitiesFor(raci, "policies/policy.yaml")).toEqual([]);
  });
});

describe("who answers for it", () => {
  test("a policy's own assignment replaces the general one, and only where it says something", () => {
    const own = activityFor(raci, "policy-change", "mortgage");
    expect(own.accountable).toBe("credit-manager");
    expect(own.consulted).toEqual(["compliance"]);
    expect(own.paths).toEqual(["policies/*/policy.yaml"]);
  });

  test("without an override, or without a policy, the general assignment holds", () => {
    expect(activityFor(raci, "policy-change", "claims").accountable).toBe("manager");
    expect(activityFor(raci, "policy-change").accountable).toBe("manager");
    expect(activityFor(raci, "policy-change", "constructor").accountable).toBe("manager");
  });
});
