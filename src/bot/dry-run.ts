import type { Client } from "./workspace.ts";

/** The only request besides reading that leaves: it makes the token to read with. */
const TOKEN = /^(\/api\/v3)?\/app\/installations\/\d+\/access_tokens$/;

/** Longest part of a text, e.g. of a comment, that the log shows; in characters. */
const SHOWN = 2_000;

/**
 * Octokit plugin: a client that cannot write. Whatever is not a read is logged as what would have been written, and
 * never leaves the process. The caller gets an answer that names nothing real, so that it goes on and the log shows all
 * that it would have done.
 */
export function cannotWrite(octokit: Client): void {
  octokit.hook.wrap("request", async (request, options) => {
    const { method, url, body } = octokit.request.endpoint.parse(options as never) as {
      method: string;
      url: string;
      body?: unknown;
    };
    const { pathname } = new URL(url);
    if (method === "GET" || method === "HEAD" || (method === "POST" && TOKEN.test(pathname))) return request(options);
    octokit.log.info(
      `dry run: would ${method} ${decodeURIComponent(pathname)} ${JSON.stringify(body ?? {}, shortened)}`,
    );
    return {
      status: 200,
      url,
      headers: {},
      data: { id: 0, number: 0, sha: "0".repeat(40) },
    } as unknown as Awaited<ReturnType<typeof request>>;
  });
}

function shortened(_key: string, value: unknown): unknown {
  return typeof value === "string" && value.length > SHOWN
    ? `${value.slice(0, SHOWN)}… (${value.length} characters)`
    : value;
}
