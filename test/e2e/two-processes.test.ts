import { afterAll, beforeAll, expect, test } from "vitest";
import { MemoryQueue } from "../../src/bot/queue/memory-queue.ts";
import { type LocalBot, serveBot } from "../../src/bot/serve.ts";
import { AT, OWNER } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
let bots: LocalBot[];
beforeAll(async () => {
  acme = await Acme.start();
  bots = await Promise.all([serveBot(), serveBot()]);
  for (const bot of bots) {
    await bot.start(acme.world.credentials, {
      // As with Redis, events that this process does not hear of are told to another.
      openQueue: (work, log) => Object.assign(new MemoryQueue(work, log), { shared: true }),
    });
  }
});
afterAll(async () => {
  const { forge, app, bot } = acme.world;
  forge.setWebhookUrl(app.appId, bot.url);
  await Promise.all(bots.map((other) => other.stop()));
  await acme?.stop();
});

/** What happens while GitHub tells only one of the processes. */
async function toldTo<T>(bot: number, happening: () => Promise<T>): Promise<T> {
  const { forge, app } = acme.world;
  forge.setWebhookUrl(app.appId, bots[bot]!.url);
  const result = await happening();
  await acme.world.settled();
  return result;
}

test("for that each look asks five questions more than one process would, none of which counts toward the rate limit", async () => {
  const number = await toldTo(0, () =>
    acme.propose("tom", "age", { [POLICY]: (policy) => policy.replace('">= 5"', '">= 6"') }),
  );
  const { forge, app } = acme.world;
  const look = () => acme.deliver("pull_request", acme.lastPayload("pull_request", "opened"), { url: bots[0]!.url });
  await look();
  await look();
  const before = forge.requests.length;
  await look();
  await acme.world.settled();
  const asked = forge.requests.slice(before).filter(({ actor }) => actor === `${app.slug}[bot]`);
  const one = `/repos/${AT.owner}/${AT.repo}`;
  expect(
    asked.map(({ status, path }) => `${status} ${path.split("?")[0]!.replace(/[0-9a-f]{40}/, "SHA")}`).sort(),
  ).toEqual(
    [
      ...[`${one}/pulls/${number}`, `${one}/pulls/${number}/reviews`],
      ...[`${one}/commits/SHA/check-runs`, `${one}/compare/main...SHA`],
      ...[`${one}/issues/${number}/comments`, `${one}/git/ref/heads%2Fgovernance-log`],
      ...[`${one}/git/matching-refs/tags%2Fmortgage%2Fv`, `${one}/collaborators`],
      "/orgs/acme/teams/loan-officers/members",
    ]
      .map((path) => `304 ${path}`)
      .sort(),
  );
});

test("what one process is told holds for the other at once, since neither remembers what may change", async () => {
  const number = await toldTo(0, () => acme.propose("tom", "tie", { [POLICY]: moveThreshold }));
  await toldTo(0, () => acme.act.approve("maria", number));
  expect(await acme.approvals(number)).toMatchObject({ title: "Waiting for ada (Consulted)" });

  await toldTo(1, () => acme.act.say("olga", number, "/hold because the branch asks"));
  expect(await acme.approvals(number)).toMatchObject({ state: "action_required" });
  await toldTo(0, () => acme.act.approve("ada", number));
  expect(await acme.approvals(number)).toMatchObject({ state: "action_required" });

  await toldTo(1, () => acme.act.say("maria", number, "/unhold"));
  await toldTo(0, () => acme.act.review("ada", number, "COMMENT", "Fine."));
  expect(await acme.approvals(number)).toMatchObject({ state: "success" });

  await toldTo(1, async () => acme.world.forge.removeOrgMember({ org: OWNER, login: "maria" }));
  await toldTo(0, () => acme.act.review("ada", number, "COMMENT", "Still fine."));
  expect(await acme.approvals(number)).toMatchObject({ state: "action_required" });
});
