import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, cloneUrl, runGit, type Town } from "../../../test/support/forge.ts";

describe("a protected branch", () => {
  let town: Town;
  let clone: string;
  beforeAll(async () => {
    town = await aTown();
    clone = join(town.folder, "clone");
    await runGit(town.folder, ["clone", "-q", cloneUrl(town.forge, "acme/loans", town.tokens.tom), clone], "tom");
    const { appId } = town.app;
    town.forge.protectBranch({
      ...town.repo,
      branch: "main",
      requiredChecks: [{ context: "approvals", appId }, { context: "replay" }],
      bypass: ["helper[bot]"],
    });
    await town.commit("change", { "a.txt": "1\n" });
    await town.tom.rest.pulls.create({ ...town.repo, head: "change", base: "main", title: "Change" });
  });
  afterAll(() => town.stop());

  const merge = () => town.maria.rest.pulls.merge({ ...town.repo, pull_number: 1 });
  const head = async () => (await town.tom.rest.pulls.get({ ...town.repo, pull_number: 1 })).data;
  const report = async (name: string, conclusion: "success" | "failure" | "neutral") =>
    town.bot.rest.checks.create({ ...town.repo, name, head_sha: (await head()).head.sha, conclusion });

  test("takes no merge while a required check is missing, failing, or from the wrong app", async () => {
    await town.forge.settled();
    expect((await head()).mergeable_state).toBe("blocked");
    await expect(merge()).rejects.toMatchObject({ status: 405 });
    await report("replay", "neutral");
    await expect(merge()).rejects.toMatchObject({
      status: 405,
      response: { data: { message: 'Required status check "approvals" is expected.' } },
    });
    const status = { ...town.repo, sha: (await head()).head.sha, context: "approvals", state: "success" as const };
    await town.tom.rest.repos.createCommitStatus(status);
    await expect(merge()).rejects.toMatchObject({ status: 405 });
    await report("approvals", "failure");
    await expect(merge()).rejects.toMatchObject({
      response: { data: { message: 'Required status check "approvals" is failing.' } },
    });
  });

  test("takes the push of nobody who would go around the checks", async () => {
    writeFileSync(join(clone, "b.txt"), "b\n");
    await runGit(clone, ["add", "."], "tom");
    await runGit(clone, ["commit", "-qm", "Straight to main"], "tom");
    const push = runGit(clone, ["push", "-q", "origin", "main"], "tom");
    await expect(push).rejects.toThrow(/GH006: Protected branch update failed for refs\/heads\/main/);
    await runGit(clone, ["push", "-q", "origin", "main:elsewhere"], "tom");
  });

  test("takes no file over REST either, except from who may bypass it", async () => {
    const file = { ...town.repo, path: "c.txt", message: "c", content: "Yw==" };
    await expect(town.maria.rest.repos.createOrUpdateFileContents(file)).rejects.toMatchObject({ status: 409 });
    const { data } = await town.bot.rest.repos.createOrUpdateFileContents(file);
    expect(data.commit.author).toMatchObject({ name: "helper[bot]" });
  });

  test("does not go back and does not go away", async () => {
    const { data: main } = await town.maria.rest.git.getRef({ ...town.repo, ref: "heads/main" });
    const { data: commit } = await town.maria.rest.git.getCommit({ ...town.repo, commit_sha: main.object.sha });
    const back = { ...town.repo, ref: "heads/main", sha: commit.parents[0]!.sha };
    await expect(town.maria.rest.git.updateRef(back)).rejects.toMatchObject({
      response: { data: { message: "Update is not a fast forward" } },
    });
    await expect(town.maria.rest.git.updateRef({ ...back, force: true })).rejects.toMatchObject({ status: 409 });
    await expect(town.maria.rest.git.deleteRef({ ...town.repo, ref: "heads/main" })).rejects.toMatchObject({
      status: 422,
    });
    await expect(runGit(clone, ["push", "-q", "origin", ":main"], "tom")).rejects.toThrow("refs/heads/main");
  });

  test("takes the merge when the newest run of each check passes", async () => {
    await report("approvals", "success");
    expect((await merge()).data.merged).toBe(true);
  });

  test("that wants pull requests says so", async () => {
    town.forge.protectBranch({ ...town.repo, branch: "main", requirePullRequest: true });
    await runGit(clone, ["fetch", "-q"], "tom");
    await runGit(clone, ["reset", "-q", "--hard", "origin/main"], "tom");
    await runGit(clone, ["commit", "-q", "--allow-empty", "-m", "Nothing"], "tom");
    const push = runGit(clone, ["push", "-q", "origin", "main"], "tom");
    await expect(push).rejects.toThrow("Changes must be made through a pull request.");
  });
});
