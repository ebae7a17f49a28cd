import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkAccess, need } from "../http/access.ts";
import { authenticate } from "../http/auth.ts";
import { ApiError } from "../http/errors.ts";
import type { World } from "../model/world.ts";
import { refsMoved } from "../refs/moved.ts";
import { pushRules } from "../refs/push-rules.ts";
import { gitHttpBackend } from "./http-backend.ts";

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** Whether this is git's smart HTTP protocol, and not a page or the API. */
export const isGitRequest = (url: string) => PATH.test(url.split("?")[0]!);

/** Clone, fetch and push over HTTP, with a token as the password. */
export async function serveGit(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path, query = ""] = request.url!.split("?");
  const [, owner, name, pathInfo] = PATH.exec(path!)!;
  const pushes = pathInfo === "/git-receive-pack" || query.includes("service=git-receive-pack");
  const deny = (status: number, message: string) => {
    // git only sends its password after a 401, and reports a refusal's text when it is plain text.
    if (status === 401) response.setHeader("WWW-Authenticate", 'Basic realm="GitHub"');
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
    response.end(`${message}\n`);
  };
  world.activity.begin();
  try {
    const actor = await authenticate(world, request.headers.authorization);
    const repository = world.repository(owner!, decodeURIComponent(name!));
    if (!repository) return deny(actor.kind === "anonymous" ? 401 : 404, "Repository not found.");
    if (actor.kind === "anonymous" && (pushes || repository.private)) return deny(401, "Authentication required.");
    checkAccess(world, actor, repository, need("contents", pushes ? "write" : "read"));
    const { gitDir } = repository;
    if (!pushes || actor.kind === "anonymous" || actor.kind === "app") {
      const options = { gitDir, pathInfo: pathInfo!, query, user: null, env: {}, beforeEnd: async () => {} };
      return await gitHttpBackend(request, response, options);
    }
    const folder = await mkdtemp(join(tmpdir(), "forge-push-"));
    const moves = join(folder, "moves");
    try {
      await gitHttpBackend(request, response, {
        gitDir,
        pathInfo: pathInfo!,
        query,
        user: actor.account.login,
        env: { FORGE_MOVES: moves, ...pushRules(repository, actor) },
        beforeEnd: async () => refsMoved(world, repository, await readMoves(moves), actor.account),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    deny(error.status, error.message);
  } finally {
    world.activity.end();
  }
}

/** What the post-receive hook wrote down: one `before after ref` a line; no file when nothing moved. */
async function readMoves(file: string) {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [before, after, name] = line.split(" ");
      return { before: before!, after: after!, name: name! };
    });
}
