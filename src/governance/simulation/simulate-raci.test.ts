import { describe, expect, test } from "vitest";
import { lendingChart } from "../../../test/support/lending-chart.ts";
import { PullRequest } from "../../../test/support/pull-request.ts";
import { recordedChange } from "../approvals/recorded-change.ts";
import type { Activity, ActivityName, Raci } from "../config/types.ts";
import type { PastChange } from "./past.ts";
import type { Rules } from "./rebuild.ts";
import { simulateRaci } from "./simulate-raci.ts";
import { raciSentences } from "./words.ts";

/** A story that was merged, as its record has it. */
function merged(story: PullRequest, but: Partial<PastChange> = {}): PastChange {
  const snapshot = story.snapshot();
  return {
    pull: snapshot.pull.number,
    at: snapshot.now.toISOString(),
    says: "mortgage 2.0.0: 36% is approved.",
    happened: "approved",
    by: ["maria"],
    change: recordedChange(snapshot),
    moves: [],
    replay: undefined,
    ...but,
  };
}

const usual = () => new PullRequest().approvedBy("maria").commentBy("ada");

/** The lending chart with something different. */
function chart(change: Partial<Raci> = {}, activities: Partial<Record<ActivityName, Partial<Activity>>> = {}): Raci {
  const changed = Object.entries(activities).map(([name, own]) => [
    name,
    { ...lendingChart.activities[name as ActivityName], ...own },
  ]);
  return { ...lendingChart, ...change, activities: { ...lendingChart.activities, ...Object.fromEntries(changed) } };
}

function rules(raci: Raci, unseen: Record<string, string[]> = {}): Rules {
  const members = Object.entries(raci.roles).map(([role, { users }]) => [
    role,
    { people: users, unseen: unseen[role] ?? [], gone: [] },
  ]);
  return { raci, members: Object.fromEntries(members) };
}

function simulate(past: PastChange, raci: Raci, unseen?: Record<string, string[]>) {
  return simulateRaci([past], rules(lendingChart), rules(raci, unseen))[0]!;
}

describe("the rules that judged it make of a record what they made of the pull request", () => {
  const stories: [string, PullRequest][] = [
    ["approved by review and answered by comment", usual()],
    ["a consultation that ran out", new PullRequest().approvedBy("maria").daysLater(2)],
    ["an approval that outlived a rebase", usual().push()],
    [
      "an edit that was approved again",
      usual().push({ "policies/mortgage/policy.yaml": "newer" }).approvedBy("maria").commentBy("ada"),
    ],
    ["an objection that was lifted", new PullRequest().objectionBy("ada").approvedBy("ada", "maria")],
    ["a rollback", new PullRequest().release({ kind: "rollback" }).approvedBy("maria")],
    ["a promotion", new PullRequest().release({ kind: "promotion" }).approvedBy("maria")],
    ["marco approves what maria wrote", new PullRequest().by("maria").approvedBy("marco", "tom", "ada")],
    [
      "several activities",
      new PullRequest()
        .changes({ "models/m.yaml": "new", "governance/raci.yaml": "new" })
        .approvedBy("maria", "bea", "ada"),
    ],
  ];
  test.each(stories)("%s", (_, story) => {
    const judged = story.judge();
    expect(judged.state).toBe("approved");
    const { today, proposed, differs } = simulate(merged(story), lendingChart);
    expect(proposed).toMatchObject({ outcome: "passes" });
    expect(today).toEqual(proposed);
    expect(differs).toBe(false);
  });

  test("whom it asked is whom it would have asked", () => {
    const asked = Object.keys(new PullRequest().judge().next).sort();
    expect(simulate(merged(usual()), lendingChart).proposed.asked).toEqual(asked);
  });
});

