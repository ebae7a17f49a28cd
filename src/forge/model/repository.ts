import type { Account, App, Role } from "./types.ts";

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Comment {
  id: number;
  issue: number;
  user: Account;
  /** The app that wrote it, GitHub's `performed_via_github_app`. */
  via: App | null;
  body: string;
  createdAt: Date;
  updatedAt: Date;
}

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";

export interface Review {
  id: number;
  user: Account;
  body: string;
  state: ReviewState;
  /** The head when it was written. Stays there when the head moves on. */
  commitId: string;
  submittedAt: Date | null;
  updatedAt: Date;
}

export interface Pull {
  base: string;
  baseSha: string;
  /** `null` when the fork is gone. */
  headRepository: Repository | null;
  headOwner: Account;
  headRef: string;
  headSha: string;
  draft: boolean;
  merged: boolean;
  mergedAt: Date | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  /** Whether the present head merges into the present base; `null` until a trial merge was made, as on GitHub. */
  mergeable: boolean | null;
  /** The pair of shas of the trial merge that `mergeable` speaks of. */
  mergeTried: string | null;
  requestedReviewers: Account[];
  /** Slugs of teams of the owning organization. */
  requestedTeams: string[];
  reviews: Review[];
  maintainerCanModify: boolean;
}

/** An issue, or a pull request: both share one sequence of numbers. */
export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  user: Account;
  via: App | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  labels: Label[];
  assignees: Account[];
  comments: Comment[];
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  closedBy: Account | null;
  pull: Pull | null;
}

/** A pull request: an issue whose `pull` is there. */
export type PullRequest = Issue & { pull: Pull };

export interface CheckSuite {
  id: number;
  app: App;
  headSha: string;
  headBranch: string | null;
  before: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export type Conclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required"
  | "stale";

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: "notice" | "warning" | "failure";
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface CheckRun {
  id: number;
  suite: CheckSuite;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
  conclusion: Conclusion | null;
  startedAt: Date | null;
  completedAt: Date | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Annotation[] };
  actions: { label: string; description: string; identifier: string }[];
}

export interface Status {
  id: number;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: Date;
}

/** A classic branch protection rule. */
export interface Protection {
  branch: string;
  requiredChecks: { context: string; appId: number | null }[];
  requirePullRequest: boolean;
  /** Logins (people or `slug[bot]`) that the rule does not bind. */
  bypass: Set<string>;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | null;
  payload: unknown;
  creator: Account;
  via: App | null;
  transient: boolean;
  production: boolean;
  createdAt: Date;
}

/** One update of a branch or tag, as the repository's activity view tells of it. */
export interface RefUpdate {
  id: number;
  ref: string;
  before: string;
  after: string;
  at: Date;
  type: "push" | "force_push" | "branch_creation" | "branch_deletion" | "pr_merge" | "merge_queue_merge";
  actor: Account;
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  description: string | null;
  private: boolean;
  defaultBranch: string;
  /** Where the bare repository lives. */
  gitDir: string;
  collaborators: Map<string, Role>;
  /** Team slug → role, for repositories of an organization. */
  teams: Map<string, Role>;
  parent: Repository | null;
  issues: Map<number, Issue>;
  lastNumber: number;
  labels: Label[];
  suites: CheckSuite[];
  checkRuns: CheckRun[];
  statuses: Status[];
  protections: Protection[];
  deployments: Deployment[];
  /** Oldest first. */
  refUpdates: RefUpdate[];
  createdAt: Date;
  updatedAt: Date;
  pushedAt: Date | null;
}

export const fullName = (repository: Repository) => `${repository.owner.login}/${repository.name}`;
