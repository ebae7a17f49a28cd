import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";

/** Whether this machine has a Redis server; Debian's package is redis-server. */
export const haveRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** A Redis server of one's own, on a free port, which can be killed and started again; its files go with it. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #persistent: boolean;
  readonly #directory = mkdtempSync(join(tmpdir(), "countersign-redis-"));
  #process: ChildProcess | undefined;

  private constructor(port: number, persistent: boolean) {
    this.#port = port;
    this.#persistent = persistent;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** @param persistent keeps what it holds over a restart, by the settings that docs/operations.md asks for */
  static async start({ persistent }: { persistent: boolean }): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), persistent);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const settings = {
      port: String(this.#port),
      bind: "127.0.0.1",
      dir: this.#directory,
      save: "",
      appendonly: this.#persistent ? "yes" : "no",
      appendfsync: "everysec",
      "maxmemory-policy": "noeviction",
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.#process = spawn("redis-server", args, { stdio: "ignore" });
    const redis = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on("error", () => {});
    await redis.ping();
    redis.disconnect();
  }

  /** As by a fault: it gets no chance to write anything down. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await ended;
  }

  /** Redis neither answers nor hangs up, until `resume`. */
  halt(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** As an operator at its command line. */
  async say(command: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(this.url);
    try {
      return await redis.call(command, ...args);
    } finally {
      redis.disconnect();
    }
  }

  /** Removes everything it holds. */
  async clear(): Promise<void> {
    const redis = new Redis(this.url);
    await redis.flushall();
    redis.disconnect();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
