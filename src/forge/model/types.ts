/** A person, an organization or the bot user of an app. */
export interface Account {
  type: "User" | "Organization" | "Bot";
  id: number;
  login: string;
  name: string | null;
  email: string | null;
  createdAt: Date;
}

/** A repository role, weakest first in {@link ROLES}. */
export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export const ROLES: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

export interface Team {
  id: number;
  org: string;
  slug: string;
  name: string;
  parent: string | null;
  /** Direct members only; members of child teams count too, see `teams.ts`. */
  members: Map<string, "member" | "maintainer">;
  /** Invited, not yet accepted. */
  pending: Set<string>;
  createdAt: Date;
}

export interface Org {
  account: Account;
  members: Map<string, "member" | "admin">;
  teams: Map<string, Team>;
}

export type Level = "read" | "write" | "admin";
/** What an installation token may do, by GitHub's permission names (`pull_requests: write`). */
export type Permissions = Record<string, Level>;

export interface App {
  id: number;
  slug: string;
  name: string;
  description: string | null;
  clientId: string;
  externalUrl: string;
  owner: Account;
  /** The `slug[bot]` account that the app's writes are attributed to. */
  bot: Account;
  permissions: Permissions;
  events: string[];
  webhookUrl: string | null;
  webhookSecret: string;
  hookId: number;
  publicKeyPem: string;
  createdAt: Date;
}

export interface Installation {
  id: number;
  app: App;
  account: Account;
  /** Repository ids, or every repository of the account. */
  repositories: Set<number> | "all";
  createdAt: Date;
}

/** Who makes a request. */
export type Actor =
  | { kind: "anonymous" }
  | { kind: "user"; account: Account }
  | { kind: "app"; app: App }
  | {
      kind: "installation";
      installation: Installation;
      account: Account;
      permissions: Permissions;
      repositories: Set<number>;
    };
