import { Hono } from "hono";
import { readCommit, writeCommit } from "../git/commits.ts";
import { BadPath, type Edit, editTree } from "../git/edit-tree.ts";
import { GitError, git } from "../git/git.ts";
import { resolveCommit } from "../git/refs.ts";
import { objectType, readBlob, writeBlob } from "../git/trees.ts";
import { need, repositoryFor } from "../http/access.ts";
import { caller, type Env, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { needText, object, objects, readBody, text, texts } from "../http/fields.ts";
import { nodeId } from "../model/ids.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentGitCommit, signatureOf } from "../present/commit.ts";
import { presentTag, presentTree } from "../present/git-object.ts";
import { apiUrl } from "../present/repository.ts";
import { signatures } from "./signatures.ts";

const MODES = ["100644", "100755", "040000", "160000", "120000"];

/** The git database: blobs, trees, commits and annotated tags. */
export function gitDataRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const at = "/repos/:owner/:repo/git";
  const reads = need("contents", "read");
  const writes = need("contents", "write");

  const existing = async (repository: Repository, sha: string, type: string) => {
    if ((await objectType(repository.gitDir, sha)) !== type) throw notFound();
    return sha;
  };

  app.get(`${at}/blobs/:sha`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const sha = await existing(repository, param(c, "sha"), "blob");
    const bytes = await readBlob(repository.gitDir, sha);
    if (/[.+]raw/.test(c.req.header("accept") ?? "")) {
      return c.body(new Uint8Array(bytes), 200, { "Content-Type": "application/vnd.github.raw; charset=utf-8" });
    }
    const url = `${apiUrl(world, repository)}/git/blobs/${sha}`;
    const content = bytes.toString("base64").replace(/.{60}/g, "$&\n");
    return c.json({ sha, node_id: nodeId("Blob", sha), size: bytes.length, url, content, encoding: "base64" });
  });

  app.post(`${at}/blobs`, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const body = await readBody(c);
    const encoding = text(body, "encoding") === "base64" ? "base64" : "utf8";
    const sha = await writeBlob(repository.gitDir, Buffer.from(needText(body, "content"), encoding));
    return c.json({ sha, url: `${apiUrl(world, repository)}/git/blobs/${sha}` }, 201);
  });

  app.get(`${at}/trees/:sha{.+}`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const { gitDir } = repository;
    const name = param(c, "sha");
    const tree = (await objectType(gitDir, name)) === "tree" ? name : null;
    const commit = tree ? null : await resolveCommit(gitDir, name);
    if (!tree && !commit) throw notFound();
    const sha = tree ?? (await readCommit(gitDir, commit!)).tree;
    return c.json(await presentTree(world, repository, sha, c.req.query("recursive") !== undefined));
  });

  app.post(`${at}/trees`, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const { gitDir } = repository;
    const body = await readBody(c);
    const items = objects(body, "tree");
    if (!items || items.length === 0) throw new ApiError(422, "Invalid tree info");
    const base = text(body, "base_tree");
    const baseType = base && (await objectType(gitDir, base));
    if (base && baseType !== "tree" && baseType !== "commit")
      throw new ApiError(404, "base_tree is not a valid tree oid");
    const actor = c.get("actor");
    const edits: Edit[] = [];
    for (const item of items) {
      const path = needText(item, "path");
      const mode = needText(item, "mode");
      if (!MODES.includes(mode)) throw new ApiError(422, "tree.mode is not a valid file mode");
      const content = text(item, "content");
      const sha = content === undefined ? (text(item, "sha") ?? null) : await writeBlob(gitDir, Buffer.from(content));
      if (content === undefined && item.sha === undefined)
        throw new ApiError(422, "Must supply either tree.sha or tree.content");
      if (sha && mode !== "160000" && !(await objectType(gitDir, sha)))
        throw new ApiError(422, `tree.sha ${sha} is not a valid ${mode === "040000" ? "tree" : "blob"}`);
      if (
        path.startsWith(".github/workflows/") &&
        actor.kind === "installation" &&
        actor.permissions.workflows !== "write"
      ) {
        throw new ApiError(403, "Resource not accessible by integration");
      }
      edits.push({ path, mode, sha });
    }
    try {
      return c.json(await presentTree(world, repository, await editTree(gitDir, base ?? null, edits), false), 201);
    } catch (error) {
      if (error instanceof GitError || error instanceof BadPath)
        throw new ApiError(422, "tree.path contains a malformed path component");
      throw error;
    }
  });

  app.get(`${at}/commits/:sha`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const sha = await existing(repository, param(c, "sha"), "commit");
    return c.json(presentGitCommit(world, repository, await readCommit(repository.gitDir, sha)));
  });

  app.post(`${at}/commits`, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const { gitDir } = repository;
    const body = await readBody(c);
    const message = needText(body, "message");
    const tree = needText(body, "tree");
    const parents = texts(body, "parents") ?? [];
    if ((await objectType(gitDir, tree)) !== "tree") throw new ApiError(422, "Tree SHA does not exist");
    for (const parent of parents) {
      if ((await objectType(gitDir, parent)) !== "commit")
        throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
    }
    const people = signatures(world, c, object(body, "author"), object(body, "committer"));
    const sha = await writeCommit(gitDir, { tree, parents, message, ...people });
    return c.json(presentGitCommit(world, repository, await readCommit(gitDir, sha)), 201);
  });

  app.get(`${at}/tags/:sha`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    return c.json(await presentTag(world, repository, await existing(repository, param(c, "sha"), "tag")));
  });

  app.post(`${at}/tags`, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const body = await readBody(c);
    const [name, object_, type] = [needText(body, "tag"), needText(body, "object"), needText(body, "type")];
    const message = needText(body, "message");
    if ((await objectType(repository.gitDir, object_)) !== type) throw new ApiError(422, "Object does not exist");
    const given = object(body, "tagger");
    const by = given
      ? {
          name: needText(given, "name"),
          email: needText(given, "email"),
          date: text(given, "date") ?? world.now().toISOString(),
        }
      : signatureOf(caller(c), world.now());
    const stamp = Math.floor(new Date(by.date).getTime() / 1000);
    const input = `object ${object_}\ntype ${type}\ntag ${name}\ntagger ${by.name} <${by.email}> ${stamp} +0000\n\n${message}\n`;
    try {
      const sha = await git(repository.gitDir, ["mktag"], { input });
      return c.json(await presentTag(world, repository, sha), 201);
    } catch (error) {
      if (error instanceof GitError) throw new ApiError(422, "Invalid tag");
      throw error;
    }
  });

  return app;
}
