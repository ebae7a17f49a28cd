import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGunzip } from "node:zlib";
import { gitEnvironment } from "./git.ts";

export interface BackendOptions {
  gitDir: string;
  /** Path after the repository, `/info/refs` or `/git-receive-pack`. */
  pathInfo: string;
  query: string;
  /** Who is let in; receive-pack needs somebody. */
  user: string | null;
  env: Record<string, string>;
  /** Runs after git is done and before the client hears the end, so that what a push causes is there when it returns. */
  beforeEnd: () => Promise<void>;
}

/** Hands a request to `git http-backend` as a CGI program (RFC 3875) and streams its answer. */
export function gitHttpBackend(
  request: IncomingMessage,
  response: ServerResponse,
  options: BackendOptions,
): Promise<void> {
  const { gitDir, pathInfo, query, user, env, beforeEnd } = options;
  const header = (name: string) => String(request.headers[name] ?? "");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment,
      ...env,
      GIT_PROJECT_ROOT: gitDir,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathInfo,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: header("content-type"),
      GIT_PROTOCOL: header("git-protocol"),
      REMOTE_ADDR: "127.0.0.1",
      ...(user && { REMOTE_USER: user }),
    },
  });
  const body = header("content-encoding") === "gzip" ? request.pipe(createGunzip()) : request;
  body.pipe(child.stdin);
  child.stdin.on("error", () => {});
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    let head: Buffer | null = Buffer.alloc(0);
    child.stdout.on("data", (chunk: Buffer) => {
      if (head === null) return void response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      writeHead(response, head.subarray(0, end).toString());
      response.write(head.subarray(end + 4));
      head = null;
    });
    child.on("error", reject);
    child.on("close", () => {
      beforeEnd().then(() => {
        if (head !== null) response.writeHead(500);
        response.end();
        resolve();
      }, reject);
    });
  });
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split("\r\n")) {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (!name) continue;
    if (name.toLowerCase() === "status") status = Number.parseInt(value!, 10);
    else response.setHeader(name, value!);
  }
  response.writeHead(status);
}
