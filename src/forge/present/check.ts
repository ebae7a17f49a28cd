import { readCommit, utc } from "../git/commits.ts";
import { nodeId } from "../model/ids.ts";
import type { CheckRun, CheckSuite, PullRequest, Repository, Status } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "./account.ts";
import { presentApp } from "./app.ts";
import { presentSimpleCommit } from "./commit.ts";
import { maybeUtc } from "./issue.ts";
import { apiUrl, presentMinimalRepository, webUrl } from "./repository.ts";

/** Open pull requests whose head is this commit, in GitHub's shortest form. */
export function presentPullsOf(world: World, repository: Repository, sha: string) {
  return [...repository.issues.values()]
    .filter((issue): issue is PullRequest => issue.pull?.headSha === sha && issue.state === "open")
    .filter(({ pull }) => pull.headRepository === repository)
    .map(({ id, number, pull }) => {
      const repo = { id: repository.id, url: apiUrl(world, repository), name: repository.name };
      return {
        url: `${apiUrl(world, repository)}/pulls/${number}`,
        id,
        number,
        head: { ref: pull.headRef, sha: pull.headSha, repo },
        base: { ref: pull.base, sha: pull.baseSha, repo },
      };
    });
}

export function presentCheckRun(world: World, repository: Repository, run: CheckRun) {
  const url = `${apiUrl(world, repository)}/check-runs/${run.id}`;
  const page = `${webUrl(world, repository)}/runs/${run.id}`;
  const { title, summary, text, annotations } = run.output;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: maybeUtc(run.startedAt),
    completed_at: maybeUtc(run.completedAt),
    output: { title, summary, text, annotations_count: annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: presentApp(world, run.suite.app),
    pull_requests: presentPullsOf(world, repository, run.headSha),
  };
}

/** What a suite says as a whole: its latest runs' state and worst conclusion. */
export function suiteState(repository: Repository, suite: CheckSuite) {
  const runs = latestRuns(repository.checkRuns.filter((run) => run.suite === suite));
  if (runs.length === 0) return { status: "queued", conclusion: null, runs };
  if (runs.some((run) => run.status !== "completed")) {
    const status = runs.some((run) => run.status === "in_progress") ? "in_progress" : "queued";
    return { status, conclusion: null, runs };
  }
  const worst = ["failure", "timed_out", "action_required", "cancelled", "stale", "success", "neutral", "skipped"];
  const conclusion = worst.find((it) => runs.some((run) => run.conclusion === it)) ?? null;
  return { status: "completed", conclusion, runs };
}

/** Of runs with the same app and name the newest, as `filter=latest` and the merge box look at them. */
export function latestRuns(runs: readonly CheckRun[]): CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.suite.app.id} ${run.name}`;
    const known = newest.get(key);
    if (!known || run.id > known.id) newest.set(key, run);
  }
  return [...newest.values()].sort((a, b) => b.id - a.id);
}

export async function presentSuite(world: World, repository: Repository, suite: CheckSuite) {
  const url = `${apiUrl(world, repository)}/check-suites/${suite.id}`;
  const { status, conclusion, runs } = suiteState(repository, suite);
  return {
    id: suite.id,
    node_id: nodeId("CheckSuite", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status,
    conclusion,
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: presentPullsOf(world, repository, suite.headSha),
    app: presentApp(world, suite.app),
    created_at: utc(suite.createdAt),
    updated_at: utc(suite.updatedAt),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: presentSimpleCommit(await readCommit(repository.gitDir, suite.headSha)),
    repository: presentMinimalRepository(world, repository),
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function presentStatus(world: World, repository: Repository, status: Status) {
  return {
    url: `${apiUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: presentAccount(world, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: utc(status.createdAt),
    updated_at: utc(status.createdAt),
  };
}
