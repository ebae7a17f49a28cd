import { fullName } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import type { JobRun, WorkflowRun } from "./run.ts";

export interface Folders {
  workspace: string;
  temp: string;
  home: string;
  eventPath: string;
}

/** The default environment variables of a job (docs: "Variables reference"), and nothing of the host's but its `PATH`. */
export function jobVariables(world: World, run: WorkflowRun, jobRun: JobRun, folders: Folders): Record<string, string> {
  const { repository, workflow } = run;
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: folders.home,
    LANG: "C.UTF-8",
    CI: "true",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__run",
    GITHUB_ACTOR: run.actor.login,
    GITHUB_ACTOR_ID: String(run.actor.id),
    GITHUB_API_URL: world.api,
    GITHUB_BASE_REF: run.baseRef,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: folders.eventPath,
    GITHUB_GRAPHQL_URL: `${world.url}/api/graphql`,
    GITHUB_HEAD_REF: run.headRef,
    GITHUB_JOB: jobRun.job.id,
    GITHUB_REF: run.ref,
    GITHUB_REF_NAME: run.ref.replace(/^refs\/(heads|tags|pull)\//, ""),
    GITHUB_REF_PROTECTED: String(repository.protections.some((rule) => run.ref === `refs/heads/${rule.branch}`)),
    GITHUB_REF_TYPE: run.ref.startsWith("refs/tags/") ? "tag" : "branch",
    GITHUB_REPOSITORY: fullName(repository),
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner.login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_RETENTION_DAYS: "90",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_SERVER_URL: world.url,
    GITHUB_SHA: run.sha,
    GITHUB_TRIGGERING_ACTOR: run.actor.login,
    GITHUB_WORKFLOW: workflow.name,
    GITHUB_WORKFLOW_REF: `${fullName(repository)}/${workflow.path}@${run.ref}`,
    GITHUB_WORKFLOW_SHA: run.sha,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: "self-hosted",
    RUNNER_NAME: "forge",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: folders.temp,
  };
}

/** The `github` context: every `GITHUB_*` variable under its name in small letters, and the event. */
export function githubContext(variables: Record<string, string>, run: WorkflowRun): Record<string, unknown> {
  const own = Object.entries(variables).filter(([name]) => name.startsWith("GITHUB_"));
  return {
    ...Object.fromEntries(own.map(([name, value]) => [name.slice(7).toLowerCase(), value])),
    event: run.payload,
  };
}

const NOWHERE: Folders = { workspace: "", temp: "", home: "", eventPath: "" };

/** What a job's name and its `if:` can look into, before it has a place to run. */
export function outerContexts(world: World, run: WorkflowRun, jobRun: JobRun): Record<string, unknown> {
  const needed = run.jobs.filter((it) => jobRun.job.needs.includes(it.job.id));
  const needs = Object.fromEntries(needed.map((it) => [it.job.id, { outputs: it.outputs, result: it.conclusion }]));
  return { github: githubContext(jobVariables(world, run, jobRun, NOWHERE), run), inputs: run.inputs, needs, vars: {} };
}
