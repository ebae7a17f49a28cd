import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";
import { installationClient } from "../support/forge.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const comment = (number: number) => acme.see.comment(number, COMMENT_MARK);

/** What happens while the bot is away; it looks again afterwards. */
async function meanwhile(number: number, happening: () => Promise<unknown>): Promise<void> {
  const { forge, app, bot } = acme.world;
  forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
  await happening();
  await acme.world.settled();
  forge.setWebhookUrl(app.appId, bot.url);
  await acme.deliver("pull_request", payloadOf(number));
  await acme.world.settled();
}

/** An event that tells to look at a pull request. */
function payloadOf(number: number): object {
  const payload = acme.lastPayload("pull_request", "opened") as { pull_request: object };
  return { ...payload, number, pull_request: { ...payload.pull_request, number } };
}

/** A branch with one commit after the other, of which the first moves a threshold. */
async function commits(branch: string, messages: string[]): Promise<void> {
  const clone = await acme.clone("tom");
  const policy = (await acme.see.file(POLICY)).replace('">= 5"', '">= 6"');
  const signature = "tom <tom@users.noreply.github.com> 1795000000 +0000";
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = messages.map((message, at) =>
    [
      `commit refs/heads/${branch}\ncommitter ${signature}\n${data(message)}`,
      at === 0 ? `from refs/remotes/origin/main^0\nM 100644 inline ${POLICY}\n${data(policy)}` : "",
    ].join(""),
  );
  await writeFile(join(clone.directory, ".git/stream"), stream.join(""));
  execFileSync("sh", ["-c", "git fast-import --quiet --force < .git/stream"], { cwd: clone.directory });
  await clone.git("push", "--quiet", "origin", branch);
  await acme.world.settled();
}

