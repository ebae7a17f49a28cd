import { App, Octokit } from "octokit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, startReceiver, type Town } from "../../../test/support/forge.ts";

describe("webhooks", () => {
  let town: Town;
  let jwt: Octokit;
  beforeAll(async () => {
    town = await aTown();
    const defaults = { baseUrl: `${town.forge.url}/api/v3`, throttle: { enabled: false } };
    jwt = new App({ appId: town.app.appId, privateKey: town.app.privateKey, Octokit: Octokit.defaults(defaults) })
      .octokit;
  });
  afterAll(() => town.stop());

  test("come with the headers that tell event, delivery and app", () => {
    const hook = town.hooks.find((it) => it.name === "push")!;
    expect(hook.headers).toMatchObject({
      "x-github-event": "push",
      "x-github-hook-installation-target-type": "integration",
      "x-github-hook-installation-target-id": String(town.app.appId),
      "x-github-delivery": expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      "user-agent": expect.stringMatching(/^GitHub-Hookshot/),
    });
    expect(hook.payload).toMatchObject({
      installation: { id: town.installationId },
      organization: { login: "acme" },
      sender: { login: "maria" },
    });
  });

  test("begin with the installation, which every app hears of", () => {
    expect(town.hooks[0]).toMatchObject({
      name: "installation",
      payload: { action: "created", repositories: [{ name: "loans" }] },
    });
  });

  test("are logged, found again and delivered again under the same id", async () => {
    const { data: log } = await jwt.rest.apps.listWebhookDeliveries({ per_page: 2 });
    expect(log).toHaveLength(2);
    const push = town.forge.deliveries(town.app.appId).find((it) => it.event === "push")!;
    const { data: one } = await jwt.rest.apps.getWebhookDelivery({ delivery_id: push.id });
    expect(one).toMatchObject({ event: "push", status: "OK", status_code: 200, redelivery: false });
    expect(one.response.payload).toBe("heard");
    const before = town.hooks.length;
    await jwt.rest.apps.redeliverWebhookDelivery({ delivery_id: push.id });
    await town.forge.settled();
    expect(town.hooks).toHaveLength(before + 1);
    expect(town.hooks.at(-1)).toMatchObject({ guid: push.guid, name: "push" });
    expect(town.forge.deliveries(town.app.appId).at(-1)).toMatchObject({ guid: push.guid, redelivery: true });
    await expect(jwt.rest.apps.getWebhookDelivery({ delivery_id: 1 })).rejects.toMatchObject({ status: 404 });
  });

  test("page by cursor through the whole log", async () => {
    const seen = await jwt.paginate(jwt.rest.apps.listWebhookDeliveries, { per_page: 2 });
    const ids = town.forge.deliveries(town.app.appId).map((it) => it.id);
    expect(seen.map((it) => it.id)).toEqual([...ids].reverse());
  });

  test("are lost when nobody listens: they are tried once, and the log says why", async () => {
    const { forge, app, maria, repo } = town;
    const receiver = await startReceiver();
    receiver.status = 500;
    forge.setWebhookUrl(app.appId, receiver.url);
    await maria.rest.issues.create({ ...repo, title: "Lost" });
    await forge.settled();
    expect(receiver.hooks).toHaveLength(1);
    expect(forge.deliveries(app.appId).at(-1)).toMatchObject({ event: "issues", statusCode: 500 });
    await receiver.stop();
    await maria.rest.issues.create({ ...repo, title: "Lost too" });
    await forge.settled();
    expect(forge.deliveries(app.appId).at(-1)).toMatchObject({ statusCode: 0, status: "failed to connect to host" });
  });

  test("tell of people joining and leaving teams", async () => {
    const { forge, app } = town;
    const receiver = await startReceiver();
    forge.setWebhookUrl(app.appId, receiver.url);
    forge.createUser({ login: "ada" });
    forge.createTeam({ org: "acme", slug: "credit" });
    forge.addTeamMember({ org: "acme", team: "credit", login: "ada" });
    forge.removeOrgMember({ org: "acme", login: "ada" });
    await forge.settled();
    expect(receiver.hooks.map((it) => `${it.name} ${it.payload.action}`)).toEqual([
      "organization member_added",
      "membership added",
      "membership removed",
      "organization member_removed",
    ]);
    await receiver.stop();
  });
});
