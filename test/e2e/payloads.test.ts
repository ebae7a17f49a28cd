import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

interface Example {
  name: string;
  examples: Record<string, unknown>[];
}
const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as Example[] | { default: Example[] };
const OURS = [
  "check_run",
  "installation",
  "installation_repositories",
  "issue_comment",
  "issues",
  "merge_group",
  "pull_request",
  "pull_request_review",
  "push",
];
const payloads = (Array.isArray(examples) ? examples : examples.default)
  .filter(({ name }) => OURS.includes(name))
  .flatMap(({ name, examples }) => examples.map((payload) => [name, payload] as const));

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

/** The example as it would come from Acme's repository. */
const asAcme = (payload: Record<string, unknown>) => ({
  ...payload,
  installation: { ...(payload.installation as object), id: acme.installation },
  ...(payload.repository
    ? { repository: { ...(payload.repository as object), name: AT.repo, owner: { login: AT.owner } } }
    : {}),
});

const stillWorks = async (branch: string) => {
  const number = await acme.propose("tom", branch, { [POLICY]: moveThreshold });
  expect((await acme.approvals(number)).state).toBe("in_progress");
};

describe("whatever comes, the bot answers and goes on", () => {
  test(`${payloads.length} example payloads of GitHub's own, about things that are not there: nothing is written`, async () => {
    expect(payloads.length).toBeGreaterThan(90);
    const before = acme.world.forge.requests.length;
    for (const [name, payload] of payloads) {
      expect(await acme.deliver(name, asAcme(payload))).toBeGreaterThanOrEqual(200);
    }
    await acme.world.settled();
    expect(acme.writesSince(before).filter((write) => !write.includes("/labels"))).toEqual([]);
    await stillWorks("after-examples");
  });

  test("the same, each with a part of it gone", async () => {
    const parts = [
      "repository",
      "installation",
      "sender",
      "pull_request",
      "issue",
      "check_run",
      "action",
      "merge_group",
    ];
    for (const part of parts) {
      const of = payloads.filter(([, payload]) => part in payload).slice(0, 3);
      for (const [name, payload] of of) {
        const { [part]: _, ...rest } = asAcme(payload) as Record<string, unknown>;
        expect(await acme.deliver(name, rest)).toBeGreaterThanOrEqual(200);
      }
    }
    await stillWorks("after-parts");
  });

  test.each([
    ["null", null],
    ["a list", []],
    ["wrong types", { action: 7, repository: "acme", installation: [], pull_request: { number: "one" } }],
    [
      "paths for names",
      { action: "opened", repository: { name: "../..", owner: { login: "x/../y" } }, installation: { id: 1 } },
    ],
  ])("%s for a payload", async (_, payload) => {
    for (const name of ["pull_request", "issues", "push", "merge_group"]) {
      expect(await acme.deliver(name, payload as object)).toBeGreaterThanOrEqual(200);
    }
    await stillWorks(`after-${String(_).replaceAll(" ", "-")}`);
  });
});

test("events that a bot failed to answer are sent again when it starts, and each is answered once", async () => {
  const { forge, app, bot } = acme.world;
  forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
  const { data: issue } = await acme.world.as("omar").rest.issues.create({ ...AT, title: "Complaints" });
  await acme.act.say("omar", issue.number, "/rollback mortgage because complaints doubled");
  forge.setWebhookUrl(app.appId, bot.url);
  const again = await serveBot();
  await again.start(acme.world.credentials, { sweepEvery: 3_600_000 });
  await expect
    .poll(async () => (await acme.see.comments(issue.number)).length, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(2);
  await acme.world.settled();
  await again.stop();
  const answers = (await acme.see.comments(issue.number)).filter((body) => body.startsWith("<!-- countersign:answer"));
  expect(answers).toHaveLength(1);
});
