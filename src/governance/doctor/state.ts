import type { Raci } from "../config/types.ts";
import type { RoleMembers } from "../members.ts";

/** Something that was read, or why it could not be. */
export type Seen<T> = { value: T } | { unseen: string };

/** What app.yml asks for, and what an installation was given. Levels are read, write, admin. */
export interface Granted {
  permissions: Record<string, string>;
  events: string[];
}

export interface Installation extends Granted {
  appId: number;
}

/** What is asked of changes to a branch, from rulesets and from classic protection together. */
export interface BranchRules {
  pullRequest: boolean;
  codeOwners: boolean;
  /** `app` is null where any app may set the check. */
  checks: { context: string; app: number | null }[];
  noForcePush: boolean;
  noDeletion: boolean;
  /** Whether only those who may bypass can push at all. */
  closed: boolean;
  /** Whether administrators can pass by classic protection. */
  adminsPass: boolean;
  /** Whom classic protection lets push without a pull request, e.g. `maria`, `the team leads`, `the app renovate`. */
  pullRequestPass: string[];
  /** Why classic protection, which only administrators see, is not part of this. */
  classicUnseen?: string;
}

/** Who may pass a ruleset, as GitHub names it: `Integration`, `Team`, `RepositoryRole`, `OrganizationAdmin`, `DeployKey`, `User`. */
export interface Bypass {
  type: string;
  id: number | null;
  /** Of a team or app its name in addresses, of a user the login; absent where it could not be learnt. */
  name?: string;
  /** The logins that this comes to, or the titles of deploy keys; absent for apps and users. */
  people?: Seen<string[]>;
}

export interface Ruleset {
  name: string;
  target: string;
  active: boolean;
  /** Patterns such as `refs/tags/*\/v*`, `~ALL`, `~DEFAULT_BRANCH`. */
  include: string[];
  exclude: string[];
  /** Types of its rules, e.g. `creation`. */
  rules: string[];
  bypass: Seen<Bypass[]>;
  /** Where it is changed. */
  page: string;
}

/** A governed repository as its settings are. */
export interface RepositorySettings {
  owner: string;
  repo: string;
  /** Address of GitHub's pages, e.g. `https://github.com`. */
  web: string;
  defaultBranch: string;
  /** Null: the app is not installed here. */
  installation: Seen<Installation | null>;
  /** The id under which workflows set checks; absent where it could not be learnt. */
  actionsAppId: Seen<number>;
  branch: Seen<BranchRules>;
  ledger: Seen<BranchRules>;
  /** Whether the ledger was begun. */
  ledgerExists: Seen<boolean>;
  rulesets: Seen<Ruleset[]>;
  /** Logins of who has every right here, the organisation's owners among them. */
  administrators: Seen<string[]>;
  /** Text of CODEOWNERS; null where there is none. */
  codeOwners: Seen<{ path: string; text: string } | null>;
  /** Null where the default branch has no chart that can be read. */
  raci: Seen<Raci | null>;
  /** Who holds its roles; none where there is no chart. */
  members: Seen<Record<string, RoleMembers>>;
}

/** One thing that is not as it should be; `unseen`: that could not be looked at. */
export interface Diagnosis {
  severity: "error" | "warning" | "unseen";
  code: string;
  message: string;
  /** The command or the page that mends it. */
  mend?: string;
}

/** What rulesets alone lack is no error yet where classic protection, which could hold it, was not seen. */
export function asFarAsSeen(found: Diagnosis[], { classicUnseen }: BranchRules): Diagnosis[] {
  if (classicUnseen === undefined) return found;
  return found.map((it) => ({
    ...it,
    severity: "unseen",
    message: `By its rulesets: ${it.message} Classic protection could not be seen: ${classicUnseen}`,
  }));
}

/** @returns the value, or undefined after noting that it could not be seen. */
export function look<T>(seen: Seen<T>, code: string, what: string, found: Diagnosis[]): T | undefined {
  if ("value" in seen) return seen.value;
  found.push({ severity: "unseen", code, message: `${what} could not be seen: ${seen.unseen}` });
  return undefined;
}
