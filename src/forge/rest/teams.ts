import { type Context, Hono } from "hono";
import { utc } from "../git/commits.ts";
import { allows } from "../http/access.ts";
import { type Ctx, type Env, param } from "../http/context.ts";
import { ApiError, forbiddenToApp, notFound } from "../http/errors.ts";
import { page } from "../http/pagination.ts";
import { teamMembers } from "../model/roles.ts";
import type { Org, Team } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount, presentOrg } from "../present/account.ts";
import { presentTeam } from "../present/team.ts";

/** Whether the caller may look into an organization: a member, or an app there with `members: read`. */
function mayLook(c: Ctx, org: Org): boolean {
  const actor = c.get("actor");
  if (actor.kind === "user") return org.members.has(actor.account.login);
  if (actor.kind !== "installation" || actor.installation.account !== org.account) return false;
  return allows(actor.permissions, ["members", "read"]);
}

export function teamRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();

  const orgOf = (c: Context<Env>): Org => {
    const org = world.org(param(c, "org"));
    if (!org) throw notFound();
    return org;
  };

  /** The team of the path. Who may not see it is told that there is none. */
  const teamOf = (c: Context<Env>): { org: Org; team: Team } => {
    const org = orgOf(c);
    const team = org.teams.get(param(c, "team_slug"));
    if (!team || !mayLook(c, org)) throw notFound();
    return { org, team };
  };

  app.get("/orgs/:org", (c) => c.json(presentOrg(world, orgOf(c))));

  app.get("/orgs/:org/teams", (c) => {
    const org = orgOf(c);
    if (!mayLook(c, org)) throw forbiddenToApp();
    return c.json(page(c, [...org.teams.values()]).map((team) => presentTeam(world, team)));
  });

  app.get("/orgs/:org/teams/:team_slug", (c) => {
    const { org, team } = teamOf(c);
    return c.json({
      ...presentTeam(world, team),
      members_count: teamMembers(org, team).size,
      repos_count: world.repositories.filter((it) => it.owner === org.account && it.teams.has(team.slug)).length,
      created_at: utc(team.createdAt),
      updated_at: utc(team.createdAt),
      organization: { ...presentOrg(world, org), html_url: `${world.url}/${org.account.login}`, type: "Organization" },
    });
  });

  app.get("/orgs/:org/teams/:team_slug/members", (c) => {
    const { org, team } = teamOf(c);
    const role = c.req.query("role") ?? "all";
    const members = [...teamMembers(org, team)].filter(([, its]) => role === "all" || its === role);
    return c.json(page(c, members).map(([login]) => presentAccount(world, world.account(login)!)));
  });

  app.get("/orgs/:org/teams/:team_slug/teams", (c) => {
    const { org, team } = teamOf(c);
    const children = [...org.teams.values()].filter((it) => it.parent === team.slug);
    return c.json(page(c, children).map((it) => presentTeam(world, it)));
  });

  app.get("/orgs/:org/teams/:team_slug/memberships/:username", (c) => {
    const { org, team } = teamOf(c);
    const login = world.account(param(c, "username"))?.login ?? "";
    const role = teamMembers(org, team).get(login);
    const pending = team.pending.has(login);
    if (!role && !pending) throw notFound();
    const url = `${world.api}/orgs/${team.org}/teams/${team.slug}/memberships/${login}`;
    return c.json({ url, role: role ?? "member", state: pending ? "pending" : "active" });
  });

  app.get("/orgs/:org/members", (c) => {
    const org = orgOf(c);
    if (!mayLook(c, org)) throw forbiddenToApp();
    const role = c.req.query("role") ?? "all";
    const members = [...org.members].filter(([, its]) => role === "all" || its === role);
    return c.json(page(c, members).map(([login]) => presentAccount(world, world.account(login)!)));
  });

  app.get("/orgs/:org/members/:username", (c) => {
    const org = orgOf(c);
    if (c.get("actor").kind === "anonymous") throw new ApiError(401, "Requires authentication");
    if (!mayLook(c, org)) throw notFound();
    if (!org.members.has(world.account(param(c, "username"))?.login ?? "")) throw notFound();
    return c.body(null, 204);
  });

  return app;
}
