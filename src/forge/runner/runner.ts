import { resolve } from "node:path";
import { emitCompleted, emitRun } from "../checks/runs.ts";
import { suiteFor } from "../checks/suites.ts";
import { readCommit } from "../git/commits.ts";
import { eventBody } from "../hooks/body.ts";
import type { CheckRun, Repository } from "../model/repository.ts";
import type { App, Installation } from "../model/types.ts";
import type { ForgeEvent, World } from "../model/world.ts";
import { webUrl } from "../present/repository.ts";
import { issueToken } from "../rest/tokens.ts";
import { condition, interpolate } from "./expression.ts";
import { runJob } from "./job.ts";
import { tokenPermissions } from "./permissions.ts";
import type { JobRun, WorkflowRun } from "./run.ts";
import { type Occasion, occasionsOf, workflowsAt } from "./start.ts";
import { triggers } from "./triggers.ts";
import { outerContexts } from "./variables.ts";
import type { Workflow } from "./workflow.ts";

const SKIP = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/;

/** The events that can start a workflow here. */
const STARTS = new Set([
  "push",
  "pull_request",
  "pull_request_review",
  "merge_group",
  "issues",
  "issue_comment",
  "workflow_dispatch",
  "repository_dispatch",
]);

/** What a run did, for people and tests. */
export interface RunReport {
  id: number;
  workflow: string;
  event: string;
  head_sha: string;
  conclusion: string | null;
  log: string;
  summary: string;
}

/** GitHub Actions in small: runs the workflows of a repository on this machine, one run after another. */
export class Runner {
  readonly #world: World;
  readonly #app: App;
  readonly #runs: WorkflowRun[] = [];
  readonly #workflowIds = new Map<string, number>();
  readonly #actions = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();

  /** @param app `github-actions`, in whose name jobs report */
  constructor(world: World, app: App) {
    this.#world = world;
    this.#app = app;
  }

  /** Says where actions live: `owner/name`, `owner/name/path` or `./path` as `uses:` writes them → a folder with `action.yml`. */
  use(actions: Record<string, string>): void {
    for (const [name, folder] of Object.entries(actions)) this.#actions.set(name.split("@")[0]!, resolve(folder));
  }

  /** All runs, oldest first. */
  get all(): readonly WorkflowRun[] {
    return this.#runs;
  }

