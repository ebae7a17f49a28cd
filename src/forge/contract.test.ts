import { App, Octokit } from "octokit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractThere } from "../../test/support/contract.ts";
import { aTown, clientOf, type Town } from "../../test/support/forge.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe.skipIf(!contractThere)("every operation of GitHub's description that the forge has, called once", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
  });
  afterAll(() => town.stop());

  test("as an app with its JWT", async () => {
    const { forge, app, installationId, repo } = town;
    const client = new App({
      appId: app.appId,
      privateKey: app.privateKey,
      Octokit: Octokit.defaults({ baseUrl: `${forge.url}/api/v3`, throttle: { enabled: false } }),
    }).octokit;
    const { apps } = client.rest;
    expect((await apps.getAuthenticated()).data).toMatchObject({ slug: app.slug, installations_count: 1 });
    expect((await apps.listInstallations()).data).toHaveLength(1);
    expect((await apps.getRepoInstallation(repo)).data.id).toBe(installationId);
    await apps.createInstallationAccessToken({ installation_id: installationId });
    await apps.createInstallationAccessToken({ installation_id: installationId, repositories: ["loans"] });
    const { data: deliveries } = await apps.listWebhookDeliveries();
    await apps.redeliverWebhookDelivery({ delivery_id: deliveries[0]!.id });
    const { code } = forge.acceptManifest({ manifest: { name: "Another" }, webhookUrl: null, owner: "acme" });
    const { data: made } = await clientOf(forge).request("POST /app-manifests/{code}/conversions", { code });
    expect(made.pem).toContain("BEGIN RSA PRIVATE KEY");
    await expect(clientOf(forge).request("POST /app-manifests/{code}/conversions", { code })).rejects.toMatchObject({
      status: 404,
    });
  });

  test("contents and the git database", async () => {
    const { maria, repo, commit } = town;
    const { repos, git } = maria.rest;
    const file = { ...repo, path: "docs/note.md", message: "Note" };
    const { data: made } = await repos.createOrUpdateFileContents({ ...file, content: base64("one") });
    await repos.createOrUpdateFileContents({ ...file, content: base64("two"), sha: made.content!.sha! });
    await repos.getContent({ ...repo, path: "docs/note.md" });
    await repos.getContent({ ...repo, path: "docs" });
    await repos.getContent({ ...repo, path: "docs", mediaType: { format: "object" } });
    await repos.get(repo);
    const head = await git.getRef({ ...repo, ref: "heads/main" });
    const { sha } = head.data.object;
    const tree = await git.createTree({
      ...repo,
      base_tree: sha,
      tree: [{ path: "x", mode: "100644", type: "blob", content: "x" }],
    });
    const next = await git.createCommit({ ...repo, message: "x", tree: tree.data.sha, parents: [sha] });
    await git.createRef({ ...repo, ref: "refs/heads/next", sha: next.data.sha });
    await repos.compareCommitsWithBasehead({ ...repo, basehead: "main...next" });
    await commit("change", { "policy.yaml": "a\n" });
  });

  test("a pull request", async () => {
    const { maria, tom, bot, repo, forge } = town;
    forge.protectBranch({
      ...repo,
      branch: "main",
      requiredChecks: [{ context: "approvals" }],
      requirePullRequest: true,
    });
    const { data: pull } = await tom.rest.pulls.create({ ...repo, head: "change", base: "main", title: "Change" });
    const one = { ...repo, pull_number: pull.number };
    await forge.settled();
    await tom.rest.pulls.list(repo);
    await tom.rest.pulls.get(one);
    await tom.rest.pulls.listFiles(one);
    await tom.rest.pulls.listCommits(one);
    await maria.rest.pulls.requestReviewers({ ...one, reviewers: ["maria"] });
    await maria.rest.pulls.createReview({ ...one, event: "APPROVE" });
    await tom.rest.pulls.listReviews(one);
    const ref = pull.head.sha;
    const { data: run } = await bot.rest.checks.create({
      ...repo,
      name: "approvals",
      head_sha: ref,
      status: "in_progress",
    });
    const output = { title: "All", summary: "fine", text: "yes" };
    const check = { ...repo, check_run_id: run.id };
    await bot.rest.checks.update({ ...check, conclusion: "success", output });
    await bot.rest.checks.get(check);
    await bot.rest.checks.listForRef({ ...repo, ref });
    await bot.rest.checks.listSuitesForRef({ ...repo, ref });
    await tom.rest.repos.createCommitStatus({
      ...repo,
      sha: ref,
      state: "success",
      context: "lint",
      description: "ok",
    });
    await tom.rest.repos.getCombinedStatusForRef({ ...repo, ref });
    await maria.rest.repos.getBranchProtection({ ...repo, branch: "main" });
    await maria.rest.repos.getBranchRules({ ...repo, branch: "main" });
    await maria.rest.pulls.merge(one);
  });

  test("issues, people and the rest", async () => {
    const { maria, bot, repo, forge } = town;
    const { data: issue } = await maria.rest.issues.create({ ...repo, title: "A case", labels: ["bug"] });
    const one = { ...repo, issue_number: issue.number };
    const { data: comment } = await bot.rest.issues.createComment({ ...one, body: "seen" });
    await bot.rest.issues.updateComment({ ...repo, comment_id: comment.id, body: "seen twice" });
    await maria.rest.issues.listComments(one);
    await bot.rest.issues.addLabels({ ...one, labels: ["late"] });
    await bot.rest.repos.getCollaboratorPermissionLevel({ ...repo, username: "tom" });
    forge.createTeam({ org: "acme", slug: "credit", members: ["tom"] });
    await bot.rest.teams.getMembershipForUserInOrg({ org: "acme", team_slug: "credit", username: "tom" });
    await bot.rest.apps.listReposAccessibleToInstallation();
    await maria.rest.rateLimit.get();
    await bot.rest.actions.listWorkflowRunsForRepo(repo);
    await maria.rest.repos.createDeployment({ ...repo, ref: "main", environment: "automate", required_contexts: [] });
    await bot.rest.repos.createDispatchEvent({ ...repo, event_type: "decided", client_payload: { n: 1 } });
  });

  test("fits the description; nothing was left out", async () => {
    await town.forge.settled();
    expect(town.contract.operations.filter((name) => !town.contract.checked.has(name))).toEqual([]);
    town.contract.checkDeliveries(town.forge.deliveries(town.app.appId));
    expect(town.contract.problems).toEqual([]);
  });
});
