import { once } from "node:events";
import { Command } from "commander";
import type { RedisBacklog } from "../bot/queue/redis-backlog.ts";
import type { DeadLetter, QueueState } from "../bot/queue/work-queue.ts";
import { plainLine, plainText } from "../text/index.ts";
import { plural } from "./findings.ts";
import { table } from "./table.ts";

interface Options {
  retry: string[];
  retryAll?: boolean;
  forget: string[];
  json?: boolean;
}

/** `countersign queue`: what the bot's processes have before them, and what they have given up. */
export function queueCommand(): Command {
  return new Command("queue")
    .description("Show the queue that the bot's processes share in Redis, and its dead letters; try some of them again")
    .option("--retry <name>", "try a dead letter again; may be given more than once", collect, [])
    .option("--retry-all", "try all of them again")
    .option("--forget <name>", "take a dead letter off the list; may be given more than once", collect, [])
    .option(
      "--json",
      'print {"waiting", "running", "retrying", "dead": [{"name", "reason", "attempts", "at"}], "retried", "forgotten"}',
    )
    .addHelpText(
      "after",
      [
        "",
        "Reads REDIS_URL and APP_ID, as the bot does. A dead letter is a pull request, issue or repository that could not be",
        "looked at however often it was tried. The next event on it, and the sweep every ten minutes, try it again too.",
        "",
        "Exits with 0 when none is left that is not tried again, 1 when dead letters stay, 2 when Redis cannot be",
        "read or holds no dead letter of that name.",
      ].join("\n"),
    )
    .action(async (options: Options, command: Command) => {
      const fail = (message: string) => command.error(`error: ${plainLine(message)}`, { exitCode: 2 });
      let backlog: RedisBacklog | undefined;
      try {
        backlog = await openBacklog(process.env);
        const before = await backlog.deadLetters();
        const { forget } = options;
        const retry = options.retryAll
          ? before.map(({ name }) => name).filter((name) => !forget.includes(name))
          : options.retry;
        const named = [...retry, ...forget];
        const unknown = named.find((name) => !before.some((letter) => letter.name === name));
        if (unknown !== undefined) throw new Error(`there is no dead letter "${unknown}"; see countersign queue`);
        for (const name of retry) await backlog.retry(name);
        for (const name of forget) await backlog.forget(name);
        const left = before.filter(({ name }) => !named.includes(name));
        const seen = { state: await backlog.state(), left, retry, forget };
        process.stdout.write(options.json ? inJson(seen) : inWords(seen));
        if (left.length > 0) process.exitCode = 1;
      } catch (error) {
        fail((error as Error).message);
      } finally {
        backlog?.disconnect();
      }
    });
}

function collect(name: string, names: string[]): string[] {
  return [...names, name];
}

/** @throws Error where the environment does not name a Redis, or it does not answer */
async function openBacklog({ REDIS_URL: url, APP_ID: appId }: NodeJS.ProcessEnv): Promise<RedisBacklog> {
  if (!url)
    throw new Error(
      "REDIS_URL is not set. A bot without it keeps its queue in memory: its log names what it gave up, and /metrics counts it",
    );
  if (!appId) throw new Error("APP_ID is not set: set it to the bot's, whose queue it is");
  // BullMQ takes a while to load, which no other command should wait for.
  const [{ checkRedisUrl, connectRedis }, { RedisBacklog, prefixOf }] = await Promise.all([
    import("../bot/queue/connect-redis.ts"),
    import("../bot/queue/redis-backlog.ts"),
  ]);
  checkRedisUrl(url);
  const redis = connectRedis(url, { warn() {}, info() {} });
  await once(redis, "ready").catch((error: Error & { code?: string }) => {
    redis.disconnect();
    const { hostname, port } = new URL(url);
    throw new Error(`Redis does not answer at ${hostname}:${port || 6379}: ${error.message || error.code}`);
  });
  return new RedisBacklog(redis, prefixOf(appId));
}

interface Seen {
  state: QueueState;
  /** Dead letters that stay. */
  left: DeadLetter[];
  /** Names of those that are tried again, and of those that were taken off the list. */
  retry: string[];
  forget: string[];
}

function inJson({
  state: { waiting, running, retrying },
  left: dead,
  retry: retried,
  forget: forgotten,
}: Seen): string {
  return `${JSON.stringify({ waiting, running, retrying, dead, retried, forgotten }, null, 2)}\n`;
}

function inWords({ state: { waiting, running, retrying }, left: dead, retry, forget }: Seen): string {
  const lines = [`${waiting} waiting, ${running} running, ${retrying} waiting for the next try.`];
  const names = (of: string[]) => of.map((name) => plainText(name, 200)).join(", ");
  if (retry.length > 0) lines.push(`Tried again: ${names(retry)}.`);
  if (forget.length > 0) lines.push(`Taken off the list: ${names(forget)}.`);
  if (dead.length === 0) return `${lines.join("\n")}\n`;
  const rows = dead.map(({ name, reason, attempts, at }) => [
    `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    plainText(name, 200),
    String(attempts),
    plainLine(reason, 100),
  ]);
  lines.push("", `${plural(dead.length, "dead letter")}:`, "");
  lines.push(table(["given up", "what", { right: "tries" }, "because"], rows));
  return `${lines.join("\n")}\n`;
}
