import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const RACI = "governance/raci.yaml";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
  // An administrator may push past the rules, as on GitHub.
  acme.world.forge.protectBranch({
    ...AT,
    branch: "main",
    requirePullRequest: true,
    requiredChecks: [{ context: "countersign/approvals", appId: acme.world.app.appId }],
    bypass: ["root"],
  });
});
afterAll(() => acme?.stop());

const bypasses = async () => (await acme.ledger()).filter((message) => message.includes("Kind: bypass"));
const issues = async () =>
  (await acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:bypass" })).data;

/** Commits on main, one for each change, and pushes them at once. @returns the last commit. */
const pushToMain = async (...changes: Record<string, (old: string) => string>[]) => {
  const root = await acme.clone("root");
  for (const change of changes) {
    for (const [path, edit] of Object.entries(change)) {
      await root.write({ [path]: edit(await readFile(join(root.directory, path), "utf8").catch(() => "")) });
    }
    await root.git("add", "--all");
    await root.git("commit", "--quiet", "--message", "Quick fix");
  }
  await root.git("push", "--quiet", "origin", "main");
  await acme.world.settled();
  return (await root.git("rev-parse", "HEAD")).trim();
};

describe("what reaches the default branch without an approved pull request", () => {
  test("a push of files that nobody governs is no bypass", async () => {
    await pushToMain({ "docs/notes.md": () => "Notes\n" });
    expect(await bypasses()).toEqual([]);
  });

  test("a push of two commits that change governed files: one record each, one issue for the Accountable", async () => {
    const head = await pushToMain(
      { [POLICY]: (text) => text.replace('"> 0.95"', '"> 0.96"') },
      { [POLICY]: (text) => text.replace('"> 0.96"', '"> 0.97"') },
    );
    expect(await bypasses()).toHaveLength(2);
    expect((await acme.ledger())[0]).toContain(`Commit: ${head}`);
    expect((await acme.ledger())[0]).toMatch(/^Authored-by: root\nCommitted-by: root\nPushed-by: root$/m);
    expect((await issues())[0]!.body).toContain("it was written, committed, and pushed by root.");
    expect((await issues()).map(({ title, assignees }) => [title, assignees?.map(({ login }) => login)])).toEqual([
      [`Pushed without approval: ${head.slice(0, 7)}`, ["maria"]],
    ]);
  });

  test("a push that takes its own files out of the chart is found by the chart as it was", async () => {
    await pushToMain({
      [RACI]: (text) => text.replace('["policies/*/policy.yaml"]', '["policies/other/policy.yaml"]'),
      [POLICY]: (text) => text.replace('"> 0.97"', '"> 0.98"'),
    });
    const records = await bypasses();
    expect(records).toHaveLength(3);
    await pushToMain({
      [RACI]: (text) => text.replace('["policies/other/policy.yaml"]', '["policies/*/policy.yaml"]'),
    });
    expect(await bypasses()).toHaveLength(4);
  });

  test("looking again records nothing again", async () => {
    const payload = acme.lastPayload("push");
    expect(await acme.deliver("push", payload)).toBe(200);
    await acme.world.settled();
    expect(await bypasses()).toHaveLength(4);
    expect(await issues()).toHaveLength(3);
  });
});

describe("an approved pull request is no bypass, however it is merged", () => {
  const approved = async (branch: string, from: string, to: string) => {
    const number = await acme.propose("tom", branch, { [POLICY]: (text) => text.replace(from, to) });
    await acme.act.approve("maria", number);
    await acme.act.approve("ada", number);
    expect((await acme.approvals(number)).state).toBe("success");
    return number;
  };

  test("squashed, rebased, or merged in a clone and pushed", async () => {
    const { rest } = acme.world.as("tom");
    const squashed = await approved("squashed", "seriously late", "very late");
    await rest.pulls.merge({ ...AT, pull_number: squashed, merge_method: "squash" });
    await acme.world.settled();
    const rebased = await approved("rebased", "very late", "badly late");
    await rest.pulls.merge({ ...AT, pull_number: rebased, merge_method: "rebase" });
    await acme.world.settled();
    await approved("cloned", "badly late", "terribly late");
    const root = await acme.clone("root");
    await root.git("fetch", "--quiet", "origin", "cloned");
    await root.git("merge", "--quiet", "--no-ff", "--no-edit", "FETCH_HEAD");
    await root.git("push", "--quiet", "origin", "main");
    await acme.world.settled();
    expect(await bypasses()).toHaveLength(4);
  });

  test("but a merge in a clone that brings more than was approved is one", async () => {
    await approved("smuggled", "terribly late", "late");
    const root = await acme.clone("root");
    await root.git("fetch", "--quiet", "origin", "smuggled");
    await root.git("merge", "--quiet", "--no-ff", "--no-commit", "FETCH_HEAD");
    await root.write({ [POLICY]: moveThreshold(await readFile(join(root.directory, POLICY), "utf8")) });
    await root.git("commit", "--quiet", "--all", "--message", "Merge smuggled");
    await root.git("push", "--quiet", "origin", "main");
    await acme.world.settled();
    // The push, and the pull request that it merged, whose version is not tagged.
    expect(await bypasses()).toHaveLength(6);
  });

  test("merged right after another one of the same file, before the check could tell: what both make was not approved", async () => {
    const { forge, app, bot } = acme.world;
    const first = await approved("first", "late", "dreadfully late");
    const second = await approved("second", '"> 0.98"', '"> 0.90"');
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    for (const number of [first, second]) await acme.act.merge("root", number);
    forge.setWebhookUrl(app.appId, bot.url);
    const look = acme.lastPayload("pull_request", "closed") as { pull_request: object };
    for (const number of [first, second]) {
      expect(await acme.deliver("pull_request", { ...look, pull_request: { ...look.pull_request, number } })).toBe(200);
    }
    const [newest] = await bypasses();
    expect(newest).toContain(`Pull request ${second} was merged into what nobody approved`);
    expect(await bypasses()).toHaveLength(7);
    expect((await issues())[0]).toMatchObject({ title: `Merged into what nobody approved: #${second}` });
  });
});
