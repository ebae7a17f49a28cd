import { describe, expect, test } from "vitest";
import { lendingChart } from "../../../test/support/lending-chart.ts";
import { PullRequest } from "../../../test/support/pull-request.ts";
import { headline } from "./headline.ts";
import type { ReplayState } from "./snapshot.ts";

const state = (pull: PullRequest) => pull.judge().state;
const blockers = (pull: PullRequest) =>
  pull.judge().blockers.map(({ where, says }) => (where ? `${where} ${says}` : says));
const title = (pull: PullRequest) => headline(pull.judge());

describe("tom moves a threshold", () => {
  test("and it waits for maria or marco, and for ada", () => {
    const judgement = new PullRequest().judge();
    expect(judgement.state).toBe("waiting");
    expect(headline(judgement)).toBe("Waiting for maria or marco (Accountable) and ada (Consulted)");
    expect(judgement.next).toEqual({
      maria: ["Accountable for policy-change of mortgage"],
      marco: ["Accountable for policy-change of mortgage"],
      ada: ["Consulted for policy-change of mortgage"],
    });
  });

  test("maria approves, ada comments: approved", () => {
    const pull = new PullRequest().approvedBy("maria").commentBy("ada");
    expect(state(pull)).toBe("approved");
    expect(title(pull)).toBe("Approved by maria");
  });

  test("ada stays silent for two days: her window passed", () => {
    const pull = new PullRequest().approvedBy("maria");
    expect(state(pull.daysLater(1.9))).toBe("waiting");
    expect(state(pull.daysLater(0.1))).toBe("approved");
  });

  test("a draft asks nobody, so nobody's window passes", () => {
    const pull = new PullRequest().draft().approvedBy("maria").daysLater(9);
    expect(state(pull)).toBe("waiting");
    expect(pull.judge().requirements[0]?.roles.find(({ letter }) => letter === "Consulted")?.note).toBe(
      "is not asked yet",
    );
  });

  test("somebody whose login every object has a property of can act like everybody", () => {
    const chart = { ...lendingChart, roles: { ...lendingChart.roles, board: { users: ["constructor"], teams: [] } } };
    const pull = new PullRequest().chart(chart).changes({ "governance/raci.yaml": "new" });
    expect(pull.judge().next).toMatchObject({ constructor: ["Accountable for governance"] });
  });

  test("ada asks for changes: blocked, even after her window, until she approves", () => {
    const pull = new PullRequest().approvedBy("maria").objectionBy("ada").daysLater(3);
    expect(blockers(pull)).toEqual(["ada asked for changes."]);
    expect(state(pull.approvedBy("ada"))).toBe("approved");
  });

  test("somebody without a role asks for changes or approves: neither counts", () => {
    const pull = new PullRequest().approvedBy("eve").objectionBy("mallory");
    expect(state(pull)).toBe("waiting");
    expect(pull.judge().dropped).toEqual([{ user: "eve", why: "holds no role that this change asks for" }]);
  });
});

describe("nobody is Accountable for their own work", () => {
  test("maria wrote it: marco must approve", () => {
    const pull = new PullRequest().by("maria").approvedBy("maria", "tom", "ada");
    expect(title(pull)).toBe("Waiting for marco (Accountable)");
  });

  test.each([
    ["as a commit's author", (pull: PullRequest) => pull.commit("maria")],
    ["as a commit's committer", (pull: PullRequest) => pull.commit("tom", "Fix", "maria")],
    [
      "as a co-author",
      (pull: PullRequest) => pull.commit("tom", "Fix\n\nCo-authored-by: M <12+Maria@users.noreply.github.com>"),
    ],
  ])("maria worked on it %s", (_, worked) => {
    expect(state(worked(new PullRequest()).approvedBy("maria", "ada"))).toBe("waiting");
  });

  test("both accountable people worked on it: nobody is left, and that is said at once", () => {
    const pull = new PullRequest().by("maria").commit("marco").commit("tom");
    expect(blockers(pull)).toEqual([
      "Nobody can act as credit-manager (Accountable): maria, marco worked on this change, and nobody approves their own work.",
    ]);
  });

  test("a bot's approval never counts", () => {
    expect(state(new PullRequest().approvedByBot("maria").commentBy("ada"))).toBe("waiting");
  });
});

