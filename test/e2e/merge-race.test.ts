import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
  const requiredChecks = [{ context: "countersign/approvals", appId: acme.world.app.appId }];
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks, bypass: ["root"] });
});
afterAll(() => acme?.stop());

const propose = (branch: string) =>
  acme.propose("tom", branch, {
    [`policies/mortgage/decisions/${branch}.ndjson`]: `{"decision_id":"${branch}","input":{}}\n`,
  });

/** A look that has read that the pull request is open, and asks what it changes only when somebody has merged it. */
async function mergeDuringLook(person: string, pull_number: number): Promise<void> {
  const { forge } = acme.world;
  const mark = forge.requests.length;
  const failed = () =>
    forge.requests.slice(mark).some(({ path, status }) => path.includes("/compare/") && status === 502);
  forge.failNext({ method: "GET", path: /\/compare\//, status: 502, body: { message: "Bad Gateway" } });
  const { rest } = acme.world.as("olga");
  await rest.issues.createComment({ ...AT, issue_number: pull_number, body: "Ready?" });
  await vi.waitFor(() => expect(failed()).toBe(true), { timeout: 10_000 });
  // The bot asks again after a second.
  await acme.world.as(person).rest.pulls.merge({ ...AT, pull_number });
  await acme.world.settled();
}

test("a look that began before the merge does not take from the ledger what was approved", async () => {
  const number = await propose("approved");
  for (const person of ["omar", "maria"]) await acme.act.approve(person, number);
  expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
  await mergeDuringLook("root", number);
  expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
  const [newest] = await acme.ledger();
  expect(newest).toContain("Kind: change");
  expect(newest).toContain("Approved-by: maria (Accountable, error-investigation)");
});

test("nor does it make a bypass look approved", async () => {
  const number = await propose("bypassed");
  expect((await acme.approvals(number)).state).toBe("in_progress");
  await mergeDuringLook("root", number);
  expect((await acme.approvals(number)).state).toBe("in_progress");
  const [newest] = await acme.ledger();
  expect(newest).toContain("Kind: bypass");
  expect(newest).toContain(`Pull-Request: ${number}`);
});
