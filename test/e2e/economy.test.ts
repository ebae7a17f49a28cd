import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { AT, OWNER } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
let number: number;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

/** What the bot asks of GitHub while something happens, without what differs from run to run. */
async function callsOf(happening: () => Promise<unknown>): Promise<string[]> {
  const { forge, app } = acme.world;
  await acme.world.settled();
  const before = forge.requests.length;
  await happening();
  await acme.world.settled();
  return forge.requests
    .slice(before)
    .filter(({ actor }) => actor === `${app.slug}[bot]`)
    .map(({ method, path }) => `${method} ${shape(path)}`);
}

function shape(path: string): string {
  return decodeURIComponent(path.split("?")[0]!)
    .replace(`/repos/${AT.owner}/${AT.repo}/`, "")
    .replace(/[0-9a-f]{40}/g, "SHA")
    .replace(/\/\d+/g, "/N")
    .replace(/pr-\d+-$/, "pr-N-");
}

const again = (event: string, action: string) => acme.deliver(event, acme.lastPayload(event, action));

/** What every look at an open pull request asks anew. */
const LOOK = ["GET pulls/N", "GET pulls/N/reviews", "GET commits/SHA/check-runs", "GET compare/main...SHA"];
/** What besides has to be the present before a check turns green, or red again. */
const SURE = ["GET git/ref/heads/governance-log", "GET collaborators"];
/** Where an approved pull request may wait to be merged. */
const QUEUE = "GET git/matching-refs/heads/gh-readonly-queue/main/pr-N-";
const SHOW = ["PATCH check-runs/N", "PATCH issues/comments/N"];

const same = (calls: string[], expected: string[]) => expect([...calls].sort()).toEqual([...expected].sort());

