import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { allows } from "../http/access.ts";
import { type Ctx, type Env, idParam, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { object, readBody, texts } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { registerApp } from "../model/register.ts";
import type { App, Installation, Level, Permissions } from "../model/types.ts";
import { covers, type World } from "../model/world.ts";
import { presentApp, presentInstallation } from "../present/app.ts";
import { presentRepository } from "../present/repository.ts";
import { issueToken } from "./tokens.ts";

/** The app whose JWT is used. @throws ApiError 401 for anyone else */
export function jwtApp(c: Ctx): App {
  const actor = c.get("actor");
  if (actor.kind !== "app") throw new ApiError(401, "A JSON web token could not be decoded");
  return actor.app;
}

const covered = (world: World, installation: Installation) =>
  world.repositories.filter((it) => covers(installation, it));

function narrowed(app: App, asked: Record<string, unknown> | undefined): Permissions {
  if (!asked) return app.permissions;
  for (const [name, level] of Object.entries(asked)) {
    if (!allows(app.permissions, [name, level as Level])) {
      throw new ApiError(422, "The permissions requested are not granted to this installation.");
    }
  }
  return asked as Permissions;
}

export function appRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/app", (c) => {
    const count = [...world.installations.values()].filter((it) => it.app === jwtApp(c)).length;
    return c.json({ ...presentApp(world, jwtApp(c)), installations_count: count });
  });

  app.get("/app/installations", (c) => {
    const own = [...world.installations.values()].filter((it) => it.app === jwtApp(c));
    return c.json(page(c, own).map((it) => presentInstallation(world, it)));
  });

  const installationOf = (c: Ctx) => {
    const installation = world.installations.get(idParam(c, "installation_id"));
    if (!installation || installation.app !== jwtApp(c)) throw notFound();
    return installation;
  };

  app.get("/app/installations/:installation_id", (c) => c.json(presentInstallation(world, installationOf(c))));

  app.post("/app/installations/:installation_id/access_tokens", async (c) => {
    const installation = installationOf(c);
    const body = await readBody(c);
    const permissions = narrowed(installation.app, object(body, "permissions"));
    const names = texts(body, "repositories");
    const ids = body.repository_ids as number[] | undefined;
    const all = covered(world, installation);
    const repositories = names || ids ? all.filter((it) => names?.includes(it.name) || ids?.includes(it.id)) : all;
    if (repositories.length < Math.max(names?.length ?? 0, ids?.length ?? 0)) {
      throw new ApiError(
        422,
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    const { token, expiresAt } = issueToken(world, installation, permissions, repositories);
    return c.json(
      {
        token,
        expires_at: `${expiresAt.toISOString().slice(0, 19)}Z`,
        permissions,
        repository_selection: names || ids ? "selected" : installation.repositories === "all" ? "all" : "selected",
        ...((names || ids) && { repositories: repositories.map((it) => presentRepository(world, it)) }),
      },
      201,
    );
  });

  app.get("/installation/repositories", (c) => {
    const actor = c.get("actor");
    if (actor.kind !== "installation")
      throw new ApiError(
        403,
        "You must authenticate with an installation access token in order to list repositories for an installation.",
      );
    const all = world.repositories.filter((it) => actor.repositories.has(it.id));
    return c.json({
      total_count: all.length,
      repository_selection: actor.installation.repositories === "all" ? "all" : "selected",
      repositories: page(c, all).map((it) => presentRepository(world, it)),
    });
  });

  app.get("/repos/:owner/:repo/installation", (c) => {
    const repository = world.repository(param(c, "owner"), param(c, "repo"));
    const installation = repository && world.installationFor(jwtApp(c), repository);
    if (!installation) throw notFound();
    return c.json(presentInstallation(world, installation));
  });

  const accountInstallation = (c: Ctx) => {
    const login = param(c, "login").toLowerCase();
    const found = [...world.installations.values()].find(
      (it) => it.app === jwtApp(c) && it.account.login.toLowerCase() === login,
    );
    if (!found) throw notFound();
    return c.json(presentInstallation(world, found));
  };
  app.get("/orgs/:login/installation", accountInstallation);
  app.get("/users/:login/installation", accountInstallation);

  app.post("/app-manifests/:code/conversions", (c) => {
    const code = param(c, "code");
    const waiting = world.manifestCodes.get(code);
    if (!waiting) throw notFound();
    world.manifestCodes.delete(code);
    const { app: made, privateKey } = registerApp(world, waiting.manifest, waiting.webhookUrl, waiting.owner);
    return c.json(
      {
        ...presentApp(world, made),
        client_secret: randomBytes(20).toString("hex"),
        webhook_secret: made.webhookSecret,
        pem: privateKey,
      },
      201,
    );
  });

  app.get("/apps/:app_slug", (c) => {
    const found = [...world.apps.values()].find((it) => it.slug === param(c, "app_slug"));
    if (!found) throw notFound();
    return c.json(presentApp(world, found));
  });

  return app;
}
