import type { WorkQueue } from "./queue/work-queue.ts";

/** Docker kills ten seconds after it asked, Kubernetes after thirty. In milliseconds. */
const PATIENCE_MS = 8_000;

/**
 * Ends the process in order when it is asked to: no new work, what runs may end, and what does not end in time is handed
 * back. A second signal ends it at once, which costs nothing but time.
 * @param stopListening resolves when every request was answered
 */
export function stopOnSignal(stopListening: () => Promise<unknown>, queue: () => WorkQueue | undefined): void {
  let asked = false;
  const stop = async () => {
    if (asked) process.exit(1);
    asked = true;
    // Events in flight are answered when their runs end, so both are waited for side by side.
    const answered = Promise.resolve(stopListening()).catch(() => {});
    await queue()?.close(PATIENCE_MS);
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 500))]);
    process.exit(0);
  };
  // Probot's own handler ends the process without waiting for work.
  process.removeAllListeners("SIGINT");
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
}
