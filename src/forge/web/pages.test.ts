import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

describe("the pages", () => {
  let town: Town;
  const hostile = '<script>alert("x")</script>';
  beforeAll(async () => {
    town = await aTown();
    const { tom, maria, bot, repo, commit } = town;
    const sha = await commit("change", { "a.txt": `${hostile}\n` });
    await tom.rest.pulls.create({ ...repo, head: "change", base: "main", title: `Tighten ${hostile}`, body: hostile });
    await maria.rest.pulls.createReview({ ...repo, pull_number: 1, event: "APPROVE", body: "Good" });
    const output = { title: "All have approved", summary: hostile };
    await bot.rest.checks.create({ ...repo, name: "approvals", head_sha: sha, conclusion: "success", output });
    await maria.rest.issues.create({ ...repo, title: "A case", labels: ["bug"] });
    await town.forge.createRepository({ owner: "acme", name: "secret", private: true });
  });
  afterAll(() => town.stop());

  const read = async (path: string) => {
    const answer = await fetch(town.forge.url + path);
    return { status: answer.status, text: await answer.text(), policy: answer.headers.get("content-security-policy") };
  };

  test("show a pull request with its reviews, checks and changes", async () => {
    const { status, text } = await read("/acme/loans/pull/1");
    expect(status).toBe(200);
    for (const said of ["opened by <b>tom</b>", "<b>maria</b> approved", "All have approved", "@@ -0,0 +1 @@"]) {
      expect(text).toContain(said);
    }
  });

  test.each([
    "/",
    "/acme/loans",
    "/acme/loans/issues",
    "/acme/loans/pull/1",
    "/acme/loans/commits/main",
    "/acme/loans/runs/%",
  ])("%s never lets what was written become part of the page", async (path) => {
    const run = (await town.bot.rest.checks.listForRef({ ...town.repo, ref: "change" })).data.check_runs[0]!;
    const { status, text, policy } = await read(path.replace("%", String(run.id)));
    expect(status).toBe(200);
    expect(text).not.toContain("<script>");
    expect(policy).toContain("default-src 'none'");
  });

  test("lead from the address that the API gives to a page", async () => {
    const { data: issue } = await town.maria.rest.issues.get({ ...town.repo, issue_number: 2 });
    expect((await read(new URL(issue.html_url).pathname)).text).toContain("#2 A case");
    const { data: commit } = await town.maria.rest.repos.getCommit({ ...town.repo, ref: "change" });
    expect((await read(new URL(commit.html_url).pathname)).text).toContain("Change a.txt");
    expect((await read(new URL(commit.files![0]!.blob_url!).pathname)).text).toContain("&lt;script&gt;");
  });

  test("do not show what is private, or not there", async () => {
    expect((await read("/acme/secret")).status).toBe(404);
    expect((await read("/acme/loans/pull/99")).status).toBe(404);
    expect((await read("/acme/loans/commits/no-branch")).status).toBe(404);
    expect(await read("/favicon.ico")).toMatchObject({ status: 404, text: expect.stringContaining("Nothing here") });
  });
});
