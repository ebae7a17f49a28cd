import { Hono } from "hono";
import { GitError } from "../git/git.ts";
import { isAncestor, listRefs, type Ref, readRef, updateRef, validRefName, ZERO } from "../git/refs.ts";
import { objectType } from "../git/trees.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { flag, needText, readBody } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { nodeId } from "../model/ids.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { apiUrl } from "../present/repository.ts";
import { protectionOf } from "../pulls/requirements.ts";
import { refsMoved } from "../refs/moved.ts";
import { guardBranch } from "./guard.ts";

export function gitRefRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const at = "/repos/:owner/:repo/git";

  const present = (repository: Repository, { name, sha, type }: Ref) => ({
    ref: name,
    node_id: nodeId("Ref", name),
    url: `${apiUrl(world, repository)}/git/${name}`,
    object: { type, sha, url: `${apiUrl(world, repository)}/git/${type}s/${sha}` },
  });

  const objectOf = async (repository: Repository, sha: string) => {
    const type = await objectType(repository.gitDir, sha);
    if (!type) throw new ApiError(422, "Object does not exist");
    return type;
  };

  const move = async (c: Ctx, repository: Repository, name: string, before: string, after: string) => {
    try {
      await updateRef(repository.gitDir, name, before, after);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw before === ZERO
        ? new ApiError(422, "Reference already exists")
        : new ApiError(422, "Reference cannot be updated");
    }
    await refsMoved(world, repository, [{ name, before, after }], caller(c));
  };

  app.get(`${at}/ref/:ref{.+}`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const ref = await readRef(repository.gitDir, `refs/${param(c, "ref")}`);
    if (!ref) throw notFound();
    return c.json(present(repository, ref));
  });

  app.get(`${at}/matching-refs/:ref{.*}`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const prefix = `refs/${param(c, "ref")}`;
    const refs = (await listRefs(repository.gitDir, "refs/")).filter((ref) => ref.name.startsWith(prefix));
    return c.json(page(c, refs).map((ref) => present(repository, ref)));
  });

  app.post(`${at}/refs`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "write"));
    const body = await readBody(c);
    const name = needText(body, "ref");
    const sha = needText(body, "sha");
    if (!/^refs\/[^/]+\/.+/.test(name))
      throw new ApiError(422, "Reference name must start with 'refs/' and contain at least three components");
    if (name.startsWith("refs/pull/") || !(await validRefName(repository.gitDir, name)))
      throw new ApiError(422, `${name} is not a valid ref name.`);
    const type = await objectOf(repository, sha);
    if (name.startsWith("refs/heads/") && type !== "commit") throw new ApiError(422, "Reference update failed");
    if (await readRef(repository.gitDir, name)) throw new ApiError(422, "Reference already exists");
    await move(c, repository, name, ZERO, sha);
    return c.json(present(repository, { name, sha, type }), 201);
  });

  app.patch(`${at}/refs/:ref{.+}`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "write"));
    const body = await readBody(c);
    const name = `refs/${param(c, "ref")}`;
    const sha = needText(body, "sha");
    const old = await readRef(repository.gitDir, name);
    if (!old) throw new ApiError(422, "Reference does not exist");
    const type = await objectOf(repository, sha);
    const branch = name.replace("refs/heads/", "");
    const fast = type === "commit" && (await isAncestor(repository.gitDir, old.sha, sha));
    if (!fast && !flag(body, "force")) throw new ApiError(422, "Update is not a fast forward");
    guardBranch(repository, branch, caller(c).login, sha);
    const bound = protectionOf(repository, branch);
    if (!fast && bound && !bound.bypass.has(caller(c).login))
      throw new ApiError(422, "Cannot force-push to this branch");
    await move(c, repository, name, old.sha, sha);
    return c.json(present(repository, { name, sha, type }));
  });

  app.delete(`${at}/refs/:ref{.+}`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "write"));
    const name = `refs/${param(c, "ref")}`;
    const old = await readRef(repository.gitDir, name);
    if (!old) throw new ApiError(422, "Reference does not exist");
    if (protectionOf(repository, name.replace("refs/heads/", "")))
      throw new ApiError(422, "Cannot delete a protected branch");
    await move(c, repository, name, old.sha, ZERO);
    return c.body(null, 204);
  });

  return app;
}
