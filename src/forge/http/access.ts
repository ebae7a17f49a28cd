import type { Repository } from "../model/repository.ts";
import { atLeast, roleOf } from "../model/roles.ts";
import type { Actor, Level, Permissions, Role } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { type Ctx, param } from "./context.ts";
import { ApiError, forbiddenToApp, notFound } from "./errors.ts";

/** What an endpoint asks for: of an app, a permission (one of these is enough); of a person, a role. */
export interface Need {
  app: readonly (readonly [permission: string, level: Level])[];
  user: Role;
}

const LEVELS: readonly Level[] = ["read", "write", "admin"];

export function allows(permissions: Permissions, [name, level]: readonly [string, Level]): boolean {
  if (name === "metadata" && level === "read") return true;
  const has = permissions[name];
  return has !== undefined && LEVELS.indexOf(has) >= LEVELS.indexOf(level);
}

/** The usual need: reading needs the read role, writing the write role. */
export function need(permission: string, level: Level, user?: Role): Need {
  return { app: [[permission, level]], user: user ?? (level === "read" ? "read" : "write") };
}

/** Either permission will do, as for what issues and pull requests share. */
export function needEither(permissions: readonly string[], level: Level, user?: Role): Need {
  return {
    app: permissions.map((name) => [name, level] as const),
    user: user ?? (level === "read" ? "read" : "write"),
  };
}

/** @throws ApiError 404 where the actor may not know that the repository is there, 401 and 403 where it may */
export function checkAccess(world: World, actor: Actor, repository: Repository, { app, user }: Need): void {
  switch (actor.kind) {
    case "anonymous":
      if (repository.private) throw notFound();
      if (user !== "read") throw new ApiError(401, "Requires authentication");
      return;
    case "app":
      throw forbiddenToApp();
    case "installation":
      if (!actor.repositories.has(repository.id)) throw notFound();
      if (!app.some((wanted) => allows(actor.permissions, wanted))) throw forbiddenToApp();
      return;
    case "user": {
      const role = roleOf(world, repository, actor.account);
      if (role === null) throw notFound();
      if (!atLeast(role, user)) {
        throw new ApiError(403, `Must have ${user === "admin" ? "admin rights" : `${user} access`} to Repository.`);
      }
    }
  }
}

/** The repository of the path, `:owner/:repo`, if the caller may do this to it. @throws ApiError as {@link checkAccess} */
export function repositoryFor(c: Ctx, world: World, wanted: Need): Repository {
  const repository = world.repository(param(c, "owner"), param(c, "repo"));
  if (!repository) throw notFound();
  checkAccess(world, c.get("actor"), repository, wanted);
  return repository;
}
