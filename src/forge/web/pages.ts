import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { logCommits, readCommit } from "../git/commits.ts";
import { diffFiles, emptyTree } from "../git/diff.ts";
import { listRefs, resolveCommit } from "../git/refs.ts";
import { entryAt, readBlob } from "../git/trees.ts";
import { fullName, type Issue, type Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import type { Runner } from "../runner/runner.ts";
import { issuePage, stateOf } from "./issue.ts";
import { type Html, layout, list, prose } from "./layout.ts";

const MAX_COMMITS = 100;
/** A file larger than this is not shown, in bytes. */
const MAX_SHOWN = 1_000_000;

/** Plain pages of the public repositories, for whoever wants to look with a browser. */
export function pages(world: World, runner: Runner): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    // What is shown was written by anyone: nothing of it may run or load.
    c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    c.header("X-Content-Type-Options", "nosniff");
  });

  const show = (c: Context, title: string, repository: Repository | null, content: Html, status: 200 | 404 = 200) => {
    const home = ["Repositories", "/"] as const;
    const trail = repository ? [home, [fullName(repository), `/${fullName(repository)}`] as const] : [home];
    return c.html(layout(title, trail, content), status);
  };
  const nothing = (c: Context) =>
    show(c, "Nothing here", null, html`<p>There is no such page, or it is private.</p>`, 404);

  type Page = (c: Context, repository: Repository, rest: (name: string) => string) => Response | Promise<Response>;
  const page = (path: string, render: Page) =>
    app.get(`/:owner/:repo${path}`, (c) => {
      const given = c.req.param() as Record<string, string>;
      const repository = world.repository(given.owner ?? "", given.repo ?? "");
      if (!repository || repository.private) return nothing(c);
      return render(c, repository, (name) => given[name] ?? "");
    });

  const issueLink = (repository: Repository, issue: Issue) => {
    const href = `/${fullName(repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
    return html`<a href="${href}">#${issue.number} ${issue.title}</a> <span class="tag">${stateOf(issue)}</span>`;
  };
  const issues = (repository: Repository, wanted: (issue: Issue) => boolean) =>
    list(
      [...repository.issues.values()]
        .reverse()
        .filter(wanted)
        .map((it) => issueLink(repository, it)),
      "None.",
    );

  app.get("/", (c) => {
    const seen = world.repositories.filter((it) => !it.private);
    return show(
      c,
      "Repositories",
      null,
      list(
        seen.map((it) => html`<a href="/${fullName(it)}">${fullName(it)}</a>`),
        "None.",
      ),
    );
  });

  page("", async (c, repository) => {
    const refs = await listRefs(repository.gitDir, "refs/heads/");
    const branches = refs.map((ref) => ref.name.slice(11));
    const link = (it: string) => html`<a href="/${fullName(repository)}/commits/${it}">${it}</a>`;
    const content = html`<p>Clone it: <code>git clone ${world.url}/${fullName(repository)}.git</code></p>
      <h2>Pull requests</h2>${issues(repository, (issue) => issue.pull !== null)}
      <h2>Issues</h2>${issues(repository, (issue) => issue.pull === null)}
      <h2>Branches</h2>${list(branches.map(link), "None.")}`;
    return show(c, fullName(repository), repository, content);
  });

  page("/pulls", (c, it) =>
    show(
      c,
      "Pull requests",
      it,
      issues(it, (issue) => issue.pull !== null),
    ),
  );
  page("/issues", (c, it) =>
    show(
      c,
      "Issues",
      it,
      issues(it, (issue) => issue.pull === null),
    ),
  );

  for (const kind of ["pull", "issues"]) {
    page(`/${kind}/:number`, async (c, repository, rest) => {
      const issue = repository.issues.get(Number(rest("number")));
      if (!issue) return nothing(c);
      return show(c, `#${issue.number} ${issue.title}`, repository, await issuePage(world, repository, issue));
    });
  }

  page("/commits/:ref{.+}", async (c, repository, rest) => {
    const sha = await resolveCommit(repository.gitDir, rest("ref"));
    if (!sha) return nothing(c);
    const commits = await logCommits(repository.gitDir, [`--max-count=${MAX_COMMITS}`, sha]);
    const link = (it: (typeof commits)[number]) =>
      html`<a href="/${fullName(repository)}/commit/${it.sha}">${it.message.split("\n")[0]}</a>
        <span class="quiet">${it.author.name}, ${it.author.date}, ${it.sha.slice(0, 10)}</span>`;
    return show(c, `Commits of ${rest("ref")}`, repository, list(commits.map(link), "None."));
  });

  page("/commit/:sha", async (c, repository, rest) => {
    const sha = await resolveCommit(repository.gitDir, rest("sha"));
    if (!sha) return nothing(c);
    const commit = await readCommit(repository.gitDir, sha);
    const files = await diffFiles(repository.gitDir, commit.parents[0] ?? (await emptyTree(repository.gitDir)), sha);
    const content = html`<p>${commit.author.name} <span class="quiet">${commit.author.date}</span></p>
      <pre>${commit.message}</pre>
      ${files.map((file) => html`<p><b>${file.filename}</b> ${file.status}</p><pre>${file.patch ?? "(no text)"}</pre>`)}`;
    return show(c, `Commit ${sha.slice(0, 10)}`, repository, content);
  });

  page("/blob/:ref/:path{.+}", async (c, repository, rest) => {
    const sha = await resolveCommit(repository.gitDir, rest("ref"));
    const entry = sha ? await entryAt(repository.gitDir, sha, rest("path")) : null;
    if (entry?.type !== "blob" || entry.size! > MAX_SHOWN) return nothing(c);
    const text = (await readBlob(repository.gitDir, entry.sha)).toString();
    return show(c, entry.path, repository, html`<pre>${text}</pre>`);
  });

  page("/runs/:id", (c, repository, rest) => {
    const run = repository.checkRuns.find((it) => it.id === Number(rest("id")));
    if (!run) return nothing(c);
    const { title, summary, text } = run.output;
    const content = html`<p><span class="tag">${run.conclusion ?? run.status}</span> on ${run.headSha.slice(0, 10)}</p>
      <h2>${title ?? ""}</h2>${prose(summary)}${text ? prose(text) : ""}`;
    return show(c, run.name, repository, content);
  });

  page("/actions/runs/:id{[0-9]+.*}", (c, repository, rest) => {
    const run = runner.all.find((it) => it.repository === repository && it.id === Number.parseInt(rest("id"), 10));
    if (!run) return nothing(c);
    const jobs = run.jobs.map(
      (job) => html`<h2>${job.name} <span class="tag">${job.conclusion ?? job.status}</span></h2>
        ${job.summary ? prose(job.summary) : ""}<pre>${job.log}</pre>`,
    );
    return show(c, `${run.workflow.name}, run ${run.number}`, repository, html`${jobs}`);
  });

  app.all("*", (c) => nothing(c));
  return app;
}
