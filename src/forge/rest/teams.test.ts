import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

describe("organizations and teams", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
    const { forge } = town;
    for (const login of ["ada", "ben"]) forge.createUser({ login });
    forge.createTeam({ org: "acme", slug: "lending", members: ["tom"] });
    forge.createTeam({ org: "acme", slug: "managers", parent: "lending", members: ["maria"] });
    forge.addTeamMember({ org: "acme", team: "lending", login: "ada", pending: true });
  });
  afterAll(() => town.stop());

  const team = { org: "acme", team_slug: "lending" };

  test("count the members of the teams below", async () => {
    const { teams } = town.bot.rest;
    const { data: members } = await teams.listMembersInOrg(team);
    expect(members.map((it) => it.login)).toEqual(["tom", "maria"]);
    const { data: children } = await teams.listChildInOrg(team);
    expect(children).toMatchObject([{ slug: "managers", parent: { slug: "lending" } }]);
    expect((await teams.getByName(team)).data).toMatchObject({ members_count: 2, parent: null });
  });

  test("tell members from those who were only invited, and from others", async () => {
    const membership = async (username: string) =>
      (await town.bot.rest.teams.getMembershipForUserInOrg({ ...team, username })).data;
    expect(await membership("maria")).toMatchObject({ state: "active", role: "member" });
    expect(await membership("ada")).toMatchObject({ state: "pending" });
    await expect(membership("ben")).rejects.toMatchObject({ status: 404 });
  });

  test("are not there for who may not look", async () => {
    await expect(town.stranger.rest.teams.getByName(team)).rejects.toMatchObject({ status: 404 });
    await expect(town.bot.rest.teams.getByName({ ...team, team_slug: "no" })).rejects.toMatchObject({ status: 404 });
    expect((await town.tom.rest.teams.getByName(team)).data.slug).toBe("lending");
  });

  test("answer whether someone is in the organization", async () => {
    const check = (username: string) => town.bot.rest.orgs.checkMembershipForUser({ org: "acme", username });
    expect((await check("tom")).status).toBe(204);
    await expect(check("ben")).rejects.toMatchObject({ status: 404 });
    const { data } = await town.bot.rest.orgs.listMembers({ org: "acme" });
    expect(data.map((it) => it.login)).toEqual(["tom", "maria"]);
  });
});
