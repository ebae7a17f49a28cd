import type { Context } from "hono";
import type { Account, Actor, App } from "../model/types.ts";
import { ApiError, forbiddenToApp } from "./errors.ts";

export type Env = { Variables: { actor: Actor } };
export type Ctx = Context<Env>;

/** A part of the path, decoded; the route says that it is there. */
export function param(c: Ctx, name: string): string {
  const value: string | undefined = (c.req.param as (name: string) => string | undefined)(name);
  if (value === undefined) throw new Error(`The route has no :${name}.`);
  return value;
}

/** A number in the path. @throws ApiError 404 when it is none */
export function idParam(c: Ctx, name: string): number {
  const value = Number(param(c, name));
  if (!Number.isSafeInteger(value)) throw new ApiError(404, "Not Found");
  return value;
}

/** The user or bot in whose name the request is made. @throws ApiError 401 for nobody, 403 for an app's JWT */
export function caller(c: Ctx): Account {
  const actor = c.get("actor");
  if (actor.kind === "anonymous") throw new ApiError(401, "Requires authentication");
  if (actor.kind === "app") throw forbiddenToApp();
  return actor.account;
}

/** The app whose installation token is used, if one is. */
export function callingApp(c: Ctx): App | null {
  const actor = c.get("actor");
  return actor.kind === "installation" ? actor.installation.app : null;
}
