import { afterAll, beforeAll, expect, test } from "vitest";
import { batch, SAMPLES } from "../../src/cli/demo/records.ts";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const RELEASE = "policies/mortgage/release.yaml";

let acme: Acme;
let broken: number;
let account: number;
beforeAll(async () => {
  // Nothing is live, and without decisions the replay test cannot tell.
  acme = await Acme.start({}, { [RELEASE]: null, [SAMPLES]: null });
  const requiredChecks = [{ context: "countersign/approvals", appId: acme.world.app.appId }];
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks });
  broken = await acme.propose("tom", "urgent", { [POLICY]: moveThreshold });
});
afterAll(() => acme?.stop());

const promotions = async () =>
  (await acme.see.openPulls()).filter(({ head }) => head.ref.startsWith("countersign/promote/"));

test("what one person lets through alone is merged, recorded, tagged, and owes an account by a deadline", async () => {
  await acme.act.say("maria", broken, "/break-glass because loans go out that must not");
  expect(await acme.approvals(broken)).toMatchObject({
    state: "success",
    title: "Let through by maria alone: the glass was broken",
  });
  expect((await acme.see.comments(broken)).join("\n")).toContain(
    "The replay test has not passed, and `countersign/replay` goes on saying so.",
  );
  await acme.act.merge("maria", broken);
  const [merge, glass] = await acme.ledger();
  expect(merge).toContain("Broke-glass: maria");
  expect(glass).toMatch(/^maria lets through alone, by broken glass, pull request \d+: loans go out/);
  expect(await acme.see.tags()).toContain("mortgage/v2.0.0");
  account = Number(/#(\d+) wants an account/.exec((await acme.see.comments(broken)).join("\n"))?.[1]);
  const issue = await acme.see.issue(account);
  expect(issue.body).toMatch(/Due \*\*\d{4}-\d\d-\d\d \d\d:\d\d UTC\*\*/);
  expect(issue.body).toContain("- Consulted for policy-change: compliance (ada) had not answered");
  expect(issue.body).toContain("- The replay test could not tell: its log is not enough.");
  expect(issue.assignees?.map(({ login }) => login)).toEqual(["maria"]);
});

test("evidence that passes every gate promotes nothing while the account is owed", async () => {
  const number = await acme.propose("omar", "records", {
    "policies/mortgage/decisions/records.ndjson": batch(await acme.see.file(POLICY), {
      version: "2.0.0",
      stage: "audit",
      count: 460,
      seed: 8,
    }),
  });
  await acme.act.approve("maria", number);
  await acme.act.merge("omar", number);
  expect(await promotions()).toEqual([]);
});

test("nor does a promotion that somebody opens by hand turn green", async () => {
  const number = await acme.propose("omar", "by-hand", {
    [RELEASE]: "policy: mortgage\nversion: 2.0.0\nstage: assist\n",
  });
  for (const person of ["maria", "ada"]) await acme.act.approve(person, number);
  const { state, summary } = await acme.approvals(number);
  expect(state).toBe("action_required");
  expect(summary).toMatch(/Nothing is promoted while the account of .+ is owed/);
  await acme.world.as("omar").rest.pulls.update({ ...AT, pull_number: number, state: "closed" });
});

test("whoever broke the glass cannot accept their own account", async () => {
  await acme.act.say("maria", account, "/settle because I was right");
  expect((await acme.see.comments(account)).at(-1)).toContain("who did not break the glass");
  expect((await acme.see.issue(account)).state).toBe("open");
  expect(await promotions()).toEqual([]);
});

test("once somebody else accepts it, the promotion is proposed", async () => {
  await acme.act.say("ada", account, "/settle because the branch confirmed it");
  expect((await acme.see.issue(account)).state).toBe("closed");
  expect((await acme.ledger())[0]).toMatch(/^ada settles the broken glass of pull request/);
  const [promotion, ...others] = await promotions();
  expect(others).toEqual([]);
  expect(promotion).toMatchObject({ title: "Promote mortgage 2.0.0 to assist", user: { login: "countersign[bot]" } });
});
