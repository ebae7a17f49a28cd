import type { StillMine } from "./queue/work-queue.ts";
import type { Client } from "./workspace.ts";

const runs = new WeakMap<Client, StillMine>();

/** Lets a client write only while the run that it belongs to is the only one of its key. */
export function onlyWhileMine(octokit: Client, stillMine: StillMine): void {
  runs.set(octokit, stillMine);
}

/** Octokit plugin, next to the network: a write may have waited long for GitHub's rate limit when it gets here. */
export function askBeforeWriting(octokit: Client): void {
  octokit.hook.wrap("request", async (request, options) => {
    if (options.method !== "GET") await runs.get(octokit)?.();
    return request(options);
  });
}
