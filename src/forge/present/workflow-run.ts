import { readCommit, utc } from "../git/commits.ts";
import { nodeId } from "../model/ids.ts";
import type { World } from "../model/world.ts";
import type { JobRun, WorkflowRun } from "../runner/run.ts";
import { presentAccount } from "./account.ts";
import { presentPullsOf } from "./check.ts";
import { presentSimpleCommit } from "./commit.ts";
import { maybeUtc } from "./issue.ts";
import { apiUrl, presentMinimalRepository, webUrl } from "./repository.ts";

/** GitHub's `workflow-run`. */
export async function presentWorkflowRun(world: World, run: WorkflowRun) {
  const { repository } = run;
  const base = apiUrl(world, repository);
  const url = `${base}/actions/runs/${run.id}`;
  const suite = run.jobs[0]?.checkRun?.suite.id ?? 0;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId("WorkflowRun", run.id),
    check_suite_id: suite,
    check_suite_node_id: nodeId("CheckSuite", suite),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: 1,
    referenced_workflows: [],
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: `${webUrl(world, repository)}/actions/runs/${run.id}`,
    pull_requests: presentPullsOf(world, repository, run.headSha),
    created_at: utc(run.createdAt),
    updated_at: utc(run.updatedAt),
    run_started_at: utc(run.createdAt),
    actor: presentAccount(world, run.actor),
    triggering_actor: presentAccount(world, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${base}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${base}/actions/workflows/${run.workflowId}`,
    head_commit: presentSimpleCommit(await readCommit(repository.gitDir, run.headSha)),
    repository: presentMinimalRepository(world, repository),
    head_repository: presentMinimalRepository(world, repository),
  };
}

/** GitHub's `job`. */
export function presentJob(world: World, run: WorkflowRun, jobRun: JobRun) {
  const base = apiUrl(world, run.repository);
  return {
    id: jobRun.id,
    run_id: run.id,
    run_url: `${base}/actions/runs/${run.id}`,
    run_attempt: 1,
    node_id: nodeId("CheckRun", jobRun.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.workflow.name,
    url: `${base}/actions/jobs/${jobRun.id}`,
    html_url: `${webUrl(world, run.repository)}/actions/runs/${run.id}/job/${jobRun.id}`,
    status: jobRun.status,
    conclusion: jobRun.conclusion,
    created_at: utc(run.createdAt),
    started_at: utc(jobRun.startedAt),
    completed_at: maybeUtc(jobRun.completedAt),
    name: jobRun.name,
    steps: [],
    check_run_url: `${base}/check-runs/${jobRun.checkRun?.id}`,
    labels: ["ubuntu-latest"],
    runner_id: 1,
    runner_name: "forge",
    runner_group_id: 1,
    runner_group_name: "Default",
  };
}
