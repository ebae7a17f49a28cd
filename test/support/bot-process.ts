import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Credentials } from "../../src/bot/serve.ts";
import { packageRoot } from "../../src/cli/package-root.ts";

/** `npm ci` builds; without a build there is no bot to start. */
export const built = existsSync(join(packageRoot, "dist/bot/serve.js"));

export interface BotOptions {
  credentials: Credentials;
  /** Milliseconds between sweeps, the first one at once. */
  sweepEvery: number;
  redisUrl?: string;
  /** Milliseconds for which it holds what it looks at without renewing, in place of its own; needs Redis. */
  lock?: number;
}

/** A bot in a process of its own, which can be killed and started again. */
export class BotProcess {
  readonly #options: BotOptions;
  #child: ChildProcess | undefined;
  #url: string | undefined;

  constructor(options: BotOptions) {
    this.#options = options;
  }

  /** Where it takes webhooks; undefined while it is down. */
  get url(): string | undefined {
    return this.#url;
  }

  async start(): Promise<void> {
    const env = { PATH: process.env.PATH, LOG_LEVEL: process.env.LOG_LEVEL, BOT: JSON.stringify(this.#options) };
    const child = fork(join(import.meta.dirname, "bot-child.mjs"), { env });
    this.#child = child;
    this.#url = await new Promise<string>((ready, fail) => {
      child.once("message", (url) => ready(url as string));
      child.once("exit", (code, signal) => fail(new Error(`the bot ended with ${code ?? signal} before it listened`)));
    });
  }

  /** It stands still as under a machine that has other things to do, and knows nothing of it afterwards. */
  async halt(milliseconds: number): Promise<void> {
    const child = this.#child;
    child?.kill("SIGSTOP");
    await new Promise((go) => setTimeout(go, milliseconds));
    child?.kill("SIGCONT");
  }

  /** It gets no chance to finish anything. */
  async kill(): Promise<void> {
    this.#url = undefined;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** The sum of a metric over its labels, as an operator would read it. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(new URL("/metrics", this.#url))).text();
    const values = text.split("\n").filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
    return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }
}
