import { parse } from "yaml";

export interface Step {
  id?: string;
  name?: string;
  if?: string | boolean;
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
  "working-directory"?: string;
  "continue-on-error"?: boolean;
}

export type DeclaredPermissions = "read-all" | "write-all" | Record<string, string>;

export interface Job {
  id: string;
  name?: string;
  if?: string | boolean;
  needs: string[];
  env?: Record<string, unknown>;
  permissions?: DeclaredPermissions;
  outputs?: Record<string, string>;
  steps: Step[];
  /** What the job asks for that this runner cannot do. */
  unsupported: string[];
}

/** The filters of one event under `on:`. */
export interface Trigger {
  types?: string[];
  branches?: string[];
  "branches-ignore"?: string[];
  tags?: string[];
  "tags-ignore"?: string[];
  paths?: string[];
  "paths-ignore"?: string[];
  workflows?: string[];
  inputs?: Record<string, { default?: unknown; required?: boolean }>;
}

export interface Workflow {
  path: string;
  name: string;
  on: Record<string, Trigger>;
  env?: Record<string, unknown>;
  permissions?: DeclaredPermissions;
  jobs: Job[];
}

const list = (value: unknown): string[] => (value === undefined || value === null ? [] : [value].flat().map(String));

function readTriggers(on: unknown): Record<string, Trigger> {
  if (typeof on === "string" || Array.isArray(on)) return Object.fromEntries(list(on).map((name) => [name, {}]));
  const triggers: Record<string, Trigger> = {};
  for (const [name, value] of Object.entries((on ?? {}) as Record<string, Record<string, unknown> | null>)) {
    const trigger: Record<string, unknown> = { ...value };
    for (const key of [
      "types",
      "branches",
      "branches-ignore",
      "tags",
      "tags-ignore",
      "paths",
      "paths-ignore",
      "workflows",
    ]) {
      if (trigger[key] !== undefined) trigger[key] = list(trigger[key]);
    }
    triggers[name] = trigger;
  }
  return triggers;
}

const UNSUPPORTED = ["strategy", "container", "services", "uses", "defaults"];

/** Reads a workflow file. @throws Error with GitHub's kind of message when it is none */
export function readWorkflow(path: string, text: string): Workflow {
  const data = parse(text) as Record<string, unknown> | null;
  if (data === null || typeof data !== "object")
    throw new Error(`${path}: a workflow is a mapping with \`on\` and \`jobs\`.`);
  const jobs = Object.entries((data.jobs ?? {}) as Record<string, Record<string, unknown>>);
  if (jobs.length === 0) throw new Error(`${path}: there are no jobs.`);
  return {
    path,
    name: typeof data.name === "string" ? data.name : path,
    on: readTriggers(data.on),
    env: data.env as Record<string, unknown>,
    permissions: data.permissions as DeclaredPermissions,
    jobs: jobs.map(([id, job]) => ({
      ...(job as Omit<Job, "id">),
      id,
      needs: list(job.needs),
      steps: (job.steps ?? []) as Step[],
      unsupported: UNSUPPORTED.filter(
        (key) => job[key] !== undefined || (key === "defaults" && data.defaults !== undefined),
      ),
    })),
  };
}
