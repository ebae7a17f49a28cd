import { LRUCache } from "lru-cache";
import type { ProbotOctokit } from "probot";

type Client = InstanceType<typeof ProbotOctokit>;

interface Remembered {
  etag: string;
  status: number;
  headers: Record<string, unknown>;
  data: unknown;
}

const answers = new LRUCache<string, Remembered>({ max: 5000 });

/**
 * Octokit plugin: asks GitHub whether an answer changed instead of fetching it again. A 304 costs nothing of the rate
 * limit (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests).
 * Answers are kept per installation, so that no installation sees what another may see.
 */
export function conditionalRequests(octokit: Client, options: { auth?: { installationId?: number } }): void {
  const viewer = String(options.auth?.installationId ?? "app");
  octokit.hook.wrap("request", async (request, requestOptions) => {
    const { method, url, headers } = octokit.request.endpoint.parse(requestOptions as never) as {
      method: string;
      url: string;
      headers: Record<string, unknown>;
    };
    if (method !== "GET") return request(requestOptions);
    const key = `${viewer} ${url} ${String((headers as Record<string, unknown>).accept ?? "")}`;
    const known = answers.get(key);
    if (known) requestOptions.headers["if-none-match"] = known.etag;
    try {
      const response = await request(requestOptions);
      const etag = response.headers.etag;
      // Octokit's pagination rewrites the answer it gets, so what is kept is a copy.
      if (etag) {
        const { status, headers, data } = response;
        answers.set(key, { etag, status, headers, data: structuredClone(data) });
      }
      return response;
    } catch (error) {
      if ((error as { status?: number }).status !== 304 || !known) throw error;
      return { status: known.status, url, headers: known.headers, data: structuredClone(known.data) } as Awaited<
        ReturnType<typeof request>
      >;
    }
  });
}
