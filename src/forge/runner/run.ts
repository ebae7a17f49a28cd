import type { Annotation, CheckRun, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { Job, Workflow } from "./workflow.ts";

export type Outcome = "success" | "failure" | "skipped" | "cancelled";

export interface JobRun {
  id: number;
  job: Job;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: Outcome | null;
  startedAt: Date;
  completedAt: Date | null;
  log: string;
  summary: string;
  annotations: Annotation[];
  outputs: Record<string, string>;
  checkRun: CheckRun | null;
}

/** One run of a workflow. */
export interface WorkflowRun {
  id: number;
  number: number;
  repository: Repository;
  workflow: Workflow;
  workflowId: number;
  event: string;
  /** The body of the event, as the file at `GITHUB_EVENT_PATH` holds it. */
  payload: Record<string, unknown>;
  actor: Account;
  title: string;
  /** What the run's checks are attached to. */
  headSha: string;
  headBranch: string | null;
  /** `GITHUB_SHA` and `GITHUB_REF`. */
  sha: string;
  ref: string;
  headRef: string;
  baseRef: string;
  /** Writes are not for workflows of pull requests from forks. */
  readOnly: boolean;
  inputs: Record<string, unknown>;
  status: "queued" | "in_progress" | "completed";
  conclusion: Outcome | null;
  createdAt: Date;
  updatedAt: Date;
  jobs: JobRun[];
}
