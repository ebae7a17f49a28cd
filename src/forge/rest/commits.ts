import { Hono } from "hono";
import { countCommits, logCommits, readCommit } from "../git/commits.ts";
import { diffFiles, emptyTree } from "../git/diff.ts";
import { isAncestor, listRefs, mergeBase, resolveCommit } from "../git/refs.ts";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, type Env, param } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { page } from "../http/pagination.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentCommit, presentFile } from "../present/commit.ts";
import { presentSimplePull } from "../present/pull.ts";
import { apiUrl, webUrl } from "../present/repository.ts";

/** `compare` lists at most this many commits without paging, and files always (docs: "Compare two commits"). */
const MAX_COMMITS = 250;
const MAX_FILES = 300;

/** The commit that the `:ref` of the path names. @throws ApiError 422, as GitHub answers */
export async function commitOf(c: Ctx, repository: Repository): Promise<string> {
  const ref = param(c, "ref");
  const sha = await resolveCommit(repository.gitDir, ref);
  if (!sha) throw new ApiError(422, `No commit found for SHA: ${ref}`);
  return sha;
}

export function commitRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";
  const reads = need("contents", "read");

  app.get(`${one}/commits`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const { sha, path, since, until, author } = c.req.query();
    const start = await resolveCommit(repository.gitDir, sha ?? repository.defaultBranch);
    if (!start && sha) throw notFound();
    if (!start) throw new ApiError(409, "Git Repository is empty.");
    const account = author === undefined ? null : world.account(author);
    const by = account ? (account.email ?? account.login) : author;
    const options = [
      ...(since ? [`--since=${since}`] : []),
      ...(until ? [`--until=${until}`] : []),
      ...(by ? [`--author=${by}`] : []),
    ];
    const commits = await logCommits(repository.gitDir, [...options, start, ...(path ? ["--", path] : [])]);
    return c.json(page(c, commits).map((commit) => presentCommit(world, repository, commit)));
  });

  app.get(`${one}/commits/:ref/pulls`, async (c) => {
    const repository = repositoryFor(c, world, need("pull_requests", "read"));
    const sha = await commitOf(c, repository);
    const found: PullRequest[] = [];
    for (const issue of repository.issues.values()) {
      if (!issue.pull) continue;
      const { headSha, mergeCommitSha, merged, baseSha } = issue.pull;
      const inside =
        (await isAncestor(repository.gitDir, sha, headSha)) && !(await isAncestor(repository.gitDir, sha, baseSha));
      if (sha === headSha || (merged && sha === mergeCommitSha) || inside) found.push(issue as PullRequest);
    }
    return c.json(page(c, found).map((issue) => presentSimplePull(world, repository, issue)));
  });

  app.get(`${one}/commits/:ref/branches-where-head`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const sha = await commitOf(c, repository);
    const heads = (await listRefs(repository.gitDir, "refs/heads/")).filter((ref) => ref.sha === sha);
    const url = apiUrl(world, repository);
    return c.json(
      heads.map(({ name }) => ({
        name: name.slice(11),
        commit: { sha, url: `${url}/commits/${sha}` },
        protected: false,
      })),
    );
  });

  app.get(`${one}/commits/:ref`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const commit = await readCommit(repository.gitDir, await commitOf(c, repository));
    const from = commit.parents[0] ?? (await emptyTree(repository.gitDir));
    const files = await diffFiles(repository.gitDir, from, commit.sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return c.json({
      ...presentCommit(world, repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: page(c, files).map((file) => presentFile(world, repository, commit.sha, file)),
    });
  });

  app.get(`${one}/compare/:basehead{.+}`, async (c) => {
    const repository = repositoryFor(c, world, reads);
    const { gitDir } = repository;
    const [base, head] = param(c, "basehead").split("...");
    const side = async (name: string | undefined) => {
      const sha = await resolveCommit(gitDir, (name ?? "").replace(/^[^:/]+:/, ""));
      if (!sha) throw notFound();
      return sha;
    };
    const [from, to] = await Promise.all([side(base), side(head)]);
    const common = await mergeBase(gitDir, from, to);
    if (!common) throw new ApiError(404, "No common ancestor between the two commits.");
    const [ahead, behind] = await Promise.all([countCommits(gitDir, from, to), countCommits(gitDir, to, from)]);
    const paged = c.req.query("page") !== undefined || c.req.query("per_page") !== undefined;
    const all = await logCommits(gitDir, ["--reverse", "--topo-order", to, "--not", from]);
    const commits = paged ? page(c, all) : all.slice(-MAX_COMMITS);
    const first = Number(c.req.query("page") ?? 1) === 1;
    const files = first ? (await diffFiles(gitDir, common, to)).slice(0, MAX_FILES) : undefined;
    const [baseCommit, commonCommit] = await Promise.all([readCommit(gitDir, from), readCommit(gitDir, common)]);
    const page_ = `${webUrl(world, repository)}/compare`;
    const url = `${apiUrl(world, repository)}/compare/${base}...${head}`;
    return c.json({
      url,
      html_url: `${page_}/${base}...${head}`,
      permalink_url: `${page_}/${from}...${to}`,
      diff_url: `${page_}/${base}...${head}.diff`,
      patch_url: `${page_}/${base}...${head}.patch`,
      base_commit: presentCommit(world, repository, baseCommit),
      merge_base_commit: presentCommit(world, repository, commonCommit),
      status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: commits.map((commit) => presentCommit(world, repository, commit)),
      ...(files && { files: files.map((file) => presentFile(world, repository, to, file)) }),
    });
  });

  return app;
}
