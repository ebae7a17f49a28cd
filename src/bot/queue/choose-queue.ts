import { MemoryQueue } from "./memory-queue.ts";
import type { OpenQueue } from "./work-queue.ts";

/**
 * The queue that the environment asks for: in Redis with `REDIS_URL`, else in memory.
 * @throws Error where `REDIS_URL` is no address of Redis
 */
export async function chooseQueue(env: NodeJS.ProcessEnv): Promise<OpenQueue> {
  const { REDIS_URL: url, APP_ID: appId = "" } = env;
  if (!url) return (work, log) => new MemoryQueue(work, log);
  // Only who uses Redis loads its client.
  const [{ checkRedisUrl }, { RedisQueue }] = await Promise.all([
    import("./connect-redis.ts"),
    import("./redis-queue.ts"),
  ]);
  checkRedisUrl(url);
  return (work, log) => new RedisQueue(work, { url, appId, log });
}
