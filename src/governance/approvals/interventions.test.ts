import { describe, expect, test } from "vitest";
import { lendingChart } from "../../../test/support/lending-chart.ts";
import { PullRequest } from "../../../test/support/pull-request.ts";
import { explanation } from "./explain.ts";
import { headline } from "./headline.ts";
import { approvalsStatement } from "./statement.ts";

const approved = () => new PullRequest().approvedBy("maria").commentBy("ada");
const blockers = (pull: PullRequest) => pull.judge().blockers.map(({ says }) => says);

describe("a hold", () => {
  test("keeps an approved change from being merged, until it is lifted", () => {
    const held = approved().command("hold", "tom", "the quarter closes");
    expect(held.judge().state).toBe("blocked");
    expect(blockers(held)).toEqual(["tom holds it: the quarter closes"]);
    expect(held.command("hold-lifted", "maria").judge().state).toBe("approved");
  });

  test("set again after it was lifted, holds again", () => {
    const held = approved().command("hold", "tom").command("hold-lifted", "tom").command("hold", "tom");
    expect(held.judge().state).toBe("blocked");
  });
});

describe("an objection", () => {
  test("blocks, though the window of the consultation has passed", () => {
    const pull = new PullRequest().approvedBy("maria").command("objection", "ada", "nobody asked us").daysLater(9);
    expect(blockers(pull)).toEqual(["ada objects: nobody asked us"]);
  });

  test("is lifted by its author alone", () => {
    const pull = approved().command("objection", "ada", "no");
    expect(pull.command("objection-withdrawn", "tom").judge().state).toBe("blocked");
    expect(pull.command("objection-withdrawn", "ada").judge().state).toBe("approved");
  });

  test("is lifted by a later approval, not by an earlier one, nor by one of other content", () => {
    const before = approved().approvedBy("ada").command("objection", "ada", "on second thought");
    expect(before.judge().state).toBe("blocked");
    expect(before.approvedBy("ada").judge().state).toBe("approved");
    expect(before.push({ "policies/mortgage/policy.yaml": "newer" }).approvedBy("maria").judge().state).toBe("blocked");
  });
});

describe("an answer by command", () => {
  const answered = () => new PullRequest().approvedBy("maria").command("answer", "ada", "fine by us");

  test("answers for a Consulted role, and for no other", () => {
    expect(answered().judge().state).toBe("approved");
    expect(new PullRequest().command("answer", "maria").commentBy("ada").judge().state).toBe("waiting");
  });

  test("is outdated by an edit and by other flips, not by a rebase", () => {
    expect(answered().push().judge().state).toBe("approved");
    const edited = answered().push({ "policies/mortgage/policy.yaml": "newer" }).judge();
    expect(edited.dropped).toContainEqual({ user: "ada", why: "the governed files changed since they answered" });
    const flipped = answered().push().flips("flips-2").judge();
    expect(flipped.dropped).toContainEqual({
      user: "ada",
      why: "the replay test now flips other decisions than when they answered",
    });
  });

  test("is not needed twice: whoever answered before the edit and reviews after it has answered", () => {
    const again = answered().push({ "policies/mortgage/policy.yaml": "newer" }).approvedBy("maria").commentBy("ada");
    expect(again.judge()).toMatchObject({ state: "approved", dropped: [] });
  });

  test("of somebody who worked on it is none; if nobody else is there, the window passes", () => {
    const own = new PullRequest().by("ada").approvedBy("maria", "tom").command("answer", "ada").commentBy("ada");
    expect(headline(own.judge())).toBe("Waiting for compliance (Consulted)");
    expect(own.daysLater(3).judge().state).toBe("approved");
  });
});

