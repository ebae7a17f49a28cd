import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fullName } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { condition, interpolate, type Scope } from "./expression.ts";
import { show, type Value } from "./functions.ts";
import type { JobRun, WorkflowRun } from "./run.ts";
import { type Bench, runStep, type StepResult } from "./step.ts";
import { githubContext, jobVariables, outerContexts } from "./variables.ts";
import type { Step } from "./workflow.ts";

const MAX_SUMMARY = 1024 * 1024;

const stepTitle = (step: Step) =>
  step.name ?? (step.uses ? `Run ${step.uses}` : `Run ${(step.run ?? "").split("\n")[0]}`);

/** Runs the steps of a job one after another in a workspace of its own; fills in its log, summary, outputs and conclusion. */
export async function runJob(
  world: World,
  run: WorkflowRun,
  jobRun: JobRun,
  token: string,
  actions: ReadonlyMap<string, string>,
): Promise<void> {
  const { job } = jobRun;
  const folder = await mkdtemp(join(tmpdir(), "forge-job-"));
  const [workspace, temp, home] = ["workspace", "temp", "home"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [workspace, temp, home]) await mkdir(path);
  const eventPath = join(temp, "event.json");
  await writeFile(eventPath, JSON.stringify(run.payload));
  const variables = jobVariables(world, run, jobRun, { workspace, temp, home, eventPath });
  const steps: Record<string, { outputs: Record<string, string>; outcome: string; conclusion: string }> = {};
  const contexts: Record<string, unknown> = {
    ...outerContexts(world, run, jobRun),
    github: { ...githubContext(variables, run), token },
    secrets: { GITHUB_TOKEN: token },
    runner: { os: "Linux", temp, name: "forge" },
    job: { status: "success" },
    steps,
    env: {},
  };
  const scope: Scope = { contexts, status: "success" };
  const fill = (values: Record<string, unknown> | undefined) =>
    Object.fromEntries(
      Object.entries(values ?? {}).map(([name, value]) => [name, interpolate(show(value as Value), scope)]),
    );
  const bench: Bench = {
    workspace,
    temp,
    token,
    server: world.url,
    repository: fullName(run.repository),
    ref: run.ref,
    commit: run.sha,
    actions,
    env: { ...variables },
    scope,
    posts: [],
  };
  const masks = new Set([token]);
  const note = (title: string, result: StepResult) => {
    for (const mask of result.masks) masks.add(mask);
    jobRun.log += `## ${title}\n${result.output}${result.output.endsWith("\n") ? "" : "\n"}`;
    jobRun.summary += result.summary.slice(0, MAX_SUMMARY);
    jobRun.annotations.push(...result.annotations);
  };
  try {
    contexts.env = { ...fill(run.workflow.env) };
    contexts.env = { ...(contexts.env as object), ...fill(job.env) };
    Object.assign(bench.env, contexts.env);
    for (const step of job.steps) {
      if (!condition(step.if, scope)) {
        if (step.id) steps[step.id] = { outputs: {}, outcome: "skipped", conclusion: "skipped" };
        continue;
      }
      const result = await runStep(step, bench);
      note(stepTitle(step), result);
      Object.assign(bench.env, result.exported);
      contexts.env = { ...(contexts.env as object), ...result.exported };
      if (result.paths.length > 0) bench.env.PATH = [...result.paths.reverse(), bench.env.PATH].join(":");
      const outcome = result.ok ? "success" : "failure";
      const forgiven = !result.ok && step["continue-on-error"] === true;
      if (step.id) steps[step.id] = { outputs: result.outputs, outcome, conclusion: forgiven ? "success" : outcome };
      if (!result.ok && !forgiven) scope.status = "failure";
    }
    for (const post of bench.posts.reverse()) note("Post", await post());
    jobRun.outputs = fill(job.outputs);
    jobRun.conclusion = scope.status === "success" ? "success" : "failure";
  } catch (error) {
    jobRun.log += `Error: ${(error as Error).message}\n`;
    jobRun.conclusion = "failure";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const mask of masks) jobRun.log = jobRun.log.replaceAll(mask, "***");
}
