import { createPublicKey } from "node:crypto";
import { decodeJwt, errors, jwtVerify } from "jose";
import type { Actor } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { ApiError, badCredentials } from "./errors.ts";

const MAX_LIFE_SECONDS = 600;
/** GitHub forgives clocks this much. */
const DRIFT_SECONDS = 60;

const unauthorized = (message: string) => new ApiError(401, message);

/** Who an `Authorization` header stands for. @throws ApiError 401 for tokens that are unknown, expired or malformed */
export async function authenticate(world: World, header: string | undefined): Promise<Actor> {
  if (!header) return { kind: "anonymous" };
  const [, scheme, value] = /^(\w+)\s+(.+)$/.exec(header) ?? [];
  if (!scheme || !value) throw badCredentials();
  if (scheme.toLowerCase() === "basic") {
    const [, password] = Buffer.from(value, "base64").toString().split(/:(.*)/s);
    return tokenActor(world, password ?? "");
  }
  if (value.split(".").length === 3) return { kind: "app", app: await appOf(world, value) };
  return tokenActor(world, value);
}

function tokenActor(world: World, token: string): Actor {
  const account = world.userTokens.get(token);
  if (account) return { kind: "user", account };
  const issued = world.appTokens.get(token);
  if (!issued || issued.expiresAt <= world.now()) throw badCredentials();
  return issued.actor;
}

/** The app that signed this JWT. Texts are GitHub's own. */
async function appOf(world: World, token: string) {
  let issuer: unknown;
  try {
    issuer = decodeJwt(token).iss;
  } catch {
    throw unauthorized("A JSON web token could not be decoded");
  }
  if (!issuer) throw unauthorized("Missing 'issuer' claim ('iss') in assertion");
  const app = [...world.apps.values()].find((it) => String(it.id) === String(issuer) || it.clientId === issuer);
  if (!app) throw new ApiError(404, "Integration not found");
  const key = createPublicKey(app.publicKeyPem);
  const currentDate = world.now();
  const now = Math.floor(currentDate.getTime() / 1000);
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["RS256"], currentDate });
    if (typeof payload.exp !== "number") throw unauthorized(EXPIRATION);
    if (payload.exp > now + MAX_LIFE_SECONDS + DRIFT_SECONDS) {
      throw unauthorized("'Expiration time' claim ('exp') is too far in the future");
    }
    if (typeof payload.iat !== "number" || payload.iat > now + DRIFT_SECONDS) throw unauthorized(ISSUED_AT);
    return app;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthorized(EXPIRATION);
    if (error instanceof ApiError) throw error;
    throw unauthorized("A JSON web token could not be decoded");
  }
}

const EXPIRATION =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const ISSUED_AT = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