describe("broken glass", () => {
  const broken = () => new PullRequest().command("break-glass", "maria", "payments stand still");

  test("lets through what nobody answered for, says who did it, and the statement carries it", () => {
    const pull = broken();
    expect(headline(pull.judge())).toBe("Let through by maria alone: the glass was broken");
    expect(approvalsStatement(pull.snapshot(), pull.judge())).toMatchObject({ broke_glass: "maria" });
    expect(pull.judge().next).toEqual({});
  });

  test("stands in for the replay test, an objection and a hold", () => {
    const pull = broken().objectionBy("ada").command("hold", "tom", "wait");
    expect(pull.replay({ state: "missing", reason: "the replay test has not run yet" }).judge().state).toBe("approved");
  });

  test("holds for the content it was broken for: a rebase keeps it, an edit does not", () => {
    expect(broken().push().judge().state).toBe("approved");
    expect(broken().push({ "policies/mortgage/policy.yaml": "newer" }).judge().state).toBe("waiting");
  });

  test.each([
    ["an unreadable policy", (pull: PullRequest) => pull.finding("the outcome `aprove` is not declared")],
    ["a list that GitHub cut short", (pull: PullRequest) => pull.incomplete("not all commits are known")],
    ["a base without a chart", (pull: PullRequest) => pull.chart(undefined)],
  ])("does not stand in for %s", (_, make) => {
    expect(make(broken()).judge().state).toBe("blocked");
  });

  test("is not written where everybody has approved anyway", () => {
    const pull = broken().approvedBy("maria").commentBy("ada");
    expect(headline(pull.judge())).toBe("Approved by maria");
    expect(approvalsStatement(pull.snapshot(), pull.judge())).not.toHaveProperty("broke_glass");
  });

  test("elsewhere keeps promotions waiting until its account is settled, and rollbacks not", () => {
    const promotion = new PullRequest().release({ kind: "promotion" }).approvedBy("maria").unsettled(7);
    expect(blockers(promotion)[0]).toContain("while the account of #7 is owed");
    expect(promotion.unsettled().judge().state).toBe("approved");
    expect(new PullRequest().release({ kind: "rollback" }).approvedBy("maria").unsettled(7).judge().state).toBe(
      "approved",
    );
  });
});

describe("lesser changes may ask for less", () => {
  const chart = () => {
    const raci = structuredClone(lendingChart);
    raci.activities["policy-change"].except = [
      { when: { class: ["patch"] }, accountable: "credit-analyst", consulted: [] },
      { when: { class: ["minor"] }, consulted: [] },
    ];
    return raci;
  };
  const of = (kind: "none" | "patch" | "minor" | "major") => new PullRequest().chart(chart()).ofClass(kind);

  test("wording: a colleague approves", () => {
    expect(headline(of("patch").judge())).toBe("Waiting for tina (Accountable)");
    expect(headline(of("none").judge())).toBe("Waiting for tina (Accountable)");
  });

  test("tightening: nobody is consulted", () => {
    expect(headline(of("minor").judge())).toBe("Waiting for maria or marco (Accountable)");
  });

  test("loosening, or a change of unknown class: the whole chart", () => {
    expect(headline(of("major").judge())).toBe("Waiting for maria or marco (Accountable) and ada (Consulted)");
    expect(headline(new PullRequest().chart(chart()).judge())).toContain("ada (Consulted)");
  });
});

describe("who left", () => {
  test("counts no more, and the one who is left is asked", () => {
    expect(headline(new PullRequest().left("marco").judge())).toContain("Waiting for maria (Accountable)");
    expect(approved().left("maria").judge().state).toBe("waiting");
  });

  test("and was the last: said by name", () => {
    expect(blockers(new PullRequest().left("maria", "marco"))).toEqual([
      "Nobody can act as credit-manager (Accountable): maria, marco can no longer see this repository.",
    ]);
  });
});

test("the explanation names each file, activity, role and reason", () => {
  const pull = new PullRequest().approvedBy("eve").command("hold", "tom", "wait");
  expect(explanation(pull.snapshot(), pull.judge())).toBe(
    [
      "**One thing must be mended first**, for c1 by the chart of `main` at base000.",
      "",
      "- `policies/mortgage/policy.yaml` falls under **policy-change** of mortgage:",
      "  - ✅ Responsible credit-analyst (tom): wrote it",
      "  - ⏳ Accountable credit-manager (maria, marco): has not approved yet",
      "  - ⏳ Consulted compliance (ada): may answer until 2026-11-25 12:00 UTC",
      "  - Informed loan-officers (olaf): will be told on the merge",
      "- ⛔ tom holds it: wait",
      "- The review of eve does not count: holds no role that this change asks for.",
    ].join("\n"),
  );
});
