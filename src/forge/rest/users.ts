import { Hono } from "hono";
import { utc } from "../git/commits.ts";
import { caller, type Env, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";

export function userRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();

  const publicUser = (account: Account) => ({
    ...presentAccount(world, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    public_repos: world.repositories.filter((it) => it.owner === account).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: utc(account.createdAt),
    updated_at: utc(account.createdAt),
  });

  app.get("/user", (c) => {
    const actor = c.get("actor");
    if (actor.kind === "installation") throw new ApiError(403, "Resource not accessible by integration");
    return c.json(publicUser(caller(c)));
  });

  app.get("/users/:username", (c) => {
    const account = world.account(param(c, "username"));
    if (!account) throw notFound();
    return c.json(publicUser(account));
  });

  return app;
}