describe("an approval binds to content", () => {
  const approved = () => new PullRequest().approvedBy("maria").commentBy("ada");

  test("a rebase keeps it", () => {
    expect(state(approved().push())).toBe("approved");
  });

  test("a change of a file that nobody answers for keeps it", () => {
    expect(state(approved().push({ "README.md": "new words" }))).toBe("approved");
  });

  test("an edit of the policy drops it, and says whose and why", () => {
    const pull = approved().push({ "policies/mortgage/policy.yaml": "newer" });
    expect(state(pull)).toBe("waiting");
    expect(pull.judge().dropped).toContainEqual({
      user: "maria",
      why: "the governed files changed since they looked at c1",
    });
  });

  test("an edit that is taken back revives it", () => {
    const pull = approved().push({ "policies/mortgage/policy.yaml": "newer" });
    expect(state(pull.push({ "policies/mortgage/policy.yaml": "new" }))).toBe("approved");
  });

  test("other flips than it was shown drop it", () => {
    expect(state(approved().push().flips("flips-2"))).toBe("waiting");
  });

  test("other flips drop it on the same commit too, as when the test is run again on a longer log", () => {
    const pull = approved().flips("flips-2");
    expect(state(pull)).toBe("waiting");
    expect(pull.judge().dropped).toEqual([
      { user: "maria", why: "the replay test now flips other decisions than it showed at c1" },
    ]);
  });

  test("who approved before the replay test ended was shown no flips: where there are some, they are asked again", () => {
    const missing = { state: "missing", reason: "the replay test has not run yet" } as const;
    const early = () => new PullRequest().replay(missing).approvedBy("maria", "ada");
    expect(early().flips("flips-1").judge().dropped[0]?.why).toBe(
      "the replay test had not ended when they looked, and flips decisions",
    );
    const none = { ...new PullRequest().snapshot().replay, flips: 0 } as ReplayState;
    expect(state(early().replay(none))).toBe("approved");
  });

  test("a dismissed review is gone", () => {
    expect(state(approved().dismissed("maria"))).toBe("waiting");
  });

  test("a comment after the approval does not undo it", () => {
    expect(state(approved().commentBy("maria"))).toBe("approved");
  });
});

describe("what must be mended first", () => {
  const approved = () => new PullRequest().approvedBy("maria", "ada");

  test("an unreadable policy, with file, line and column", () => {
    expect(blockers(approved().finding("the outcome `aprove` is not declared"))).toEqual([
      "policies/mortgage/policy.yaml:3:7 the outcome `aprove` is not declared",
    ]);
  });

  test("a file in a governed folder for which nobody answers", () => {
    const pull = approved().changes({ "policies/mortgage/notes.txt": "hello" });
    expect(blockers(pull)[0]).toContain(
      "policies/mortgage/notes.txt No activity of governance/raci.yaml covers this file",
    );
  });

  test("a symbolic link in the place of a governed file", () => {
    const pull = new PullRequest().changes({ "policies/mortgage/policy.yaml": "->/etc/passwd" });
    expect(blockers(pull.approvedBy("maria", "ada"))[0]).toContain("This is a symbolic link");
  });

  test("a file that the base has changed too: neither side is what a merge would make of them", () => {
    const path = "policies/mortgage/policy.yaml";
    expect(blockers(approved().baseChanged(path, "README.md"))).toEqual([
      `${path} main has changed this file too, and nobody was shown what both make of it. Update the branch.`,
    ]);
  });

  test("a team that the app cannot see", () => {
    const pull = approved().teamUnseen("credit-manager", "acme/credit-managers");
    expect(blockers(pull)[0]).toContain("cannot see the team acme/credit-managers");
  });

  test("a base without a chart", () => {
    expect(blockers(approved().chart(undefined))[0]).toContain("RACI chart of the base branch cannot be used");
  });

  test("a list that GitHub cut short", () => {
    expect(state(approved().incomplete("not all commits are known"))).toBe("blocked");
  });

  test("a replay test that fails", () => {
    const fail = { ...new PullRequest().snapshot().replay, state: "fail" } as never;
    expect(state(approved().replay(fail))).toBe("blocked");
  });
});

describe("the replay test", () => {
  test("that has not run keeps the check from turning green, whoever approved", () => {
    const missing = { state: "missing", reason: "the replay test has not run yet" } as const;
    const pull = new PullRequest().approvedBy("maria", "ada").replay(missing);
    expect(title(pull)).toBe("Waiting for the replay test");
  });
});

describe("other activities", () => {
  test("several files ask for the roles of each", () => {
    const pull = new PullRequest().changes({
      "policies/mortgage/policy.yaml": "new",
      "governance/raci.yaml": "everybody may approve everything",
    });
    expect(title(pull.approvedBy("maria", "ada"))).toBe("Waiting for bea (Accountable)");
  });

  test("a policy's own assignment goes before the general one", () => {
    const chart = { ...lendingChart, policies: { mortgage: { "policy-change": { accountable: "board" } } } };
    expect(title(new PullRequest().chart(chart).commentBy("ada"))).toBe("Waiting for bea (Accountable)");
  });

  test("a release goes by stage-promotion, a proven rollback by its own short path", () => {
    const activities = (pull: PullRequest) => pull.judge().requirements.map(({ activity }) => activity);
    expect(activities(new PullRequest().release({ kind: "promotion" }))).toEqual(["stage-promotion"]);
    expect(activities(new PullRequest().release({ kind: "rollback" }))).toEqual(["rollback"]);
  });

  test("only files that nobody governs: green, and said", () => {
    const pull = new PullRequest().changes({ "src/app.py": "new" }).replay({ state: "not-needed" });
    expect(state(pull)).toBe("approved");
    expect(title(pull)).toBe("No governed file is changed");
  });

  test("a pull request into another branch is not judged, so never green", () => {
    expect(state(new PullRequest().approvedBy("maria", "ada").into("other"))).toBe("elsewhere");
  });
});
