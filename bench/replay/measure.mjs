// Loaded into every measured process: at its end it tells its peak memory in MB on file descriptor 3.
import { readFileSync, writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** On Linux by /proc: what getrusage says there includes the process that started this one. */
function peak() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

if (isMainThread) process.on("exit", () => writeSync(3, `${Math.round(peak() / 1024)}`));
