import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const RACI = "governance/raci.yaml";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const refused = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => "went through",
    (error: Error) => error.message,
  );

describe("tom moves a threshold", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "tie", { [POLICY]: moveThreshold });
  });

  test("and the check says who is awaited, the comment who can act, and GitHub asks them", async () => {
    const check = await acme.approvals(number);
    expect(check).toMatchObject({
      state: "in_progress",
      title: "Waiting for maria (Accountable) and ada (Consulted)",
    });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain("becomes **2.0.0**, now 1.0.0 (major)");
    expect(comment).toContain("| ✅ | Responsible | credit-analyst | **tom** | wrote it |");
    expect(comment).toContain("- **maria** as Accountable for policy-change of mortgage");
    const pull = await acme.see.pull(number);
    expect(pull.requested_reviewers?.map((user) => user.login).sort()).toEqual(["ada", "maria"]);
  });

  test("and the replay test, run by GitHub Actions, shows the flips", async () => {
    const replay = await acme.see.check(number, "countersign/replay");
    expect(replay?.app?.slug).toBe("github-actions");
    expect(replay?.conclusion).toBe("success");
    expect(replay?.output.title).toMatch(/^\d+ of 400 past decisions flip: \d+ toward what people decided, \d+ away$/);
    expect(await acme.see.comment(number, COMMENT_MARK)).toContain(replay!.output.title!);
  });

  test("he cannot approve it himself", async () => {
    expect(await refused(acme.act.approve("tom", number))).toContain("Can not approve your own pull request");
  });

  test("an approval of somebody without a role changes nothing, and is said not to count", async () => {
    await acme.act.approve("leo", number);
    expect((await acme.approvals(number)).state).toBe("in_progress");
    expect(await acme.see.comment(number, COMMENT_MARK)).toContain("- leo: holds no role that this change asks for");
  });

  test("GitHub refuses the merge until maria and ada have answered", async () => {
    expect(await refused(acme.act.merge("tom", number))).toContain("countersign/approvals");
    await acme.act.approve("maria", number);
    await acme.act.review("ada", number, "COMMENT", "No objection.");
    expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
  });

  test("an edit outdates the approvals: the check opens again, and both are asked again", async () => {
    await acme.push("tom", "tie", { [POLICY]: (policy) => policy.replace('"<= 0.36"', '"<= 0.37"') });
    expect((await acme.approvals(number)).state).toBe("in_progress");
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain("- maria: the governed files changed since they looked at");
    expect(await refused(acme.act.merge("tom", number))).toContain("countersign/approvals");
  });

  test("taking the edit back revives them: they were given for exactly this", async () => {
    await acme.push("tom", "tie", { [POLICY]: (policy) => policy.replace('"<= 0.37"', '"<= 0.36"') });
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("a merge from main that brings nothing governed keeps them", async () => {
    const other = await acme.propose("omar", "readme", { "docs/notes.md": "Notes\n" });
    expect(await acme.approvals(other)).toMatchObject({ state: "success", title: "No governed file is changed" });
    await acme.act.merge("omar", other);
    const tom = await acme.clone("tom");
    await tom.git("checkout", "--quiet", "tie");
    await tom.git("merge", "--quiet", "--no-edit", "origin/main");
    await tom.git("push", "--quiet", "origin", "tie");
    await acme.world.settled();
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("there is one comment through all of this", async () => {
    const comments = await acme.see.comments(number);
    expect(comments.filter((body) => body.startsWith(COMMENT_MARK))).toHaveLength(1);
  });

  test("the merge is recorded, tagged, and told", async () => {
    const merged = await acme.act.merge("tom", number);
    const [newest] = await acme.ledger();
    expect(newest).toMatch(/^mortgage 2\.0\.0: /);
    expect(newest).toContain("Approved-by: maria (Accountable, policy-change)");
    expect(newest).toContain(`Commit: ${merged}`);
    const { "mortgage-policy": record } = await acme.records(number);
    expect(record?.change).toMatchObject({
      author: "tom",
      contributors: [],
      files: [POLICY],
      classes: { mortgage: "major" },
      replay: "pass",
    });
    const answers = record!.change!.answers.map(({ by, stance }) => `${by} ${stance}`).sort();
    expect(answers).toEqual(["ada comments", "leo approves", "maria approves"]);
    const root = await acme.clone("root");
    expect((await root.git("rev-parse", "mortgage/v2.0.0^{commit}")).trim()).toBe(merged);
    expect((await acme.see.comments(number)).at(-1)).toContain("For your information: @olga @omar");
  });
});

describe("who wrote it cannot answer for it", () => {
  test("maria's own change waits for somebody else, and nobody is left: that is said at once", async () => {
    const number = await acme.propose("maria", "own", {
      [POLICY]: (text) => text.replace("95% of the home", "95% of it"),
    });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await acme.see.comment(number, COMMENT_MARK)).toContain("Nobody can act as credit-manager");
  });

  test("a commit by maria in tom's pull request bars her too", async () => {
    const number = await acme.propose("tom", "shared", {
      [POLICY]: (text) => text.replace("seriously late", "very late"),
    });
    await acme.push("maria", "shared", { [POLICY]: (text) => text.replace("very late", "badly late") });
    await acme.act.approve("maria", number);
    await acme.act.approve("ada", number);
    expect((await acme.approvals(number)).state).toBe("action_required");
  });
});

describe("rules come from the base", () => {
  test("a pull request that appoints its own approver is judged by the chart of main", async () => {
    const number = await acme.propose("tom", "coup", {
      [RACI]: (text) => text.replace("credit-manager:   {users: [maria]", "credit-manager:   {users: [leo]"),
      [POLICY]: (text) => text.replace('"> 0.95"', '"> 0.99"'),
    });
    await acme.act.approve("leo", number);
    const { state, title } = await acme.approvals(number);
    expect(state).toBe("in_progress");
    expect(title).toContain("maria (Accountable)");
  });

  test("a chart that would lock everybody out cannot be merged", async () => {
    const number = await acme.propose("omar", "broken", { [RACI]: "roles: [\n" });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await acme.see.comment(number, COMMENT_MARK)).toMatch(/`governance\/raci\.yaml:\d+:\d+`/);
  });
});

