import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, clientOf, installationClient, type Town } from "../../../test/support/forge.ts";

describe("who may do what", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
    await town.forge.createRepository({
      owner: "acme",
      name: "secret",
      private: true,
      collaborators: { maria: "admin" },
    });
  });
  afterAll(() => town.stop());

  test("an app only what its manifest asks for", async () => {
    const { forge, repo } = town;
    const manifest = { name: "Reader", default_permissions: { contents: "read" }, default_events: ["push"] };
    const app = forge.registerApp({ manifest, webhookUrl: null, owner: "acme" });
    const { installationId } = forge.installApp({ appId: app.appId, owner: "acme", repositories: ["loans"] });
    const reader = await installationClient(forge, app, installationId);
    const denied = { status: 403, response: { data: { message: "Resource not accessible by integration" } } };
    await reader.rest.repos.getContent({ ...repo, path: "README.md" });
    await expect(reader.rest.issues.create({ ...repo, title: "x" })).rejects.toMatchObject(denied);
    await expect(reader.rest.pulls.list(repo)).rejects.toMatchObject(denied);
    await expect(
      reader.rest.git.createRef({ ...repo, ref: "refs/heads/x", sha: "0".repeat(40) }),
    ).rejects.toMatchObject(denied);
    await expect(reader.rest.teams.list({ org: "acme" })).rejects.toMatchObject(denied);
  });

  test("an app nothing where it is not installed", async () => {
    const { bot } = town;
    await expect(bot.rest.repos.get({ owner: "acme", repo: "secret" })).rejects.toMatchObject({ status: 404 });
  });

  test("a workflow file only with the workflows permission", async () => {
    const content = Buffer.from("on: push\n").toString("base64");
    const file = { ...town.repo, path: ".github/workflows/x.yml", message: "x", content };
    await expect(town.bot.rest.repos.createOrUpdateFileContents(file)).rejects.toMatchObject({ status: 403 });
    await town.maria.rest.repos.createOrUpdateFileContents(file);
  });

  test("an app that listens to what it may not read is refused", () => {
    const manifest = { name: "Nosy", default_permissions: { contents: "read" }, default_events: ["push", "issues"] };
    expect(() => town.forge.registerApp({ manifest, webhookUrl: null, owner: "acme" })).toThrow(
      "Default events are not supported by permissions: issues (needs issues)",
    );
  });

  test("a stranger reads and comments where it is public, and writes nothing", async () => {
    const { stranger, repo } = town;
    const { data: issue } = await stranger.rest.issues.create({ ...repo, title: "Hello", labels: ["bug"] });
    expect(issue.labels).toEqual([]);
    const label = { ...repo, issue_number: issue.number, labels: ["bug"] };
    await expect(stranger.rest.issues.addLabels(label)).rejects.toMatchObject({ status: 403 });
    const content = Buffer.from("x").toString("base64");
    const file = { ...repo, path: "x", message: "x", content };
    await expect(stranger.rest.repos.createOrUpdateFileContents(file)).rejects.toMatchObject({ status: 403 });
  });

  test("a private repository is not there for a stranger, and for nobody", async () => {
    const secret = { owner: "acme", repo: "secret" };
    await expect(town.stranger.rest.repos.get(secret)).rejects.toMatchObject({ status: 404 });
    await expect(clientOf(town.forge).rest.repos.get(secret)).rejects.toMatchObject({ status: 404 });
    expect((await town.maria.rest.repos.get(secret)).data.private).toBe(true);
    // Members of the organization read it.
    expect((await town.tom.rest.repos.get(secret)).data.permissions).toMatchObject({ pull: true, push: false });
  });

  test("roles come from collaboration and from teams, with the teams below them", async () => {
    const { forge, maria } = town;
    forge.createUser({ login: "ada" });
    forge.createTeam({ org: "acme", slug: "lending" });
    forge.createTeam({ org: "acme", slug: "officers", parent: "lending" });
    await forge.createRepository({ owner: "acme", name: "teams", private: true, teams: { lending: "write" } });
    const level = async () =>
      (await maria.rest.repos.getCollaboratorPermissionLevel({ owner: "acme", repo: "teams", username: "ada" })).data;
    expect(await level()).toMatchObject({ permission: "none" });
    forge.addTeamMember({ org: "acme", team: "officers", login: "ada" });
    expect(await level()).toMatchObject({ permission: "write", role_name: "write" });
    forge.removeOrgMember({ org: "acme", login: "ada" });
    expect(await level()).toMatchObject({ permission: "none" });
  });
});
