import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
let number: number;
beforeAll(async () => {
  acme = await Acme.start();
  number = await acme.propose("tom", "tie", { [POLICY]: moveThreshold });
});
afterAll(() => acme?.stop());

const answer = async (person: string, text: string, to = number) => {
  await acme.act.say(person, to, text);
  return (await acme.see.comments(to)).at(-1)!;
};
const state = async () => (await acme.approvals(number)).state;

describe("commands on a pull request", () => {
  test("/explain says which file asks for whom, and /recheck looks again", async () => {
    const said = await answer("olga", "/explain");
    expect(said).toContain("`policies/mortgage/policy.yaml` falls under **policy-change** of mortgage");
    expect(said).toContain("  - Informed loan-officers (olga): will be told on the merge");
    expect(said).toContain("⏳ Accountable credit-manager (maria): has not approved yet");
    expect(await answer("olga", "/recheck")).toContain("Waiting for maria (Accountable) and ada (Consulted)");
  });

  test("who is not in the chart for this change can neither hold it nor object", async () => {
    expect(await answer("petra", "/hold because I say so")).toContain("Only people whom the RACI chart names");
    expect(await answer("petra", "/object because I say so")).toContain("Only people whom the RACI chart names");
    expect(await state()).toBe("in_progress");
  });

  test("a hold blocks and is recorded; deleting the comment does not lift it, /unhold by an Accountable does", async () => {
    expect(await answer("tom", "/hold because the quarter closes")).toContain("Held and recorded");
    expect(await state()).toBe("action_required");
    expect((await acme.ledger())[0]).toMatch(/^tom holds pull request \d+: the quarter closes/);
    const { rest } = acme.world.as("root");
    const { data } = await rest.issues.listComments({ ...AT, issue_number: number, per_page: 100 });
    await rest.issues.deleteComment({
      ...AT,
      comment_id: data.find(({ body }) => body?.startsWith("/hold because the"))!.id,
    });
    await acme.world.settled();
    expect(await state()).toBe("action_required");
    expect(await answer("ada", "/unhold")).toContain("Only whoever held it");
    expect(await answer("maria", "/unhold")).toContain("The holds are lifted");
    expect(await state()).toBe("in_progress");
  });

  test("an objection blocks until its author approves", async () => {
    await acme.act.approve("maria", number);
    await answer("ada", "/object because nobody asked the branch");
    expect((await acme.approvals(number)).summary).toContain("ada objects: nobody asked the branch");
    await acme.nextSecond();
    await acme.act.approve("ada", number);
    expect(await state()).toBe("success");
  });

  test("a command that is edited into a comment does nothing", async () => {
    const { rest } = acme.world.as("tom");
    const { data } = await rest.issues.createComment({ ...AT, issue_number: number, body: "Looks good." });
    await new Promise((later) => setTimeout(later, 1100));
    await rest.issues.updateComment({ ...AT, comment_id: data.id, body: "/hold because I changed my mind" });
    await acme.world.settled();
    expect(await state()).toBe("success");
  });

  test("an unknown command is answered with the list, once", async () => {
    expect(await answer("tom", "/merge now")).toContain("`/merge` is no command of mine");
    const before = (await acme.see.comments(number)).length;
    await acme.act.say("tom", number, "/lgtm");
    expect(await acme.see.comments(number)).toHaveLength(before + 1);
  });
});

describe("broken glass", () => {
  let urgent: number;
  let issue: number;
  beforeAll(async () => {
    urgent = await acme.propose("tom", "urgent", { [POLICY]: (text) => text.replace('"> 0.95"', '"> 0.90"') });
  });

  test("is not for everybody", async () => {
    expect(await answer("tom", "/break-glass because it is urgent", urgent)).toContain(
      "Only credit-manager or payables-manager",
    );
    expect((await acme.approvals(urgent)).state).not.toBe("success");
  });

  test("lets through at once, for this content alone, against a record and an issue with a deadline", async () => {
    const said = await answer("maria", "/break-glass because loans go out that must not", urgent);
    issue = Number(/#(\d+) wants an account until \d{4}-/.exec(said)?.[1]);
    expect(await acme.approvals(urgent)).toMatchObject({
      state: "success",
      title: "Let through by maria alone: the glass was broken",
    });
    const account = await acme.see.issue(issue);
    expect(account.assignees?.map(({ login }) => login)).toContain("maria");
    expect(account.body).toMatch(/Due \*\*\d{4}-\d\d-\d\d \d\d:\d\d UTC\*\*/);
    expect((await acme.ledger())[0]).toContain("Kind: break-glass");
  });

  test("the merge is recorded with who broke it, and is no bypass", async () => {
    await acme.act.merge("tom", urgent);
    const [newest] = await acme.ledger();
    expect(newest).toContain("Broke-glass: maria");
    expect(newest).toContain("Kind: change");
  });

  test("whoever broke it cannot accept the account; closing the issue settles nothing", async () => {
    expect(await answer("maria", "/settle because it was right", issue)).toContain("who did not break the glass");
    await acme.world.as("maria").rest.issues.update({ ...AT, issue_number: issue, state: "closed" });
    await acme.world.settled();
    expect((await acme.ledger()).some((message) => message.includes("Kind: break-glass-settled"))).toBe(false);
    expect((await acme.see.issue(issue)).state).toBe("open");
  });

  test("ada, who answers for governance, settles it: recorded and closed", async () => {
    expect(await answer("ada", "/settle because the branch confirmed it", issue)).toContain("Settled and recorded");
    expect((await acme.ledger())[0]).toMatch(
      /^ada settles the broken glass of pull request \d+: the branch confirmed it/,
    );
    expect((await acme.see.issue(issue)).state).toBe("closed");
  });
});