describe("3,200 files, of which GitHub lists 3,000", () => {
  let number: number;
  beforeAll(async () => {
    const clone = await acme.clone("tom");
    await mkdir(join(clone.directory, "docs/many"), { recursive: true });
    for (let file = 0; file < 3_199; file++)
      await writeFile(join(clone.directory, `docs/many/${file}.md`), `${file}\n`);
    // In the order of the alphabet the policy comes last.
    number = await acme.propose("tom", "many", { [POLICY]: moveThreshold });
  });

  test("the one that is governed is found behind them all, and nobody's approval is spared", async () => {
    expect(await acme.approvals(number)).toMatchObject({
      state: "in_progress",
      title: "Waiting for maria (Accountable) and ada (Consulted)",
    });
    const said = await comment(number);
    expect(said).toContain("becomes **2.0.0**");
    expect(said).toContain("… and 3179 more");
  });

  test("merged past the check, it is a bypass that names the policy", async () => {
    acme.world.forge.protectBranch({ ...AT, branch: "main" });
    await acme.act.merge("root", number);
    const { data } = await acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:bypass" });
    expect(data.map(({ title }) => title)).toEqual([`Merged without approval: #${number}`]);
    expect(data[0]!.body).toContain(POLICY);
  });

  test("where GitHub lists only part of a commit's files, nothing is judged, and the check says so", async () => {
    const { forge, app, bot } = acme.world;
    // More files than a comparison lists, so that the rest has to be asked for.
    const clone = await acme.clone("tom");
    await mkdir(join(clone.directory, "docs/more"), { recursive: true });
    for (let file = 0; file < 320; file++) await writeFile(join(clone.directory, `docs/more/${file}.md`), `${file}\n`);
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    const cut = await acme.propose("tom", "cut", { [POLICY]: (policy) => policy.replace('">= 5"', '">= 6"') });
    forge.setWebhookUrl(app.appId, bot.url);
    forge.failNext({ path: /\/git\/trees\//, status: 200, body: { sha: "0", url: "", tree: [], truncated: true } });
    await acme.deliver("pull_request", payloadOf(cut));
    const { state, title, summary } = await acme.approvals(cut);
    expect({ state, title }).toEqual({ state: "action_required", title: "This cannot be judged" });
    expect(summary).toContain("GitHub cut the file list of");
    await acme.deliver("pull_request", payloadOf(cut));
    expect((await acme.approvals(cut)).title).toBe("Waiting for maria (Accountable) and ada (Consulted)");
  });
});

describe("more commits than GitHub lists with a pull request", () => {
  const steps = (count: number) => Array.from({ length: count }, (_, at) => `Step ${at + 1}`);
  const maria = "Co-authored-by: Maria <1+maria@users.noreply.github.com>";

  test("of 260, the one with a co-author is found: maria wrote part of it and cannot approve it", async () => {
    await commits(
      "long",
      steps(260).map((step, at) => (at === 120 ? `${step}\n\n${maria}` : step)),
    );
    const number = await acme.act.openPull("tom", "long", "In many small steps");
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await comment(number)).toContain("maria worked on this change");
  });

  test("of 1,005, not all are read: that is said, and squashing them mends it", { timeout: 240_000 }, async () => {
    await commits("longer", steps(1_005));
    const number = await acme.act.openPull("tom", "longer", "In too many small steps");
    expect((await acme.approvals(number)).state).toBe("action_required");
    const said = await comment(number);
    expect(said).toContain("This has 1005 commits, of which 1000 are read");
    expect(said).toContain("git reset --soft to where the branch began and one commit");
    const clone = await acme.clone("tom");
    await clone.git("fetch", "--quiet", "origin", "longer");
    await clone.git("checkout", "--quiet", "-B", "longer", "FETCH_HEAD");
    await clone.git("reset", "--quiet", "--soft", "origin/main");
    await clone.git("commit", "--quiet", "--message", "In one step");
    await clone.git("push", "--quiet", "--force-with-lease", "origin", "longer");
    await acme.world.settled();
    expect((await acme.approvals(number)).title).toBe("Waiting for maria (Accountable) and ada (Consulted)");
  });

  test("of 106 pushes, the one by maria is found behind a hundred others: she cannot approve what she pushed", {
    timeout: 240_000,
  }, async () => {
    const clone = await acme.clone("tom");
    await clone.git("checkout", "--quiet", "-B", "pushed");
    await clone.write({ [POLICY]: (await acme.see.file(POLICY)).replace('">= 5"', '">= 4"') });
    await clone.git("commit", "--quiet", "--all", "--message", "Move a threshold");
    await clone.git("push", "--quiet", acme.world.gitUrl("maria"), "pushed");
    for (let push = 1; push <= 105; push++) {
      await clone.git("commit", "--quiet", "--allow-empty", "--message", `Step ${push}`);
      await clone.git("push", "--quiet", "origin", "pushed");
    }
    await acme.world.settled();
    const number = await acme.act.openPull("tom", "pushed", "In many pushes");
    expect(await comment(number)).toContain("maria worked on this change");
  });
});

describe("more than a page of a hundred", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "pages", { [POLICY]: (policy) => policy.replace('">= 5"', '">= 7"') });
  });

  test("check runs: the replay test is found behind 120 others", async () => {
    const { sha } = (await acme.see.pull(number)).head;
    const { app, credentials, forge } = acme.world;
    const other = await installationClient(forge, { ...credentials, appId: app.appId }, acme.installation);
    await meanwhile(number, async () => {
      for (let run = 0; run < 120; run++) await other.rest.checks.create({ ...AT, name: `lint ${run}`, head_sha: sha });
    });
    expect((await acme.approvals(number)).title).toBe("Waiting for maria (Accountable) and ada (Consulted)");
    expect(await comment(number)).toMatch(/\*\*Replay test\*\* ✅/);
  });

  test("comments: a command behind 110 of them is carried out, once, and there is still one comment", async () => {
    const { rest } = acme.world.as("olga");
    await meanwhile(number, async () => {
      for (let said = 0; said < 110; said++)
        await rest.issues.createComment({ ...AT, issue_number: number, body: "And now?" });
      await acme.act.say("maria", number, "/hold because the quarter closes");
    });
    await acme.deliver("pull_request", payloadOf(number));
    await acme.world.settled();
    expect(await comment(number)).toContain("maria holds it: the quarter closes");
    const page2 = await rest.issues.listComments({ ...AT, issue_number: number, per_page: 100, page: 2 });
    expect(page2.data.filter(({ body }) => body?.includes("Held and recorded"))).toHaveLength(1);
    expect(page2.data.filter(({ body }) => body?.startsWith(COMMENT_MARK))).toEqual([]);
    await acme.act.say("maria", number, "/unhold");
  });

  test("reviews: an objection behind 105 of them blocks, and the approval that lifts it counts", async () => {
    await acme.act.approve("ada", number);
    await meanwhile(number, async () => {
      for (let said = 0; said < 105; said++) {
        await acme.world
          .as("omar")
          .rest.pulls.createReview({ ...AT, pull_number: number, event: "COMMENT", body: "Hm." });
      }
      await acme.act.review("maria", number, "REQUEST_CHANGES", "Not before the quarter closes.");
    });
    expect((await acme.approvals(number)).state).toBe("action_required");
    await acme.act.approve("maria", number);
    expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
  });
});
