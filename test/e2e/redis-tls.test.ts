import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startWorld, type World } from "../../src/cli/demo/world.ts";
import { packageRoot } from "../../src/cli/package-root.ts";
import { freePort } from "../support/free-port.ts";
import { haveRedis } from "../support/redis.ts";

const entry = join(packageRoot, "dist/bot/main.js");
const PASSWORD = "correct-horse";

const haveOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

// `npm ci` builds; without a build there is no `npm start` to try.
describe.skipIf(!existsSync(entry) || !haveRedis || !haveOpenssl)(
  "npm start with a Redis behind TLS and a password",
  () => {
    let directory: string;
    let world: World;
    let redis: ChildProcess;
    let redisPort: number;
    let bot: Bot | undefined;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "countersign-tls-"));
      world = await startWorld({ directory: join(directory, "forge") });
      const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
      const subject = ["-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
      const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject];
      execFileSync("openssl", made, { stdio: "ignore" });
      redisPort = await freePort();
      const tls = ["--port", "0", "--tls-port", String(redisPort), "--tls-auth-clients", "no"];
      const files = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert, "--dir", directory];
      const settings = ["--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD];
      redis = spawn("redis-server", [...tls, ...files, ...settings], { stdio: "ignore" });
    });
    afterEach(() => bot?.child.kill("SIGKILL"));
    afterAll(async () => {
      redis?.kill("SIGKILL");
      await world?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    interface Bot {
      child: ChildProcess;
      said: () => string;
      ready: () => Promise<{ status: number; text: string }>;
    }

    async function start(password: string, env: Record<string, string> = {}): Promise<Bot> {
      const port = await freePort();
      const { appId, privateKey, webhookSecret } = world.credentials;
      const github = { GHE_HOST: new URL(world.forge.url).host, GHE_PROTOCOL: "http" };
      const app = { APP_ID: String(appId), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret };
      const address = {
        HOST: "127.0.0.1",
        PORT: String(port),
        REDIS_URL: `rediss://:${password}@127.0.0.1:${redisPort}/0`,
      };
      const all: Record<string, string> = {
        PATH: process.env.PATH!,
        NODE_ENV: "production",
        LOG_LEVEL: "trace",
        ...github,
        ...app,
        ...address,
      };
      const child = spawn(process.execPath, [entry], { env: { ...all, ...env }, stdio: "pipe" });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => {
          output += chunk;
        });
      const ready = async () => {
        const response = await fetch(`http://127.0.0.1:${port}/readyz`);
        return { status: response.status, text: await response.text() };
      };
      bot = { child, said: () => output, ready };
      return bot;
    }

    const trusted = () => ({ NODE_EXTRA_CA_CERTS: join(directory, "cert.pem") });

    test("the bot is ready, and ends in order, also when that Redis is gone", async () => {
      const { child, said, ready } = await start(PASSWORD, trusted());
      await vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: 30_000, interval: 200 });
      redis.kill("SIGSTOP");
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const asked = performance.now();
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      redis.kill("SIGCONT");
      expect(said()).not.toContain(PASSWORD);
    });

    test.each([
      ["a wrong password", "wrong-horse", true, "WRONGPASS"],
      ["a certificate that it does not know", PASSWORD, false, "self-signed certificate"],
    ])(
      "with %s the bot is not ready, the log says why, and no password stands in it at the finest level",
      async (_, password, trusts, why) => {
        const { said, ready } = await start(password, trusts ? trusted() : {});
        await vi.waitFor(() => expect(said()).toContain(why), { timeout: 30_000, interval: 200 });
        const { status, text } = await ready();
        expect(status).toBe(503);
        expect(text).toContain("Redis does not answer");
        expect(said()).not.toContain(password);
      },
    );
  },
);
