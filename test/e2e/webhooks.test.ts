import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";
import { startReceiver } from "../support/forge.ts";

let acme: Acme;
let number: number;
beforeAll(async () => {
  acme = await Acme.start();
  number = await acme.propose("tom", "tie", { [POLICY]: moveThreshold });
});
afterAll(() => acme?.stop());

const mark = () => acme.world.forge.requests.length;
const commentsOfBot = async () =>
  (await acme.see.comments(number)).filter((body) => body.startsWith(COMMENT_MARK)).length;

describe("webhooks", () => {
  test("with a bad signature are refused, and nothing is looked at", async () => {
    const payload = acme.lastPayload("pull_request", "opened");
    const before = mark();
    expect(await acme.deliver("pull_request", payload, { secret: "guessed" })).toBe(400);
    await acme.world.settled();
    expect(mark()).toBe(before);
  });

  test("that come twice change nothing the second time", async () => {
    const payload = acme.lastPayload("pull_request", "opened");
    const before = mark();
    const guid = randomUUID();
    expect(await acme.deliver("pull_request", payload, { guid })).toBe(200);
    expect(await acme.deliver("pull_request", payload, { guid })).toBe(200);
    expect(acme.writesSince(before)).toEqual([]);
  });

  test("twenty at once for one pull request: one comment, and no write that is not needed", async () => {
    const payload = acme.lastPayload("pull_request", "opened");
    const before = mark();
    const statuses = await Promise.all(Array.from({ length: 20 }, () => acme.deliver("pull_request", payload)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(acme.writesSince(before)).toEqual([]);
    expect(await commentsOfBot()).toBe(1);
    const reads = acme.world.forge.requests.slice(before).length;
    expect(reads).toBeLessThan(60);
  });

  test("two at once for a pull request that nobody looked at yet: still one comment", async () => {
    const { forge, app, bot } = acme.world;
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    const fresh = await acme.propose("tom", "other", { [POLICY]: (text) => text.replace('"> 0.95"', '"> 0.96"') });
    expect(await acme.see.comments(fresh)).toEqual([]);
    forge.setWebhookUrl(app.appId, bot.url);
    const payload = acme.lastPayload("pull_request", "opened");
    await Promise.all([acme.deliver("pull_request", payload), acme.deliver("pull_request", payload)]);
    expect((await acme.see.comments(fresh)).filter((body) => body.startsWith(COMMENT_MARK))).toHaveLength(1);
    expect((await acme.approvals(fresh)).state).toBe("in_progress");
  });
});

describe("a lost webhook costs a delay, not a fault", () => {
  test("a bot that was down looks at everything when it starts", async () => {
    const { forge, app, bot } = acme.world;
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    const missed = await acme.propose("tom", "missed", { [POLICY]: (text) => text.replace('">= 5"', '">= 6"') });
    forge.setWebhookUrl(app.appId, bot.url);
    expect((await acme.approvals(missed)).state).toBe("missing");
    const again = await serveBot();
    await again.start(acme.world.credentials, { sweepEvery: 3_600_000 });
    await vi.waitFor(async () => expect((await acme.approvals(missed)).state).toBe("in_progress"), { timeout: 20_000 });
    await again.stop();
  });

  test("what somebody commanded is answered, wherever it was said, although its webhook was taken and then lost", async () => {
    const { forge, app, bot } = acme.world;
    const omar = acme.world.as("omar").rest;
    const forgetful = await startReceiver();
    forge.setWebhookUrl(app.appId, forgetful.url);
    const { data: plain } = await omar.issues.create({ ...AT, title: "Complaints" });
    await acme.act.say("omar", plain.number, "/rollback mortgage because complaints doubled");
    const { data: closed } = await omar.issues.create({ ...AT, title: "Done" });
    await omar.issues.update({ ...AT, issue_number: closed.number, state: "closed" });
    await acme.act.say("omar", closed.number, "/rollback mortgage because it is not done");
    const { data: silent } = await omar.issues.create({ ...AT, title: "Nobody says anything here" });
    await acme.world.settled();
    forge.setWebhookUrl(app.appId, bot.url);
    expect(forgetful.hooks.length).toBeGreaterThan(3);
    await forgetful.stop();

    const before = mark();
    const again = await serveBot();
    await again.start(acme.world.credentials, { sweepEvery: 3_600_000 });
    for (const { number } of [plain, closed]) {
      const answered = async () => (await acme.see.comments(number)).at(-1);
      await vi.waitFor(async () => expect(await answered()).toContain("countersign:answer"), { timeout: 20_000 });
    }
    await again.stop();
    const asked = acme.world.forge.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.includes(`/issues/${silent.number}`))).toEqual([]);
  });
});
