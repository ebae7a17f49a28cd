import { Activity } from "./activity.ts";
import { Ids } from "./ids.ts";
import type { Manifest } from "./manifest.ts";
import type { Repository } from "./repository.ts";
import type { Account, Actor, App, Installation, Org } from "./types.ts";

/** Something that happened, as webhooks and workflows hear of it. */
export interface ForgeEvent {
  name: string;
  action?: string;
  repository?: Repository;
  org?: Org;
  sender: Account;
  /** The webhook's body without `repository`, `organization`, `sender` and `installation`, already in GitHub's shape. */
  payload: Record<string, unknown>;
  /** Only this app hears of it (`check_run.rerequested`, `check_suite`, `installation`). */
  only?: App;
}

/** One REST request that was answered. */
export interface LoggedRequest {
  at: Date;
  method: string;
  /** Path below `/api/v3`, with the query. */
  path: string;
  status: number;
  /** Login, `app/slug` for a JWT, or `anonymous`. */
  actor: string;
  /** Answered 304: costs nothing of the rate limit. */
  conditional: boolean;
}

const key = (name: string) => name.toLowerCase();

/** Everything the forge knows besides git objects. Names are found whatever their case, as on GitHub. */
export class World {
  readonly dir: string;
  readonly now: () => Date;
  readonly ids = new Ids();
  readonly activity = new Activity();
  readonly requests: LoggedRequest[] = [];
  readonly apps = new Map<number, App>();
  readonly installations = new Map<number, Installation>();
  readonly userTokens = new Map<string, Account>();
  readonly appTokens = new Map<string, { actor: Actor; expiresAt: Date }>();
  /** Manifests that were accepted and wait to be exchanged for an app. */
  readonly manifestCodes = new Map<string, { manifest: Manifest; webhookUrl: string | null; owner: Account }>();
  /** Without a slash at the end. Known once the server listens. */
  url = "";
  #accounts = new Map<string, Account>();
  #orgs = new Map<string, Org>();
  #repositories = new Map<string, Repository>();
  #listeners: ((event: ForgeEvent) => void)[] = [];

  constructor(dir: string, now: () => Date) {
    this.dir = dir;
    this.now = now;
  }

  get api(): string {
    return `${this.url}/api/v3`;
  }

  addAccount(account: Account): Account {
    if (this.#accounts.has(key(account.login))) throw new Error(`There already is an account ${account.login}.`);
    this.#accounts.set(key(account.login), account);
    return account;
  }

  addOrg(org: Org): Org {
    this.addAccount(org.account);
    this.#orgs.set(key(org.account.login), org);
    return org;
  }

  addRepository(repository: Repository): Repository {
    const name = key(`${repository.owner.login}/${repository.name}`);
    if (this.#repositories.has(name)) throw new Error(`There already is a repository ${name}.`);
    this.#repositories.set(name, repository);
    return repository;
  }

  account(login: string): Account | undefined {
    return this.#accounts.get(key(login));
  }

  org(login: string): Org | undefined {
    return this.#orgs.get(key(login));
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.#repositories.get(key(`${owner}/${name}`));
  }

  get accounts(): Account[] {
    return [...this.#accounts.values()];
  }

  get repositories(): Repository[] {
    return [...this.#repositories.values()];
  }

  /** The installation of an app that covers a repository. */
  installationFor(app: App, repository: Repository): Installation | undefined {
    return [...this.installations.values()].find((it) => it.app === app && covers(it, repository));
  }

  listen(listener: (event: ForgeEvent) => void): void {
    this.#listeners.push(listener);
  }

  emit(event: ForgeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

export function covers(installation: Installation, repository: Repository): boolean {
  return (
    installation.account === repository.owner &&
    (installation.repositories === "all" || installation.repositories.has(repository.id))
  );
}