describe("the chart is tried on its examples before it rules", () => {
  const EXAMPLES = "governance/raci.test.yaml";
  const withoutConsent = (text: string) =>
    text.replace("    consulted: [compliance]\n    informed: [loan-officers, op", "    informed: [loan-officers, op");

  test("a chart that no longer does what they say cannot be merged", async () => {
    const number = await acme.propose("omar", "no-consent", { [RACI]: withoutConsent });
    expect(await acme.approvals(number)).toMatchObject({ state: "action_required" });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toMatch(
      /`governance\/raci\.test\.yaml:23:\d+` The example "a-threshold-waits-for-its-owner" fails/,
    );
    expect(comment).toContain("expected ada, marco, maria; got marco, maria");
    await acme.push("omar", "no-consent", {
      [EXAMPLES]: (text) => text.slice(0, text.indexOf("examples:")).concat("examples: []\n"),
    });
    expect((await acme.approvals(number)).title).toBe("Waiting for ada (Accountable)");
  });

  test("an example that the chart does not fulfil cannot be merged either", async () => {
    const wish = "  - {id: wish, change: {files: [models/a.yaml]}, author: tom, expect: {state: approved}}\n";
    const number = await acme.propose("omar", "wish", { [EXAMPLES]: (text) => text + wish });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await acme.see.comment(number, COMMENT_MARK)).toContain(
      'The example "wish" fails. State: expected approved;',
    );
  });
});

describe("what cannot be judged stays red, with the reason", () => {
  test("a file in a governed folder that no activity covers", async () => {
    const number = await acme.propose("tom", "stray", { "policies/mortgage/model.bin": "\u0000\u0001" });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await acme.see.comment(number, COMMENT_MARK)).toMatch(/`policies\/mortgage\/model\.bin` No activity/);
  });

  test("a policy that cannot be read, by file, line and column", async () => {
    const number = await acme.propose("tom", "typo", {
      [POLICY]: (text) => text.replace("then: approve", "then: aprove"),
    });
    expect((await acme.approvals(number)).state).toBe("action_required");
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toMatch(/policies\/mortgage\/policy\.yaml:\d+:\d+/);
    const replay = await acme.see.check(number, "countersign/replay");
    expect(replay?.conclusion).toBe("failure");
  });

  test("hostile text in titles, branches and policies is shown, not obeyed", async () => {
    const evil = "<img src=x onerror=alert(1)> @maria [click](http://evil.example) \u202e";
    const number = await acme.propose("tom", "evil/@maria", {
      [POLICY]: (text) => text.replace("Home loan approval", evil),
    });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).not.toContain("<img");
    expect(comment).not.toContain("@maria");
    expect(comment).not.toContain("](http://evil");
    expect(comment).not.toContain("\u202e");
  });
});
