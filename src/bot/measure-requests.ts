import { statusOf } from "../repository/github-repository.ts";
import type { GitHubClock } from "./github-clock.ts";
import type { Metrics } from "./metrics.ts";
import type { Client } from "./workspace.ts";

type Headers = Record<string, string | number | undefined>;

/** Octokit plugin: counts what is asked of GitHub, keeps how much it still allows, and tells a clock what time it is there. */
export function measureRequests({ requests, quota, clockAhead }: Metrics, clock: GitHubClock) {
  return (octokit: Client, options: { auth?: { installationId?: number } }): void => {
    const installation = String(options.auth?.installationId ?? "app");
    const note = (method: string, status: number | undefined, headers: Headers | undefined) => {
      requests.inc({ method, status: statusClass(status) });
      const remaining = headers?.["x-ratelimit-remaining"];
      if (remaining !== undefined) quota.set({ installation }, Number(remaining));
      if (headers?.date === undefined) return;
      clock.hear(String(headers.date));
      clockAhead.set(Math.round(clock.ahead / 1000));
    };
    octokit.hook.wrap("request", async (request, requestOptions) => {
      try {
        const response = await request(requestOptions);
        note(requestOptions.method, response.status, response.headers);
        return response;
      } catch (error) {
        const { response } = error as { response?: { headers?: Headers } };
        // Octokit gives a failure without an answer, e.g. a refused connection, the status 500.
        note(requestOptions.method, response && statusOf(error), response?.headers);
        throw error;
      }
    });
  };
}

function statusClass(status: number | undefined): string {
  if (status === undefined) return "none";
  return status === 304 ? "304" : `${Math.floor(status / 100)}xx`;
}
