import { Hono } from "hono";
import { readCommit, writeCommit } from "../git/commits.ts";
import { BadPath, editTree } from "../git/edit-tree.ts";
import { GitError } from "../git/git.ts";
import { readRef, resolveCommit, updateRef, ZERO } from "../git/refs.ts";
import { type Entry, entryAt, listTree, readBlob, writeBlob } from "../git/trees.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, callingApp, type Env, param } from "../http/context.ts";
import { ApiError, forbiddenToApp, notFound } from "../http/errors.ts";
import { type Body, needText, object, readBody, text } from "../http/fields.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentGitCommit } from "../present/commit.ts";
import { presentDirectory, presentEntry, presentFileContent, RAW_LIMIT } from "../present/content.ts";
import { refsMoved } from "../refs/moved.ts";
import { guardBranch } from "./guard.ts";
import { signatures } from "./signatures.ts";

const cleanPath = (path: string) => path.replace(/^\/+|\/+$/g, "");

export function contentRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const path = "/repos/:owner/:repo/contents/:path{.*}";

  const read = async (c: Ctx) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const { gitDir } = repository;
    const ref = c.req.query("ref") ?? repository.defaultBranch;
    const commit = await resolveCommit(gitDir, ref);
    if (!commit) throw c.req.query("ref") ? new ApiError(404, `No commit found for the ref ${ref}`) : notFound();
    const where = cleanPath((c.req.param() as Record<string, string>).path ?? "");
    const entry = await entryAt(gitDir, commit, where);
    if (!entry) throw notFound();
    const accept = c.req.header("accept") ?? "";
    const present = { world, repository, ref };
    if (entry.type === "tree") {
      const below = await listTree(gitDir, entry.sha, false);
      const prefix = where === "" ? "" : `${where}/`;
      const items = below.map((it) => presentEntry(present, { ...it, path: prefix + it.path }));
      if (/[.+]object/.test(accept)) return c.json(presentDirectory(present, { ...entry, path: where }, items));
      return c.json(items);
    }
    if (entry.type === "commit") return c.json(presentEntry(present, entry));
    if (entry.size! > RAW_LIMIT) {
      throw new ApiError(
        403,
        "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, you can always clone the repository",
        [{ resource: "Blob", field: "data", code: "too_large" }],
      );
    }
    const bytes = await readBlob(gitDir, entry.sha);
    if (/[.+]raw/.test(accept)) {
      return c.body(new Uint8Array(bytes), 200, { "Content-Type": "application/vnd.github.raw; charset=utf-8" });
    }
    return c.json(presentFileContent(present, { ...entry, path: where }, bytes));
  };
  app.get("/repos/:owner/:repo/contents", read);
  app.get(path, read);

  /** Puts an edited tree on a branch and tells everyone. */
  const commitEdit = async (
    c: Ctx,
    repository: Repository,
    where: string,
    blob: string | null,
    body: Body,
    mode: string,
  ) => {
    const { gitDir } = repository;
    const branch = text(body, "branch") ?? repository.defaultBranch;
    const name = `refs/heads/${branch}`;
    const before = (await readRef(gitDir, name))?.sha ?? ZERO;
    guardBranch(repository, branch, caller(c).login);
    const base = before === ZERO ? null : before;
    try {
      const tree = await editTree(gitDir, base, [{ path: where, mode, sha: blob }]);
      const { author, committer } = signatures(world, c, object(body, "author"), object(body, "committer"));
      const message = needText(body, "message");
      const sha = await writeCommit(gitDir, { tree, parents: base ? [base] : [], message, author, committer });
      await updateRef(gitDir, name, before, sha);
      await refsMoved(world, repository, [{ name, before, after: sha }], caller(c));
      return presentGitCommit(world, repository, await readCommit(gitDir, sha));
    } catch (error) {
      if (error instanceof BadPath) throw new ApiError(422, "path contains a malformed path component");
      if (!(error instanceof GitError)) throw error;
      throw new ApiError(409, `${where} does not match ${before}`);
    }
  };

  const current = async (repository: Repository, body: Body, where: string): Promise<Entry | null> => {
    const branch = text(body, "branch");
    const commit = await resolveCommit(repository.gitDir, `refs/heads/${branch ?? repository.defaultBranch}`);
    if (!commit && branch) throw new ApiError(404, `Branch ${branch} not found`);
    const entry = commit ? await entryAt(repository.gitDir, commit, where) : null;
    return entry;
  };

  const writable = async (c: Ctx) => {
    const repository = repositoryFor(c, world, need("contents", "write"));
    const where = cleanPath(param(c, "path"));
    const actor = c.get("actor");
    if (
      callingApp(c) &&
      where.startsWith(".github/workflows/") &&
      actor.kind === "installation" &&
      actor.permissions.workflows !== "write"
    ) {
      throw forbiddenToApp();
    }
    return { repository, where };
  };

  app.put(path, async (c) => {
    const { repository, where } = await writable(c);
    const body = await readBody(c);
    needText(body, "message");
    const content = needText(body, "content");
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw new ApiError(422, "content is not valid Base64");
    const entry = await current(repository, body, where);
    const sha = text(body, "sha");
    if (entry?.type === "tree") throw new ApiError(422, `${where} is a directory`);
    if (entry && sha === undefined) throw new ApiError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    if ((entry || sha !== undefined) && entry?.sha !== sha) {
      throw new ApiError(409, entry ? `${where} does not match ${sha}` : `${where} does not exist at the given sha`);
    }
    const blob = await writeBlob(repository.gitDir, Buffer.from(content, "base64"));
    const commit = await commitEdit(c, repository, where, blob, body, entry?.mode ?? "100644");
    const ref = text(body, "branch") ?? repository.defaultBranch;
    const now = await entryAt(repository.gitDir, commit.sha, where);
    return c.json({ content: presentEntry({ world, repository, ref }, now!), commit }, entry ? 200 : 201);
  });

  app.delete(path, async (c) => {
    const { repository, where } = await writable(c);
    const body = await readBody(c);
    needText(body, "message");
    const sha = needText(body, "sha");
    const entry = await current(repository, body, where);
    if (!entry) throw notFound();
    if (entry.sha !== sha) throw new ApiError(409, `${where} does not match ${sha}`);
    return c.json({ content: null, commit: await commitEdit(c, repository, where, null, body, entry.mode) });
  });

  return app;
}
