import { afterAll, beforeAll, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { readStatement } from "../../src/replay/index.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const OTHER = "policies/accounts-payable/policy.yaml";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
  const requiredChecks = [{ context: "countersign/approvals", appId: acme.world.app.appId }];
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks });
});
afterAll(() => acme?.stop());

const approved = async (branch: string, edit: (text: string) => string) => {
  const number = await acme.propose("tom", branch, { [POLICY]: edit });
  await acme.act.approve("maria", number);
  await acme.act.approve("ada", number);
  return number;
};
const enqueue = async (number: number) => {
  const entry = await acme.world.forge.enqueue({ ...AT, number, user: "tom" });
  await acme.world.settled();
  return entry;
};
const check = async (ref: string) => {
  const { rest } = acme.world.as("tom");
  const { data } = await rest.checks.listForRef({ ...AT, ref, check_name: "countersign/approvals" });
  const run = data.check_runs.sort((a, b) => b.id - a.id)[0];
  return `${run?.conclusion ?? run?.status}: ${run?.output.title}`;
};

test("an approval that falls while the pull request waits in the queue fails its group, which cannot be merged", async () => {
  const number = await approved("fallen", (text) => text.replace('"> 0.95"', '"> 0.96"'));
  const entry = await enqueue(number);
  expect(await check(entry.head)).toBe(`success: Approved as #${number}`);
  await acme.act.say("ada", number, "/object because nobody asked the branch");
  expect(await check(entry.head)).toBe(`action_required: #${number} is not approved: One thing must be mended first`);
  const merging = acme.world.forge.mergeGroup({ ...AT, number, user: "tom", entry });
  await expect(merging).rejects.toThrow("countersign/approvals");
});

test("the replay test runs again for a group, on its head against its base", async () => {
  const { forge } = acme.world;
  const requiredChecks = [{ context: "countersign/approvals", appId: acme.world.app.appId }];
  const both = [...requiredChecks, { context: "countersign/replay" }];
  forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks: both });
  const number = await approved("replayed", (text) => text.replace('"> 0.95"', '"> 0.94"'));
  const entry = await enqueue(number);
  const { data } = await acme.world
    .as("tom")
    .rest.checks.listForRef({ ...AT, ref: entry.head, check_name: "countersign/replay" });
  expect(data.check_runs).toEqual([
    expect.objectContaining({ conclusion: "success", app: expect.objectContaining({ slug: "github-actions" }) }),
  ]);
  const [{ output, external_id }] = data.check_runs as [(typeof data.check_runs)[number]];
  expect(readStatement("countersign-replay/v1", output.text, external_id)).toMatchObject({
    base: entry.base,
    head: entry.head,
    policies: [{ path: POLICY, replayed: 400 }],
  });
  await forge.mergeGroup({ ...AT, number, user: "tom", entry });
  await acme.world.settled();
  expect((await acme.see.pull(number)).merged).toBe(true);
  forge.protectBranch({ ...AT, branch: "main", requirePullRequest: true, requiredChecks });
});

test("an approved group is merged, tagged and recorded like every approved merge", async () => {
  const number = await approved("queued", moveThreshold);
  const entry = await enqueue(number);
  await acme.world.forge.mergeGroup({ ...AT, number, user: "tom", entry });
  await acme.world.settled();
  const [newest] = await acme.ledger();
  expect(newest).toContain("Kind: change");
  expect(newest).toContain(`Commit: ${entry.head}`);
  expect((await acme.ledger()).some((message) => message.includes("Kind: bypass"))).toBe(false);
});

test("a branch that is only named like a group, and brings other content, does not pass", async () => {
  const number = await approved("honest", (text) => text.replace("seriously late", "very late"));
  const tom = await acme.clone("tom");
  await tom.git("checkout", "--quiet", "-B", "fake", "origin/main");
  const base = (await tom.git("rev-parse", "HEAD")).trim();
  await tom.write({ [POLICY]: (await acme.see.file(POLICY)).replace(/"<=? 0\.36"/, '"< 0.99"') });
  await tom.git("commit", "--quiet", "--all", "--message", "Fake");
  const fake = (await tom.git("rev-parse", "HEAD")).trim();
  await tom.git("push", "--quiet", "origin", `HEAD:refs/heads/gh-readonly-queue/main/pr-${number}-${base}`);
  await acme.act.say("tom", number, "/recheck");
  expect(await check(fake)).toBe(`action_required: This group brings other content than was approved on #${number}`);
});

test("a group on commits that nobody approved does not pass, though what it adds was approved", async () => {
  const number = await approved("stacked", (text) => text.replace("seriously late", "badly late"));
  const tom = await acme.clone("tom");
  await tom.git("checkout", "--quiet", "-B", "smuggle", "origin/main");
  await tom.write({ [OTHER]: (await acme.see.file(OTHER)).replace("Payment of supplier invoices", "Anything goes") });
  await tom.git("commit", "--quiet", "--all", "--message", "Smuggled");
  const base = (await tom.git("rev-parse", "HEAD")).trim();
  await tom.write({ [POLICY]: (await acme.see.file(POLICY)).replace("seriously late", "badly late") });
  await tom.git("commit", "--quiet", "--all", "--message", "Approved");
  const fake = (await tom.git("rev-parse", "HEAD")).trim();
  await tom.git("push", "--quiet", "origin", `HEAD:refs/heads/gh-readonly-queue/main/pr-${number}-${base}`);
  await acme.act.say("tom", number, "/recheck");
  expect(await check(fake)).toBe("action_required: This group stands on commits that nobody approved");
});

test("a branch named like a group after a commit that is none keeps the pull request from nothing", async () => {
  const number = await acme.propose("tom", "poisoned", { [POLICY]: (text) => text.replace('"> 0.94"', '"> 0.93"') });
  const tom = await acme.clone("tom");
  const groups = [`pr-${number}-${"f".repeat(40)}`, `pr-${number}-main`];
  for (const group of groups) {
    await tom.git("push", "--quiet", "origin", `HEAD:refs/heads/gh-readonly-queue/main/${group}`);
  }
  for (const person of ["maria", "ada"]) await acme.act.approve(person, number);
  expect(await acme.approvals(number)).toMatchObject({ state: "success" });
  expect(await acme.see.comment(number, COMMENT_MARK)).toContain("Approved by maria");
});

test("a branch named like a group that points to the head of another pull request says nothing of that one", async () => {
  const number = await approved("decoy", (text) => text.replace('"> 0.94"', '"> 0.92"'));
  const other = await acme.propose("leo", "victim", { [OTHER]: (text) => text.replace("Payment of", "Paying") });
  for (const person of ["petra", "ada"]) await acme.act.approve(person, other);
  const before = await acme.approvals(other);
  expect(before.state).toBe("success");
  const leo = await acme.clone("leo");
  const base = (await leo.git("rev-parse", "origin/main")).trim();
  const group = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
  await leo.git("push", "--quiet", "origin", `origin/victim:${group}`);
  await acme.act.say("tom", number, "/recheck");
  expect(await acme.approvals(other)).toEqual(before);
});