  runs(): RunReport[] {
    return this.#runs.map((run) => ({
      id: run.id,
      workflow: run.workflow.path,
      event: run.event,
      head_sha: run.headSha,
      conclusion: run.conclusion,
      log: run.jobs.map((it) => it.log).join(""),
      summary: run.jobs.map((it) => it.summary).join(""),
    }));
  }

  /** Starts what an event triggers. What a workflow's own token causes starts nothing (docs: "Triggering a workflow"). */
  handle(event: ForgeEvent): void {
    const dispatched = event.name === "workflow_dispatch" || event.name === "repository_dispatch";
    if (!STARTS.has(event.name) || !event.repository || (event.sender === this.#app.bot && !dispatched)) return;
    const payload = eventBody(this.#world, event);
    this.#queue = this.#queue.then(() => this.#start(event, payload));
    this.#world.activity.track(this.#queue);
    this.#queue = this.#queue.catch(() => {});
  }

  async #start(event: ForgeEvent, payload: Record<string, unknown>): Promise<void> {
    const repository = event.repository!;
    for (const occasion of await occasionsOf(this.#world, event)) {
      const wanted = event.payload.workflow as string | undefined;
      for (const workflow of await workflowsAt(repository, occasion.source)) {
        const trigger = workflow.on[occasion.event];
        if (trigger === undefined || !triggers(trigger ?? {}, occasion)) continue;
        if (occasion.event === "workflow_dispatch" && wanted !== workflow.path) continue;
        if (await this.#skipped(repository, occasion)) continue;
        await this.#run(this.#newRun(event, payload, occasion, workflow));
      }
    }
  }

  async #skipped(repository: Repository, { event, headSha }: Occasion): Promise<boolean> {
    if (event !== "push" && event !== "pull_request") return false;
    return SKIP.test((await readCommit(repository.gitDir, headSha)).message);
  }

  #newRun(event: ForgeEvent, payload: Record<string, unknown>, occasion: Occasion, workflow: Workflow): WorkflowRun {
    const world = this.#world;
    const repository = event.repository!;
    const key = `${repository.id} ${workflow.path}`;
    if (!this.#workflowIds.has(key)) this.#workflowIds.set(key, world.ids.next("workflow"));
    const { sha, ref, headSha, headBranch, headRef, baseRef, readOnly } = occasion;
    const pull = payload.pull_request as { title: string } | undefined;
    const given = (payload.inputs ?? {}) as Record<string, unknown>;
    const defaults = Object.entries(workflow.on[occasion.event]?.inputs ?? {}).map(([name, it]) => [
      name,
      it.default ?? "",
    ]);
    const run: WorkflowRun = {
      id: world.ids.next("workflow run"),
      number: this.#runs.filter((it) => it.repository === repository && it.workflow.path === workflow.path).length + 1,
      repository,
      workflow,
      workflowId: this.#workflowIds.get(key)!,
      event: occasion.event,
      payload,
      actor: event.sender,
      title: pull?.title ?? workflow.name,
      sha,
      ref,
      headSha,
      headBranch,
      headRef,
      baseRef,
      readOnly,
      inputs: { ...Object.fromEntries(defaults), ...given },
      status: "queued",
      conclusion: null,
      createdAt: world.now(),
      updatedAt: world.now(),
      jobs: workflow.jobs.map((job) => ({
        id: world.ids.next("job"),
        job,
        name: job.name ?? job.id,
        status: "queued",
        conclusion: null,
        startedAt: world.now(),
        completedAt: null,
        log: "",
        summary: "",
        annotations: [],
        outputs: {},
        checkRun: null,
      })),
    };
    this.#runs.push(run);
    return run;
  }

  async #run(run: WorkflowRun): Promise<void> {
    run.status = "in_progress";
    for (const jobRun of run.jobs) {
      jobRun.name = this.#nameOf(run, jobRun);
      jobRun.checkRun = this.#openCheck(run, jobRun);
    }
    const waiting = new Set(run.jobs);
    while (waiting.size > 0) {
      const ready = [...waiting].find(({ job }) => ![...waiting].some((other) => job.needs.includes(other.job.id)));
      // Jobs that need each other in a circle never become ready.
      const next = ready ?? [...waiting][0]!;
      waiting.delete(next);
      await this.#runJob(run, next, ready !== undefined);
    }
    const failed = run.jobs.some((it) => it.conclusion === "failure");
    run.conclusion = failed ? "failure" : run.jobs.every((it) => it.conclusion === "skipped") ? "skipped" : "success";
    run.status = "completed";
    run.updatedAt = this.#world.now();
  }

  #nameOf(run: WorkflowRun, jobRun: JobRun): string {
    try {
      return interpolate(jobRun.name, { contexts: outerContexts(this.#world, run, jobRun), status: "success" });
    } catch {
      return jobRun.name;
    }
  }

  async #runJob(run: WorkflowRun, jobRun: JobRun, ready: boolean): Promise<void> {
    const { job } = jobRun;
    const world = this.#world;
    const needed = run.jobs.filter((it) => job.needs.includes(it.job.id));
    const status = needed.every((it) => it.conclusion === "success") ? "success" : "failure";
    const contexts = outerContexts(world, run, jobRun);
    const fail = (message: string) => {
      jobRun.log += `Error: ${message}\n`;
      jobRun.conclusion = "failure";
    };
    jobRun.status = "in_progress";
    jobRun.startedAt = world.now();
    try {
      if (!ready) fail(`Job '${job.id}' depends on itself.`);
      else if (job.unsupported.length > 0) fail(`This runner does not know '${job.unsupported.join("', '")}'.`);
      else if (!condition(job.if, { contexts, status })) jobRun.conclusion = "skipped";
      else await this.#withToken(run, jobRun, (token) => runJob(world, run, jobRun, token, this.#actions));
    } catch (error) {
      fail((error as Error).message);
    }
    jobRun.status = "completed";
    jobRun.completedAt = world.now();
    await this.#closeCheck(run, jobRun);
  }

  /** A token that lives as long as the job. */
  async #withToken(run: WorkflowRun, { job }: JobRun, work: (token: string) => Promise<void>): Promise<void> {
    const { repository, workflow, readOnly } = run;
    const installation: Installation = {
      id: 0,
      app: this.#app,
      account: repository.owner,
      repositories: new Set([repository.id]),
      createdAt: repository.createdAt,
    };
    const permissions = tokenPermissions(job.permissions ?? workflow.permissions, readOnly);
    const { token } = issueToken(this.#world, installation, permissions, [repository]);
    try {
      await work(token);
    } finally {
      this.#world.appTokens.delete(token);
    }
  }

  #openCheck(run: WorkflowRun, { id, name }: JobRun): CheckRun {
    const { repository, headSha, headBranch } = run;
    const check: CheckRun = {
      id: this.#world.ids.next("check run"),
      suite: suiteFor(this.#world, repository, this.#app, headSha, headBranch),
      name,
      headSha,
      externalId: String(id),
      detailsUrl: `${webUrl(this.#world, repository)}/actions/runs/${run.id}/job/${id}`,
      status: "queued",
      conclusion: null,
      startedAt: this.#world.now(),
      completedAt: null,
      output: { title: null, summary: null, text: null, annotations: [] },
      actions: [],
    };
    repository.checkRuns.push(check);
    emitRun(this.#world, repository, check, "created", this.#app.bot);
    return check;
  }

  async #closeCheck({ repository }: WorkflowRun, jobRun: JobRun): Promise<void> {
    const check = jobRun.checkRun!;
    check.status = "completed";
    check.conclusion = jobRun.conclusion;
    check.startedAt = jobRun.startedAt;
    check.completedAt = jobRun.completedAt;
    check.output.annotations.push(...jobRun.annotations);
    await emitCompleted(this.#world, repository, check, this.#app.bot);
  }
}
