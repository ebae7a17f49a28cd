import { html } from "hono/html";
import { utc } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { mergeBase } from "../git/refs.ts";
import type { Issue, PullRequest, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { latestRuns } from "../present/check.ts";
import { webUrl } from "../present/repository.ts";
import { type Html, list, prose } from "./layout.ts";

export const stateOf = (issue: Issue) => (issue.pull?.merged ? "merged" : issue.state);

function comments(issue: Issue): Html {
  const reviews = (issue.pull?.reviews ?? [])
    .filter((review) => review.state !== "PENDING")
    .map((it) => ({
      who: it.user.login,
      says: it.state.toLowerCase().replace("_", " "),
      at: it.submittedAt!,
      body: it.body,
    }));
  const said = issue.comments.map((it) => ({ who: it.user.login, says: "commented", at: it.createdAt, body: it.body }));
  const all = [...reviews, ...said].sort((a, b) => a.at.getTime() - b.at.getTime());
  return html`${all.map(
    ({ who, says, at, body }) =>
      html`<p><b>${who}</b> ${says} <span class="quiet">${utc(at)}</span></p>${body ? prose(body) : ""}`,
  )}`;
}

async function changes(world: World, repository: Repository, { pull }: PullRequest): Promise<Html> {
  const page = webUrl(world, repository);
  const runs = latestRuns(repository.checkRuns.filter((run) => run.headSha === pull.headSha));
  const from = await mergeBase(repository.gitDir, pull.baseSha, pull.headSha);
  const files = from ? await diffFiles(repository.gitDir, from, pull.headSha) : [];
  return html`<h2>Checks</h2>
    ${list(
      runs.map(
        (run) =>
          html`<a href="${page}/runs/${run.id}">${run.name}</a> <span class="tag">${run.conclusion ?? run.status}</span>
            ${run.output.title ?? ""} <span class="quiet">by ${run.suite.app.slug}</span>`,
      ),
      "No checks.",
    )}
    <h2>Files</h2>
    ${files.map((file) => html`<p><b>${file.filename}</b> ${file.status}</p><pre>${file.patch ?? "(no text)"}</pre>`)}`;
}

/** An issue or a pull request with all that was said. */
export async function issuePage(world: World, repository: Repository, issue: Issue): Promise<Html> {
  const { pull } = issue;
  const people = issue.assignees.map((it) => it.login).join(", ");
  return html`<p>
      <span class="tag">${stateOf(issue)}</span> opened by <b>${issue.user.login}</b>
      <span class="quiet">${utc(issue.createdAt)}</span>
      ${pull ? html`wants to merge <code>${pull.headRef}</code> into <code>${pull.base}</code>` : ""}
      ${issue.labels.map((label) => html` <span class="tag">${label.name}</span>`)} ${people ? html`assigned to ${people}` : ""}
    </p>
    ${prose(issue.body)} ${comments(issue)} ${pull ? await changes(world, repository, issue as PullRequest) : ""}`;
}
