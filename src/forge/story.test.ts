import { createHmac } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, cloneUrl, runGit, type Town } from "../../test/support/forge.ts";

describe("a change on its way through the forge", () => {
  let town: Town;
  let clone: string;

  beforeAll(async () => {
    town = await aTown();
    clone = join(town.folder, "clone");
    mkdirSync(clone);
  });
  afterAll(() => town.stop());

  test("tom clones, commits on a branch and pushes it; the app hears of the push", async () => {
    const { forge, tokens, hooks } = town;
    await runGit(town.folder, ["clone", "-q", cloneUrl(forge, "acme/loans", tokens.tom), clone], "tom");
    await runGit(clone, ["checkout", "-qb", "tighten"], "tom");
    writeFileSync(join(clone, "policy.yaml"), "limit: 1\n");
    await runGit(clone, ["add", "."], "tom");
    await runGit(clone, ["commit", "-qm", "Tighten the limit"], "tom");
    await runGit(clone, ["push", "-q", "origin", "tighten"], "tom");
    await forge.settled();
    const push = hooks.findLast((hook) => hook.name === "push")!;
    expect(push.payload).toMatchObject({ ref: "refs/heads/tighten", created: true, sender: { login: "tom" } });
    expect(push.payload.commits[0]).toMatchObject({ message: "Tighten the limit", added: ["policy.yaml"] });
  });

  test("every webhook is signed with the app's secret", () => {
    const { hooks, app } = town;
    expect(hooks.length).toBeGreaterThan(2);
    for (const { text, headers } of hooks) {
      const digest = createHmac("sha256", app.webhookSecret).update(text).digest("hex");
      expect(headers["x-hub-signature-256"]).toBe(`sha256=${digest}`);
    }
  });

  test("tom opens a pull request and cannot approve it himself; maria can", async () => {
    const { tom, maria, repo, forge, hooks } = town;
    const { data: pull } = await tom.rest.pulls.create({ ...repo, head: "tighten", base: "main", title: "Tighten" });
    expect(pull).toMatchObject({ number: 1, changed_files: 1, additions: 1, user: { login: "tom" }, mergeable: null });
    await forge.settled();
    expect((await tom.rest.pulls.get({ ...repo, pull_number: 1 })).data.mergeable).toBe(true);
    const approve = { ...repo, pull_number: 1, event: "APPROVE" as const };
    await expect(tom.rest.pulls.createReview(approve)).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: ["Can not approve your own pull request"] } },
    });
    const { data: review } = await maria.rest.pulls.createReview(approve);
    expect(review).toMatchObject({ state: "APPROVED", commit_id: pull.head.sha });
    await forge.settled();
    expect(hooks.findLast((hook) => hook.name === "pull_request_review")!.payload.review.state).toBe("approved");
  });

  test("a push to the branch moves the pull request's head; the review stays on the old commit", async () => {
    const { maria, repo, forge, hooks } = town;
    const before = await runGit(clone, ["rev-parse", "HEAD"]);
    writeFileSync(join(clone, "policy.yaml"), "limit: 2\n");
    await runGit(clone, ["commit", "-qam", "Loosen a little"], "tom");
    await runGit(clone, ["push", "-q", "origin", "tighten"], "tom");
    const after = await runGit(clone, ["rev-parse", "HEAD"]);
    expect((await maria.rest.pulls.get({ ...repo, pull_number: 1 })).data.head.sha).toBe(after);
    const { data: reviews } = await maria.rest.pulls.listReviews({ ...repo, pull_number: 1 });
    expect(reviews.map((it) => it.commit_id)).toEqual([before]);
    await forge.settled();
    const hook = hooks.findLast((it) => it.payload.action === "synchronize")!;
    expect(hook.payload).toMatchObject({ number: 1, before, after, pull_request: { head: { sha: after } } });
  });

  test("the app reports a check run; a person may not", async () => {
    const { bot, tom, repo, app } = town;
    const { data: pull } = await bot.rest.pulls.get({ ...repo, pull_number: 1 });
    const run = { ...repo, name: "approvals", head_sha: pull.head.sha, conclusion: "success" as const };
    const { data } = await bot.rest.checks.create(run);
    expect(data).toMatchObject({ status: "completed", conclusion: "success", app: { id: app.appId } });
    await expect(tom.rest.checks.create(run)).rejects.toMatchObject({
      status: 403,
      response: { data: { message: "You must authenticate via a GitHub App." } },
    });
  });

  test("the merge puts both sides' files on main and tells the app", async () => {
    const { maria, repo, forge, hooks, commit } = town;
    await commit("main", { "other.txt": "from main\n" });
    const { data } = await maria.rest.pulls.merge({ ...repo, pull_number: 1 });
    const { data: tree } = await maria.rest.git.getTree({ ...repo, tree_sha: data.sha });
    expect(tree.tree.map((it) => it.path)).toEqual(["README.md", "other.txt", "policy.yaml"]);
    await forge.settled();
    const closed = hooks.findLast((hook) => hook.payload.action === "closed")!;
    expect(closed.payload.pull_request).toMatchObject({ merged: true, merge_commit_sha: data.sha });
    expect(hooks.findLast((hook) => hook.name === "push")!.payload).toMatchObject({
      ref: "refs/heads/main",
      after: data.sha,
    });
  });

  test("every call was logged", () => {
    const { requests } = town.forge;
    expect(requests.filter((it) => it.path === "/repos/acme/loans/pulls/1/merge")).toMatchObject([
      { method: "PUT", status: 200, actor: "maria", conditional: false },
    ]);
  });
});
