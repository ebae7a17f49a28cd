import nock from "nock";
import { Octokit } from "octokit";
import { afterEach, expect, test } from "vitest";
import { actorNames } from "./read-people.ts";

const at = { owner: "acme", repo: "lending" };
const user = new Octokit({ auth: "token", retry: { enabled: false }, throttle: { enabled: false } });
const github = () => nock("https://api.github.com");
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

test("a team in a bypass list comes to its members, and the organisation's teams are asked for once", async () => {
  github()
    .get("/orgs/acme/teams?per_page=100")
    .reply(200, [
      { id: 12, slug: "leads" },
      { id: 13, slug: "clerks" },
    ]);
  for (const [slug, login] of [
    ["leads", "maria"],
    ["clerks", "tom"],
  ]) {
    github().get(`/orgs/acme/teams/${slug}/members?per_page=100`).reply(200, [{ login }]);
  }
  const nameActor = actorNames(user, at);
  expect(await Promise.all([12, 13].map((actor_id) => nameActor({ actor_type: "Team", actor_id })))).toEqual([
    { type: "Team", id: 12, name: "leads", people: { value: ["maria"] } },
    { type: "Team", id: 13, name: "clerks", people: { value: ["tom"] } },
  ]);
});

test("roles and owners come to people, deploy keys that can write to their titles", async () => {
  github()
    .get("/repos/acme/lending/collaborators?permission=admin&per_page=100")
    .reply(200, [{ login: "root" }, { login: "ada" }]);
  github()
    .get("/orgs/acme/members?role=admin&per_page=100")
    .reply(200, [{ login: "root" }]);
  github()
    .get("/repos/acme/lending/keys?per_page=100")
    .reply(200, [
      { title: "mirror", read_only: false },
      { title: "reader", read_only: true },
    ]);
  const nameActor = actorNames(user, at);
  expect((await nameActor({ actor_type: "RepositoryRole", actor_id: 5 })).people).toEqual({ value: ["ada", "root"] });
  expect((await nameActor({ actor_type: "OrganizationAdmin", actor_id: 1 })).people).toEqual({ value: ["root"] });
  expect((await nameActor({ actor_type: "DeployKey", actor_id: null })).people).toEqual({ value: ["mirror"] });
});

test("an app and a user have their names", async () => {
  github()
    .get("/orgs/acme/installations?per_page=100")
    .reply(200, { total_count: 1, installations: [{ app_id: 9, app_slug: "renovate" }] });
  github().get("/user/4").reply(200, { login: "ben" });
  const nameActor = actorNames(user, at);
  expect(await nameActor({ actor_type: "Integration", actor_id: 9 })).toEqual({
    type: "Integration",
    id: 9,
    name: "renovate",
  });
  expect(await nameActor({ actor_type: "User", actor_id: 4 })).toEqual({ type: "User", id: 4, name: "ben" });
});

test("who may not be seen is left with the number, and the reason", async () => {
  github().get("/orgs/acme/teams?per_page=100").reply(403, { message: "Forbidden" });
  github().get("/orgs/acme/members?role=admin&per_page=100").reply(403, { message: "Forbidden" });
  const nameActor = actorNames(user, at);
  expect(await nameActor({ actor_type: "Team", actor_id: 12 })).toEqual({ type: "Team", id: 12 });
  const { people } = await nameActor({ actor_type: "OrganizationAdmin", actor_id: 1 });
  expect(people).toEqual({ unseen: expect.stringContaining("GitHub answered 403") });
});
