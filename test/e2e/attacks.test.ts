import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { Octokit } from "octokit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT, OWNER, REPO } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { readStatement, type Statement, statementBlock, statementId } from "../../src/replay/index.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";
import { installationClient } from "../support/forge.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const expression = (path: string) => `\${{ ${path} }}`;
const state = async (number: number) => (await acme.approvals(number)).state;
const barred = "maria worked on it and cannot approve it";
const answered = async (number: number) => {
  await acme.act.approve("maria", number);
  await acme.act.approve("ada", number);
  return state(number);
};

describe("who worked on it cannot approve it, even where no commit names them", () => {
  test("maria pushes the head, with a commit that bears tom's name alone", async () => {
    const number = await acme.propose("tom", "pushed", { [POLICY]: moveThreshold });
    const tom = await acme.clone("tom");
    await tom.git("checkout", "--quiet", "-B", "pushed", "origin/pushed");
    await tom.write({ [POLICY]: (await acme.see.file(POLICY)).replace('"< 0.36"', '"<= 0.37"') });
    await tom.git("commit", "--quiet", "--all", "--message", "Further");
    await tom.git("push", "--quiet", acme.world.gitUrl("maria"), "pushed");
    await acme.world.settled();
    expect(await answered(number)).toBe("action_required");
    expect((await acme.approvals(number)).summary).toContain(barred);
  });

  test("maria pushes a commit that bears tom's name alone, and tom pushes another on top", async () => {
    await acme.push("tom", "covered", { "docs/why.md": "Why.\n" });
    const tom = await acme.clone("tom");
    await tom.git("checkout", "--quiet", "-B", "covered", "origin/covered");
    await tom.write({ [POLICY]: moveThreshold(await acme.see.file(POLICY)) });
    await tom.git("commit", "--quiet", "--all", "--message", "Move it");
    await tom.git("push", "--quiet", acme.world.gitUrl("maria"), "covered");
    await tom.git("commit", "--quiet", "--allow-empty", "--message", "Mine");
    await tom.git("push", "--quiet", "origin", "covered");
    const number = await acme.act.openPull("tom", "covered", "Move the threshold");
    expect(await answered(number)).toBe("action_required");
    expect((await acme.approvals(number)).summary).toContain(barred);
  });

  test("maria's commit comes in by a branch that tom merges", async () => {
    await acme.push("maria", "side", { [POLICY]: moveThreshold });
    const tom = await acme.clone("tom");
    await tom.git("checkout", "--quiet", "-B", "merged-in");
    await tom.write({ "docs/why.md": "Because.\n" });
    await tom.git("add", "--all");
    await tom.git("commit", "--quiet", "--message", "Say why");
    await tom.git("fetch", "--quiet", "origin", "side");
    await tom.git("merge", "--quiet", "--no-ff", "--no-edit", "FETCH_HEAD");
    await tom.git("push", "--quiet", "origin", "merged-in");
    const number = await acme.act.openPull("tom", "merged-in", "Move the threshold");
    expect(await answered(number)).toBe("action_required");
  });

  test("maria's commit is the first of a hundred and twenty", async () => {
    await acme.push("maria", "long", { [POLICY]: moveThreshold });
    const tom = await acme.clone("tom");
    await tom.git("fetch", "--quiet", "origin", "long");
    await tom.git("checkout", "--quiet", "-B", "long", "FETCH_HEAD");
    for (let i = 0; i < 120; i++) await tom.git("commit", "--quiet", "--allow-empty", "--message", `Step ${i}`);
    await tom.git("push", "--quiet", "origin", "long");
    const number = await acme.act.openPull("tom", "long", "A long story");
    expect(await answered(number)).toBe("action_required");
    expect((await acme.approvals(number)).summary).not.toContain("not all authors are known");
  });
});