describe("another chart", () => {
  test("asks another Accountable: it would have waited for her", () => {
    const change = simulate(merged(usual()), chart({}, { "policy-change": { accountable: "board" } }));
    expect(change).toMatchObject({
      differs: true,
      today: { outcome: "passes", asked: ["ada", "marco", "maria"] },
      proposed: { outcome: "waits", asked: ["ada", "bea"], why: "Waiting for bea (Accountable)" },
    });
    expect(raciSentences([change])).toBe(
      "Tried on 1 merged pull request: 1 would have been asked of other people and 1 would have needed other answers.",
    );
  });

  test("asks fewer: the same answers would do", () => {
    const change = simulate(merged(usual()), chart({}, { "policy-change": { consulted: [] } }));
    expect(change).toMatchObject({ differs: true, proposed: { outcome: "passes", asked: ["marco", "maria"] } });
  });

  test("gives longer to answer: the silence of then is no consent", () => {
    const silent = merged(new PullRequest().approvedBy("maria").daysLater(2));
    expect(simulate(silent, chart({ consultation: { window: "P5D" } })).proposed).toMatchObject({
      outcome: "waits",
      why: "Waiting for ada (Consulted)",
    });
  });

  test("leaves nobody who may approve it", () => {
    const roles = { ...lendingChart.roles, "credit-manager": { users: ["tom"], teams: [] } };
    expect(simulate(merged(usual()), chart({ roles })).proposed).toMatchObject({
      outcome: "stuck",
      why: expect.stringContaining("Nobody can act as credit-manager (Accountable): tom worked on this change"),
    });
  });

  test("covers a file no more: that is no freedom, but a gap", () => {
    const models = merged(new PullRequest().changes({ "models/m.yaml": "new" }).approvedBy("maria"));
    const gap = { outcome: "unasked", why: "Nobody answers for models/m.yaml." };
    expect(simulate(models, chart({}, { "model-update": { paths: [] } })).proposed).toMatchObject(gap);
    const vendor = merged(new PullRequest().changes({ "vendors/x.md": "new" }).approvedBy("maria"));
    const covering = chart({}, { "vendor-management": { paths: ["vendors/**"] } });
    const [change] = simulateRaci([vendor], rules(covering), rules(lendingChart));
    expect(change!.proposed).toMatchObject({ outcome: "unasked", why: "Nobody answers for vendors/x.md." });
  });

  test("asks by class, as it was recorded", () => {
    const except = [{ when: { class: ["patch" as const] }, accountable: "board", consulted: [] }];
    const raci = chart({}, { "policy-change": { except } });
    expect(simulate(merged(usual().ofClass("patch")), raci).proposed.asked).toEqual(["bea"]);
    expect(simulate(merged(usual().ofClass("major")), raci).proposed.asked).toEqual(["ada", "marco", "maria"]);
  });

  test("does not let everybody break the glass", () => {
    const broken = merged(new PullRequest().command("break-glass", "maria"), { happened: "glass" });
    expect(
      simulate(broken, chart({ break_glass: { roles: ["credit-manager"], settle_within: "P3D" } })).proposed.outcome,
    ).toBe("passes");
    expect(simulate(broken, chart({ break_glass: { roles: ["board"], settle_within: "P3D" } })).proposed).toMatchObject(
      {
        outcome: "waits",
        why: "maria could not have broken the glass.",
      },
    );
  });
});

describe("what is not recorded is not guessed", () => {
  test.each([
    ["an older record", { change: undefined }, "unknown", "made before"],
    ["a bypass", { happened: "bypass" as const, change: undefined }, "bypassed", "past every approval"],
  ])("%s", (_, but, outcome, why) => {
    const { proposed, differs } = simulate(
      merged(usual(), but),
      chart({}, { "policy-change": { accountable: "board" } }),
    );
    expect(proposed).toMatchObject({ outcome, why: expect.stringContaining(why) });
    expect(differs).toBe(false);
  });

  test("more files than are named", () => {
    const many = Object.fromEntries(
      Array.from({ length: 130 }, (_, i) => [`policies/mortgage/decisions/${i}.ndjson`, "new"]),
    );
    const { proposed } = simulate(merged(new PullRequest().changes(many).approvedBy("maria")), lendingChart);
    expect(proposed).toMatchObject({ outcome: "unknown", why: "Its record names 100 of its 130 files." });
  });

  test("a team that cannot be looked into, unless it is only informed", () => {
    const team = (role: string) => simulate(merged(usual()), lendingChart, { [role]: ["acme/people"] }).proposed;
    expect(team("compliance")).toMatchObject({
      outcome: "unknown",
      why: "Who is in the team acme/people is not known here.",
    });
    expect(team("loan-officers").outcome).toBe("passes");
  });
});