describe("what the bot asks of GitHub for one event", () => {
  test("a new pull request: 8, three of them to answer", async () => {
    // One before it, so that people and versions are known.
    await acme.propose("tom", "before", { [POLICY]: (text) => text.replace('">= 5"', '">= 6"') });
    await acme.push("tom", "tie", { [POLICY]: moveThreshold });
    const calls = await callsOf(async () => {
      const { data } = await acme.world
        .as("tom")
        .rest.pulls.create({ ...AT, base: "main", head: "tie", title: "Move the threshold" });
      number = data.number;
    });
    const answers = ["POST check-runs", "POST issues/N/comments", "POST pulls/N/requested_reviewers"];
    same(calls.slice(0, 8), [...LOOK, "GET activity", ...answers]);
    // Then GitHub Actions tells of the replay test.
    same(calls.slice(8), [...LOOK, ...SHOW]);
  });

  test("the same event again: 4, none of which counts toward the rate limit", async () => {
    const { requests } = acme.world.forge;
    // The check run that the bot wrote last comes back in the first of them.
    same(await callsOf(() => again("pull_request", "opened")), LOOK);
    const before = requests.length;
    same(await callsOf(() => again("pull_request", "opened")), LOOK);
    expect(requests.slice(before).map(({ status }) => status)).toEqual([304, 304, 304, 304]);
  });

  test("a review after which others are awaited: 4, and 2 to say so", async () => {
    same(await callsOf(() => acme.act.approve("maria", number)), [...LOOK, ...SHOW]);
  });

  test("a comment that is no command: 4, and the comments", async () => {
    const calls = await callsOf(() => acme.act.say("olga", number, "When will this be live?"));
    same(calls, [...LOOK, "GET issues/N/comments"]);
  });

  test("the review that turns the check green: 6 for everything that it rests on, and 2 to say so", async () => {
    const calls = await callsOf(() => acme.act.review("ada", number, "COMMENT", "No objection."));
    same(calls, [...LOOK, ...SURE, ...SHOW]);
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("an event about a pull request that is green and stays so: 4, and where it may wait to be merged", async () => {
    same(await callsOf(() => again("pull_request_review", "submitted")), [...LOOK, QUEUE]);
  });

  test("a push that asks for approval anew: 8, since it is known what the reviewers had seen", async () => {
    const calls = await callsOf(() =>
      acme.push("tom", "tie", { [POLICY]: (policy) => policy.replace('"<= 0.36"', '"<= 0.37"') }),
    );
    const anew = ["POST check-runs", "PATCH issues/comments/N", "POST pulls/N/requested_reviewers"];
    same(calls.slice(0, 8), [...LOOK, "GET activity", ...anew]);
  });

  test("a new chart, which is tried on the past: 8, as for a policy", async () => {
    const proposeChart = (branch: string) =>
      acme.propose("tom", branch, { "governance/raci.yaml": (text) => `${text}# ${branch}\n` });
    // One before it, so that the other files of the rules are known.
    await proposeChart("chart-before");
    const calls = await callsOf(() => proposeChart("chart"));
    const asks = ["POST check-runs", "POST issues/N/comments", "POST pulls/N/requested_reviewers"];
    same(calls.slice(0, 8), [...LOOK, "GET activity", ...asks]);
  });

  test("the first look after a start: the rules, people, versions and the ledger besides", async () => {
    const { credentials, forge, app, bot } = acme.world;
    const other = await serveBot();
    await other.start(credentials);
    forge.setWebhookUrl(app.appId, other.url);
    const calls = await callsOf(() => acme.act.say("olga", number, "And now?"));
    forge.setWebhookUrl(app.appId, bot.url);
    await other.stop();
    same(calls, [
      ...[...LOOK, "GET issues/N/comments", "GET activity"],
      ...["GET git/ref/heads/governance-log", "GET git/trees/SHA", "GET git/matching-refs/tags/mortgage/v"],
      ...["GET collaborators", "GET /orgs/acme/teams/loan-officers/members"],
      // The base's files, of which three are read: what they become is told by the comparison.
      ...["GET git/trees/SHA", "GET git/blobs/SHA", "GET git/blobs/SHA", "GET git/blobs/SHA"],
      // What an earlier commit, which has reviews, had shown.
      ...["GET compare/SHA...SHA", "GET commits/SHA/check-runs"],
    ]);
  });
});

describe("what is remembered turns nothing green", () => {
  const unheard = async (happening: () => Promise<unknown>) => {
    const { forge, app, bot } = acme.world;
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    await happening();
    await acme.world.settled();
    forge.setWebhookUrl(app.appId, bot.url);
  };
  const proposed = async (branch: string, age: string) => {
    const pull = await acme.propose("tom", branch, { [POLICY]: (policy) => policy.replace('">= 5"', `">= ${age}"`) });
    await acme.act.approve("maria", pull);
    expect(await acme.approvals(pull)).toMatchObject({ state: "in_progress", title: "Waiting for ada (Consulted)" });
    return pull;
  };

  test("another process recorded a hold: this one, which remembers none, sees it before it turns green", async () => {
    const pull = await proposed("held", "7");
    const { forge, app, bot, credentials } = acme.world;
    const other = await serveBot();
    await other.start(credentials);
    forge.setWebhookUrl(app.appId, other.url);
    await acme.act.say("maria", pull, "/hold because the quarter closes");
    forge.setWebhookUrl(app.appId, bot.url);
    await other.stop();
    await unheard(async () => {
      const { rest } = acme.world.as("root");
      const { data } = await rest.issues.listComments({ ...AT, issue_number: pull, per_page: 100 });
      for (const { id, body } of data) {
        if (/hold/i.test(body ?? "")) await rest.issues.deleteComment({ ...AT, comment_id: id });
      }
    });
    await acme.act.review("ada", pull, "COMMENT", "No objection.");
    expect(await acme.approvals(pull)).toMatchObject({ state: "action_required" });
  });

  test("the Accountable lost access and no event told: their approval no longer counts", async () => {
    const pull = await proposed("left", "8");
    await unheard(async () => acme.world.forge.removeOrgMember({ org: OWNER, login: "maria" }));
    await acme.act.review("ada", pull, "COMMENT", "No objection.");
    expect(await acme.approvals(pull)).toMatchObject({ state: "action_required" });
    expect((await acme.approvals(pull)).summary).toContain("maria can no longer see this repository");
  });
});