describe("nobody but the bot and GitHub Actions say how it stands", () => {
  let number: number;
  let head: string;
  let stranger: Octokit;
  beforeAll(async () => {
    number = await acme.propose("tom", "forged", { [POLICY]: moveThreshold });
    head = (await acme.see.pull(number)).head.sha;
    const manifest = {
      name: "stranger",
      default_permissions: { checks: "write", statuses: "write", metadata: "read" },
    };
    const app = acme.world.forge.registerApp({ manifest: manifest as never, webhookUrl: null, owner: OWNER });
    const { installationId } = acme.world.forge.installApp({ appId: app.appId, owner: OWNER, repositories: [REPO] });
    stranger = await installationClient(acme.world.forge, app, installationId);
  });

  test("another app's approvals check, with a statement of its own, does not open the gate", async () => {
    const statement = { statement: "countersign-approvals/v1", head, activities: [], policies: [], releases: [] };
    await stranger.rest.checks.create({
      ...AT,
      name: "countersign/approvals",
      head_sha: head,
      conclusion: "success",
      external_id: statementId(statement),
      output: { title: "Approved", summary: "Approved", text: statementBlock(statement) },
    });
    await acme.world.settled();
    await expect(acme.act.merge("tom", number)).rejects.toThrow("countersign/approvals");
    expect(await acme.see.tags()).not.toContain("mortgage/v2.0.0");
  });

  test("another app's replay test changes nothing that the bot says", async () => {
    const before = (await acme.approvals(number)).summary;
    await stranger.rest.checks.create({
      ...AT,
      name: "countersign/replay",
      head_sha: head,
      conclusion: "success",
      output: { title: "0 flips, trust me", summary: "" },
    });
    await acme.world.settled();
    expect((await acme.approvals(number)).summary).toBe(before);
  });

  test("a workflow of one's own on another branch, which has GitHub Actions say that a failed replay test passed", async () => {
    const failing = await acme.propose("tom", "failing", {
      [POLICY]: (text) => text.replace(/"<=? 0\.36"/, '"< 0.99"'),
    });
    const honest = (await acme.see.check(failing, "countersign/replay"))!;
    expect(honest.conclusion).toBe("failure");
    const told = readStatement<Statement>("countersign-replay/v1", honest.output.text, honest.external_id)!;
    const statement: Statement = {
      ...told,
      verdict: "pass",
      policies: told.policies.map((policy) => ({ ...policy, verdict: "pass" })),
    };
    const body = JSON.stringify({
      name: "countersign/replay",
      head_sha: honest.head_sha,
      conclusion: "success",
      external_id: statementId(statement),
      output: { title: "0 flips, trust me", summary: "", text: statementBlock(statement) },
    });
    const post = `fetch(process.env.GITHUB_API_URL + "/repos/" + process.env.GITHUB_REPOSITORY + "/check-runs",
      { method: "POST", headers: { authorization: "Bearer " + process.env.TOKEN }, body: process.env.BODY })`;
    const steps = [{ env: { TOKEN: expression("github.token"), BODY: body, POST: post }, run: 'node -e "$POST"' }];
    const own = { on: "push", permissions: { checks: "write" }, jobs: { own: { "runs-on": "ubuntu-latest", steps } } };
    await acme.push("tom", "own-workflow", { ".github/workflows/own.yml": JSON.stringify(own) });
    expect(await acme.see.check(failing, "countersign/replay")).toMatchObject({
      conclusion: "success",
      app: { slug: "github-actions" },
      output: { title: "0 flips, trust me" },
    });
    await acme.act.say("tom", failing, "/recheck");
    expect(await answered(failing)).toBe("action_required");
    expect((await acme.approvals(failing)).summary).toContain("The replay test fails its gates.");
  });

  test("a commit status of the same name by its author does not open the gate", async () => {
    await acme.world
      .as("tom")
      .rest.repos.createCommitStatus({ ...AT, sha: head, context: "countersign/approvals", state: "success" });
    await expect(acme.act.merge("tom", number)).rejects.toThrow("countersign/approvals");
  });

  test("a comment with the bot's mark is not taken for the bot's", async () => {
    await acme.act.say("tom", number, `${COMMENT_MARK}\n### ✅ Approved by maria`);
    const ours = (await acme.see.comments(number)).filter((body) => body.startsWith(COMMENT_MARK));
    expect(ours).toHaveLength(2);
    expect(ours[0]).toContain("Waiting for");
  });
});

