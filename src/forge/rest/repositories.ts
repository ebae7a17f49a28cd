import { Hono } from "hono";
import { readCommit, utc } from "../git/commits.ts";
import { git } from "../git/git.ts";
import { listRefs, type Ref, readRef } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, param } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { readBody, text } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { createRepository } from "../model/create.ts";
import { nodeId } from "../model/ids.ts";
import type { Repository } from "../model/repository.ts";
import { atLeast, isCollaborator, roleOf } from "../model/roles.ts";
import type { Account, Role } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";
import { presentCommit } from "../present/commit.ts";
import { apiUrl, presentFullRepository, webUrl } from "../present/repository.ts";
import { protectionOf } from "../pulls/requirements.ts";

/** GitHub's older names for roles: `triage` reads, `maintain` writes. */
const LEGACY: Record<Role, string> = {
  read: "read",
  triage: "read",
  write: "write",
  maintain: "write",
  admin: "admin",
};

/** What a list of collaborators is filtered by. */
const PERMISSIONS: Record<string, Role> = {
  pull: "read",
  triage: "triage",
  push: "write",
  maintain: "maintain",
  admin: "admin",
};

export function repositoryRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";
  const branchOf = (repository: Repository, { name, sha }: Ref) => {
    const short = name.replace("refs/heads/", "");
    const rule = protectionOf(repository, short);
    return {
      name: short,
      commit: { sha, url: `${apiUrl(world, repository)}/commits/${sha}` },
      protected: rule !== undefined,
      protection: {
        enabled: rule !== undefined,
        required_status_checks: {
          enforcement_level: rule ? "everyone" : "off",
          contexts: rule?.requiredChecks.map((it) => it.context) ?? [],
          checks: rule?.requiredChecks.map((it) => ({ context: it.context, app_id: it.appId })) ?? [],
        },
      },
      protection_url: `${apiUrl(world, repository)}/branches/${short}/protection`,
    };
  };

  const roleOfCaller = (c: Ctx, repository: Repository): Role | null => {
    const actor = c.get("actor");
    return actor.kind === "user" ? roleOf(world, repository, actor.account) : "read";
  };

  const presentCollaborator = (repository: Repository, account: Account) => {
    const role = roleOf(world, repository, account);
    const at = (wanted: Role[]) => role !== null && wanted.includes(role);
    const permissions = {
      admin: at(["admin"]),
      maintain: at(["admin", "maintain"]),
      push: at(["admin", "maintain", "write"]),
      triage: at(["admin", "maintain", "write", "triage"]),
      pull: role !== null,
    };
    return { ...presentAccount(world, account), permissions, role_name: role ?? "none" };
  };

  app.get(one, (c) => {
    const repository = repositoryFor(c, world, need("metadata", "read"));
    return c.json(presentFullRepository(world, repository, roleOfCaller(c, repository)));
  });

  app.get(`${one}/branches`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const refs = await listRefs(repository.gitDir, "refs/heads/");
    return c.json(page(c, refs).map((ref) => branchOf(repository, ref)));
  });

  app.get(`${one}/branches/:branch{.+}`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const ref = await readRef(repository.gitDir, `refs/heads/${param(c, "branch")}`);
    if (!ref) throw notFound();
    const branch = branchOf(repository, ref);
    const url = `${apiUrl(world, repository)}/branches/${branch.name}`;
    return c.json({
      ...branch,
      commit: presentCommit(world, repository, await readCommit(repository.gitDir, ref.sha)),
      _links: { self: url, html: `${webUrl(world, repository)}/tree/${branch.name}` },
    });
  });

  app.get(`${one}/tags`, async (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const refs = (await listRefs(repository.gitDir, "refs/tags/")).reverse();
    const tags = page(c, refs).map(async ({ name }) => {
      const short = name.replace("refs/tags/", "");
      const sha = await git(repository.gitDir, ["rev-parse", `${name}^{}`]);
      const url = apiUrl(world, repository);
      return {
        name: short,
        commit: { sha, url: `${url}/commits/${sha}` },
        zipball_url: `${url}/zipball/${name}`,
        tarball_url: `${url}/tarball/${name}`,
        node_id: nodeId("Tag", short),
      };
    });
    return c.json(await Promise.all(tags));
  });

  app.get(`${one}/activity`, (c) => {
    const repository = repositoryFor(c, world, need("contents", "read"));
    const { ref, activity_type: type, actor } = c.req.query();
    const full = ref === undefined || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
    const updates = repository.refUpdates.filter(
      (it) => (!full || it.ref === full) && (!type || it.type === type) && (!actor || it.actor.login === actor),
    );
    return c.json(
      page(c, updates.reverse()).map((it) => ({
        id: it.id,
        node_id: nodeId("Push", it.id),
        before: it.before,
        after: it.after,
        ref: it.ref,
        timestamp: utc(it.at),
        activity_type: it.type,
        actor: presentAccount(world, it.actor),
      })),
    );
  });

  app.get(`${one}/collaborators`, (c) => {
    const repository = repositoryFor(c, world, need("metadata", "read"));
    const least = PERMISSIONS[c.req.query("permission") ?? "pull"] ?? "read";
    const people = world.accounts.filter(
      (it) =>
        it.type === "User" && isCollaborator(world, repository, it) && atLeast(roleOf(world, repository, it), least),
    );
    return c.json(page(c, people).map((it) => presentCollaborator(repository, it)));
  });

  app.get(`${one}/collaborators/:username/permission`, (c) => {
    const repository = repositoryFor(c, world, need("metadata", "read"));
    const account = world.account(param(c, "username"));
    if (!account) throw notFound();
    const role = roleOf(world, repository, account);
    const permission = role ? LEGACY[role] : "none";
    return c.json({ permission, user: presentCollaborator(repository, account), role_name: role ?? "none" });
  });

  app.get(`${one}/collaborators/:username`, (c) => {
    const repository = repositoryFor(c, world, need("metadata", "read"));
    const account = world.account(param(c, "username"));
    if (!account || !isCollaborator(world, repository, account)) throw notFound();
    return c.body(null, 204);
  });

  app.post(`${one}/forks`, async (c) => {
    const parent = repositoryFor(c, world, need("administration", "write", "read"));
    const body = await readBody(c);
    const owner = world.account(text(body, "organization") ?? caller(c).login);
    if (!owner) throw notFound();
    const name = text(body, "name") ?? parent.name;
    const known = world.repository(owner.login, name);
    const { defaultBranch, description } = parent;
    const fork = known ?? (await createRepository(world, { owner, name, defaultBranch, description, parent }));
    if (!known)
      await git(fork.gitDir, [
        "fetch",
        "--quiet",
        parent.gitDir,
        "refs/heads/*:refs/heads/*",
        "refs/tags/*:refs/tags/*",
      ]);
    return c.json(presentFullRepository(world, fork, "admin"), 202);
  });

  return app;
}
