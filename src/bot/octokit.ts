import { ProbotOctokit } from "probot";
import { conditionalRequests } from "./conditional-requests.ts";
import { cannotWrite } from "./dry-run.ts";
import { measureRequests } from "./measure-requests.ts";
import type { Metrics } from "./metrics.ts";

export interface ClientOptions {
  metrics?: Metrics;
  /** A client that cannot write. */
  dryRun?: boolean;
}

/**
 * Probot's client, with its retries and its patience with rate limits, that asks conditionally. What is first here is
 * nearest to the network, so a write that a dry run refuses is not counted as a request.
 */
export function botClient({ metrics, dryRun = false }: ClientOptions = {}): typeof ProbotOctokit {
  const plugins = [
    ...(metrics ? [measureRequests(metrics)] : []),
    conditionalRequests,
    ...(dryRun ? [cannotWrite] : []),
  ];
  return ProbotOctokit.plugin(...(plugins as never[]));
}
