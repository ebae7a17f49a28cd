// Loaded into every measured process: at its end it tells its peak memory in MB on file descriptor 3.
import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) process.on("exit", () => writeSync(3, `${Math.round(process.resourceUsage().maxRSS / 1024)}`));
