import { ProbotOctokit } from "probot";
import { conditionalRequests } from "./conditional-requests.ts";
import { cannotWrite } from "./dry-run.ts";
import { GitHubClock } from "./github-clock.ts";
import { measureRequests } from "./measure-requests.ts";
import type { Metrics } from "./metrics.ts";
import { askBeforeWriting } from "./only-while-mine.ts";
import type { Client } from "./workspace.ts";

export interface ClientOptions {
  metrics?: Metrics;
  /** Told GitHub's time, where there are metrics. */
  clock?: GitHubClock;
  /** A client that cannot write. */
  dryRun?: boolean;
}

/** How often a request waits for GitHub to take it again; then the next sweep tries. */
const WAITS = 3;

function waitAsAsked(
  seconds: number,
  { method, url }: { method: string; url: string },
  octokit: Client,
  waits: number,
) {
  octokit.log.warn(`GitHub asks to wait ${seconds} s before ${method} ${url}`);
  return waits < WAITS;
}

/**
 * Probot's own defaults give up on a secondary rate limit at once. Options are a function, because Probot puts its own
 * in place of an object.
 */
const patient = (options: { throttle?: object }) => ({
  ...options,
  throttle: { ...options.throttle, onRateLimit: waitAsAsked, onSecondaryRateLimit: waitAsAsked },
});

/**
 * Probot's client, with its retries and its patience with rate limits, that asks conditionally. What is first here is
 * nearest to the network, so a write that a dry run refuses is not counted as a request.
 */
export function botClient({
  metrics,
  clock = new GitHubClock(),
  dryRun = false,
}: ClientOptions = {}): typeof ProbotOctokit {
  const plugins = [
    askBeforeWriting,
    ...(metrics ? [measureRequests(metrics, clock)] : []),
    conditionalRequests,
    ...(dryRun ? [cannotWrite] : []),
  ];
  return ProbotOctokit.plugin(...(plugins as never[])).defaults(patient) as typeof ProbotOctokit;
}
