import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, clientOf, type Town } from "../../../test/support/forge.ts";

describe("who a request comes from", () => {
  let town: Town;
  let clock = new Date();
  beforeAll(async () => {
    town = await aTown({ now: () => clock });
  });
  afterAll(() => town.stop());

  const get = async (path: string, token: string) => {
    const answer = await fetch(`${town.forge.url}/api/v3${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, message: ((await answer.json()) as { message?: string }).message };
  };
  const sign = async (claims: Record<string, unknown>, pem = town.app.privateKey) => {
    const pkcs8 = createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(await importPKCS8(pkcs8, "RS256"));
  };
  const seconds = () => Math.floor(clock.getTime() / 1000);
  const claims = (change = {}) => ({
    iss: String(town.app.appId),
    iat: seconds() - 60,
    exp: seconds() + 540,
    ...change,
  });

  test("an app, by a JWT that its key signed, with its id or its client id", async () => {
    expect(await get("/app", await sign(claims()))).toMatchObject({ status: 200 });
  });

  test.each([
    ["is over", { exp: 0 }, /^'Expiration time' claim \('exp'\) must be a numeric value/],
    ["lives longer than ten minutes", { exp: 9e9 }, "'Expiration time' claim ('exp') is too far in the future"],
    ["was issued in the future", { iat: 9e9 }, /^'Issued at' claim \('iat'\)/],
    ["names no app", { iss: undefined }, "Missing 'issuer' claim ('iss') in assertion"],
  ])("not by a JWT that %s", async (_, change, message) => {
    const answer = await get("/app", await sign(claims(change)));
    expect(answer).toEqual({
      status: 401,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
    });
  });

  test("not by a JWT of another key, or one that is none", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const undecodable = { status: 401, message: "A JSON web token could not be decoded" };
    expect(await get("/app", await sign(claims(), pem))).toEqual(undecodable);
    expect(await get("/app", "a.b.c")).toEqual(undecodable);
  });

  test("not by an unknown token", async () => {
    expect(await get("/user", "ghp_wrong")).toEqual({ status: 401, message: "Bad credentials" });
  });

  test("an installation token works for an hour and no longer", async () => {
    const { data } = await town.bot.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map((it) => it.name)).toEqual(["loans"]);
    const { token } = (await town.bot.auth({ type: "installation" })) as { token: string };
    clock = new Date(clock.getTime() + 3_599_000);
    expect(await get("/installation/repositories", token)).toMatchObject({ status: 200 });
    clock = new Date(clock.getTime() + 1_000);
    expect(await get("/installation/repositories", token)).toEqual({ status: 401, message: "Bad credentials" });
  });

  test("a token can be narrowed to fewer permissions and repositories, never widened", async () => {
    const path = `${town.forge.url}/api/v3/app/installations/${town.installationId}/access_tokens`;
    const ask = async (body: unknown) => {
      const headers = { authorization: `Bearer ${await sign(claims())}` };
      return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    };
    const narrow = (await (await ask({ permissions: { issues: "read" } })).json()) as { token: string };
    const client = clientOf(town.forge, narrow.token);
    await client.rest.issues.listForRepo(town.repo);
    await expect(client.rest.issues.create({ ...town.repo, title: "x" })).rejects.toMatchObject({ status: 403 });
    expect((await ask({ permissions: { administration: "write" } })).status).toBe(422);
    expect((await ask({ repositories: ["elsewhere"] })).status).toBe(422);
  });
});
