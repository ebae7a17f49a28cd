// A bot as a process of its own, to be killed: as built, without the throttle that protects GitHub.
import { chooseQueue } from "../../dist/bot/queue/choose-queue.js";
import { RedisQueue } from "../../dist/bot/queue/redis-queue.js";
import { serveBot } from "../../dist/bot/serve.js";

const { credentials, sweepEvery, redisUrl, lock } = JSON.parse(process.env.BOT);
const appId = String(credentials.appId);
const openQueue = lock
  ? (work, log) => new RedisQueue(work, { url: redisUrl, appId, log, lock })
  : await chooseQueue({ APP_ID: appId, ...(redisUrl && { REDIS_URL: redisUrl }) });
const bot = await serveBot();
await bot.start(credentials, { sweepEvery, openQueue });
process.send(bot.url);
// An orphan would go on answering for the app.
process.on("disconnect", () => process.exit());