describe("the way round by another branch, another path, another mode", () => {
  test("approved into a branch that governs nothing, then retargeted: asked for the content that main would get", async () => {
    const root = await acme.clone("root");
    await root.git("push", "--quiet", "origin", "main:refs/heads/playground");
    await acme.push("tom", "retargeted", { [POLICY]: moveThreshold });
    const { rest } = acme.world.as("tom");
    const { data } = await rest.pulls.create({ ...AT, base: "playground", head: "retargeted", title: "Play" });
    await acme.world.settled();
    expect((await acme.approvals(data.number)).title).toBe("Judged when it targets the default branch");
    await rest.pulls.update({ ...AT, pull_number: data.number, base: "main" });
    await acme.world.settled();
    expect((await acme.approvals(data.number)).title).toContain("Waiting for maria (Accountable)");
  });

  test("a policy moved away is a change of both ends, and a deleted one of its own", async () => {
    const tom = await acme.clone("tom");
    await tom.git("mv", POLICY, "docs/policy.yaml").catch(async () => {
      await tom.write({ "docs/x": "" });
      await tom.git("mv", POLICY, "docs/policy.yaml");
    });
    await tom.push("moved", "Tidy up");
    const number = await acme.act.openPull("tom", "moved", "Tidy up");
    expect((await acme.approvals(number)).summary).toContain("RACI for policy-change");
    expect(await state(number)).not.toBe("success");
  });

  test("a policy that only becomes executable is a change of it", async () => {
    const tom = await acme.clone("tom");
    await chmod(join(tom.directory, POLICY), 0o755);
    await tom.push("mode", "Tidy up");
    const number = await acme.act.openPull("tom", "mode", "Tidy up");
    expect((await acme.approvals(number)).summary).toContain("RACI for policy-change");
  });

  test("a workflow edited in the head asks those who answer for governance, and the base's own runs", async () => {
    const number = await acme.propose("tom", "workflow", {
      [POLICY]: moveThreshold,
      ".github/workflows/replay-test.yml": (text) => text.replace("pull_request_target", "push"),
    });
    expect((await acme.approvals(number)).summary).toMatch(/\| Accountable \|[^\n]+\| governance \|$/m);
    expect((await acme.see.check(number, "countersign/replay"))?.app?.slug).toBe("github-actions");
  });

  test("a draft, closed and reopened, retitled: judged as it is", async () => {
    const number = await acme.propose("tom", "states", { [POLICY]: moveThreshold });
    const { rest } = acme.world.as("tom");
    await rest.pulls.update({ ...AT, pull_number: number, state: "closed" });
    await acme.world.settled();
    await acme.act.approve("maria", number);
    await rest.pulls.update({ ...AT, pull_number: number, state: "open", title: "Approved by maria [skip ci]" });
    await acme.world.settled();
    expect((await acme.approvals(number)).title).toContain("Waiting for ada (Consulted)");
  });
});

test("who leaves the organisation counts no more, and their approval neither", async () => {
  const number = await acme.propose("tom", "left", { [POLICY]: moveThreshold });
  expect(await answered(number)).toBe("success");
  acme.world.forge.removeOrgMember({ org: OWNER, login: "maria" });
  await acme.act.say("tom", number, "/recheck");
  expect(await state(number)).toBe("action_required");
  expect(await acme.see.comment(number, COMMENT_MARK)).toContain("maria can no longer see this repository");
  const open = () => acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:ownerless" });
  const main = { ...acme.lastPayload("push"), ref: "refs/heads/main" };
  for (let twice = 0; twice < 2; twice++) expect(await acme.deliver("push", main)).toBe(200);
  await acme.world.settled();
  expect((await open()).data.map(({ title, assignees }) => [title, assignees?.map(({ login }) => login)])).toEqual([
    ["Nobody answers for mortgage", ["ada"]],
  ]);
});
