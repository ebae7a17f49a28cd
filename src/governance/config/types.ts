import type { Finding, Stage } from "../../policy/index.ts";

/** What loading a governed file gives: everything wrong with it, and its content when no finding is an error. */
export interface Loaded<T> {
  value?: T;
  findings: Finding[];
}

/** The activities that govern a decision in production; a RACI chart answers for every one of them. */
export const activityNames = [
  "policy-change",
  "stage-promotion",
  "error-investigation",
  "model-update",
  "vendor-management",
  "compliance-reporting",
  "budget",
  "rollback",
  "governance",
] as const;

export type ActivityName = (typeof activityNames)[number];

/** The people who hold a role: GitHub logins, and teams as `slug` (of the repository's organisation) or `org/slug`. */
export interface Role {
  users: string[];
  teams: string[];
}

/** Role names per letter of RACI. */
export interface Assignment {
  responsible: string[];
  accountable: string;
  consulted: string[];
  informed: string[];
}

/** Who answers instead when a policy changes by no more than this. */
export interface ClassException extends Partial<Assignment> {
  when: { class: ("minor" | "patch")[] };
}

/** Who answers for an activity, and the globs of the files that it covers (none for `rollback`: see `activitiesFor`). */
export interface Activity extends Assignment {
  paths: string[];
  except?: ClassException[];
}

/** governance/raci.yaml, normalised: lists are present even where the file leaves them out. */
export interface Raci {
  roles: Record<string, Role>;
  activities: Record<ActivityName, Activity>;
  /** Per policy id: what differs from `activities`. */
  policies: Record<string, Partial<Record<ActivityName, Partial<Omit<Activity, "paths">>>>>;
  /** `window`: how long a Consulted role has to answer, ISO 8601 duration. */
  consultation: { window: string };
  /** Who may let a change through at once, and how long they have to account for it; absent: nobody may. */
  break_glass?: { roles: string[]; settle_within: string };
}

/** How far a change of a policy decides otherwise. */
export type ChangeClass = "major" | "minor" | "patch";

/** A change told in governance/raci.test.yaml, and how the chart has to judge it. */
export interface RaciExample {
  id: string;
  says?: string;
  /** Changed policies by class, changed releases by what happens to them, and any other changed files. */
  change: {
    policies: Record<string, ChangeClass>;
    releases: Record<string, "promotion" | "demotion" | "rollback">;
    files: string[];
  };
  author: string;
  /** Others whose commits are in it. */
  contributors: string[];
  /** Who pushed it. */
  pushers: string[];
  /** People of the chart who can no longer see the repository. */
  left: string[];
  reviews: {
    by: string;
    state: "approved" | "changes_requested" | "commented" | "dismissed";
    /** Given for other content than the change has now. */
    outdated: boolean;
  }[];
  /** Given after the reviews, one after the other. */
  commands: {
    by: string;
    command: "answer" | "hold" | "unhold" | "object" | "object withdrawn" | "break-glass";
    /** Given for other content than the change has now; matters for an answer and for broken glass. */
    outdated: boolean;
  }[];
  /** Of the replay test, where a policy or a model changes. */
  replay: "pass" | "fail" | "inconclusive" | "missing";
  /** ISO 8601 duration since people were first asked. */
  after: string;
  /** Only what is named here is compared. */
  expect: {
    state: "approved" | "waiting" | "blocked";
    /** Exactly the people who can act next. */
    next?: string[];
    /** Exactly the roles that have yet to answer. */
    missing?: string[];
    /** Words that have to stand in what must be mended first. */
    blockers?: string[];
    /** Exactly the people whose commands are refused. */
    refused?: string[];
  };
}

/** governance/raci.test.yaml, normalised. */
export interface RaciTest {
  /** Who holds a role while the examples are judged, in place of the chart's people and teams. */
  people: Record<string, string[]>;
  examples: RaciExample[];
}

/** Figure name → unary test, e.g. `accuracy_lower95` → `>= 0.95`. */
export type Gates = Record<string, string>;

/** A stage that has to be earned. */
export type EarnedStage = Exclude<Stage, "audit">;

/** What people achieved on the same cases before the AI took part, measured. Shares are 0 to 1. */
export interface Baseline {
  /** Median handling time of one case, milliseconds. */
  handling_ms?: number;
  /** Cost of one case, in the currency that the decision records use. */
  cost?: number;
  /** Share of decisions that turned out wrong. */
  error_rate?: number;
  /** Share of decisions that an audit found complete. */
  audit_pass_rate?: number;
  /** Where and when this was measured, in words. */
  measured?: string;
}

export const priorities = ["high", "normal", "low"] as const;
export type Priority = (typeof priorities)[number];

/** governance/stages.yaml, normalised. */
export interface Stages {
  /** The evidence that a promotion *to* this stage needs. */
  promotions: Record<EarnedStage, { gates: Gates }>;
  /** What a live policy must keep to stay at this stage; where absent, the gates that brought it there. */
  demotions: Partial<Record<EarnedStage, { gates: Gates }>>;
  /**
   * What the replay test of a policy change must show; by policy id, the numeric input that says what a decision is worth,
   * the outcomes that count as favourable where groups are compared (those that act, where none is named), and what the
   * columns of tables are: column → its place in a record.
   */
  replay: {
    gates: Gates;
    weigh?: Record<string, string>;
    selected?: Record<string, string[]>;
    map?: Record<string, Record<string, string>>;
  };
  /** Manual baseline per policy id. */
  baseline: Record<string, Baseline>;
  exceptions: {
    /** Time to resolve, ISO 8601 duration. */
    sla: Record<Priority, string>;
    /** The role that is called in when an exception is late. */
    escalate_to: string;
    /** What kinds of exception the form offers: label → what it means. */
    kinds: Record<string, string>;
  };
  /** Globs of the decision records; `{policy}` stands for the policy's id. */
  decisions: string[];
}

/** Why a promotion must wait, and who said so; set by a rollback, released by a person. */
export interface Hold {
  by: string;
  because: string;
}

/** policies/<id>/release.yaml: the live version and its stage. At `audit` nothing is live: people decide everything. */
export interface Release {
  policy: string;
  /** SemVer without the tag's prefix: `1.2.0` is the tag `<policy>/v1.2.0`. */
  version: string;
  stage: Stage;
  hold?: Hold;
}

/** One example with the outcome that it must get. */
export interface Case {
  id: string;
  says?: string;
  input: Record<string, unknown>;
  outcome: string;
  /** Who decided so, and why; resolved exceptions carry it. */
  because?: string;
  /** The exception it came from, e.g. `#17`. */
  exception?: string;
  /** Where the case begins in its file, counted from 1. */
  line?: number;
}

/** policies/<id>/cases.yaml. */
export interface Cases {
  policy: string;
  cases: Case[];
}

/** models/<id>.yaml: exactly which model some policies rely on. */
export interface Model {
  model: string;
  name: string;
  version: string;
  /** `sha256:` and 64 hexadecimal digits of the model's artefact, or of its provider's manifest. */
  digest: string;
  provider: string;
  /** Policy ids that read what the model gives. */
  policies: string[];
  says?: string;
}
