import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { Deliverer, Delivery } from "./hooks/deliver.ts";
import type { Failure, Failures } from "./http/failures.ts";
import { createRepository } from "./model/create.ts";
import { nodeId } from "./model/ids.ts";
import { fullName, type Repository } from "./model/repository.ts";
import type { Account, App, Level, Org, Permissions, Role, Team } from "./model/types.ts";
import type { LoggedRequest, World } from "./model/world.ts";
import { presentInstallation } from "./present/app.ts";
import type { Runner } from "./runner/runner.ts";

/** `app.yml`, GitHub's app manifest, parsed. */
export interface Manifest {
  name?: string;
  description?: string;
  url?: string;
  default_permissions?: Record<string, string>;
  default_events?: readonly string[];
}

export interface RequiredCheck {
  context: string;
  appId?: number;
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** What its owner can do with a forge besides talking to it over HTTP: the things that GitHub does on its settings pages. */
export class Forge {
  readonly #world: World;
  readonly #hooks: Deliverer;
  readonly #failures: Failures;
  readonly #server: Server;
  /** Runs the workflows of the repositories. */
  readonly runner: Runner;

  constructor(world: World, hooks: Deliverer, runner: Runner, failures: Failures, server: Server) {
    this.#world = world;
    this.#hooks = hooks;
    this.runner = runner;
    this.#failures = failures;
    this.#server = server;
  }

  /** Of the server, without a slash at the end; REST is below `/api/v3`, git at `/OWNER/REPO.git`. */
  get url(): string {
    return this.#world.url;
  }

  /** Every REST request that was answered, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#world.requests;
  }

  createUser({ login, name, email }: { login: string; name?: string; email?: string }) {
    const account = this.#account("User", login, name ?? null, email ?? null);
    const token = `ghp_${randomBytes(18).toString("hex")}`;
    this.#world.userTokens.set(token, account);
    return { login, id: account.id, token };
  }

  /** @param owners members who administer the organization */
  createOrg({ login, members = [], owners = [] }: { login: string; members?: string[]; owners?: string[] }) {
    const account = this.#account("Organization", login, login, null);
    const roles = [...members.map((it) => [it, "member"] as const), ...owners.map((it) => [it, "admin"] as const)];
    for (const [member] of roles) this.#known(member);
    this.#world.addOrg({ account, members: new Map(roles), teams: new Map() });
    return { login, id: account.id };
  }

  createTeam(wanted: { org: string; slug: string; name?: string; members?: string[]; parent?: string }) {
    const { slug, name = slug, members = [], parent = null } = wanted;
    const org = this.#org(wanted.org);
    if (parent !== null && !org.teams.has(parent)) throw new Error(`${wanted.org} has no team ${parent}.`);
    const team: Team = {
      id: this.#world.ids.next("team"),
      org: org.account.login,
      slug,
      name,
      parent,
      members: new Map(members.map((login) => [this.#known(login).login, "member"])),
      pending: new Set(),
      createdAt: this.#world.now(),
    };
    org.teams.set(slug, team);
    return { id: team.id, slug };
  }

  /** Makes an empty repository. */
  async createRepository(wanted: {
    owner: string;
    name: string;
    description?: string;
    private?: boolean;
    defaultBranch?: string;
    collaborators?: Record<string, Role>;
    teams?: Record<string, Role>;
  }) {
    const repository = await createRepository(this.#world, { ...wanted, owner: this.#known(wanted.owner) });
    return { id: repository.id, fullName: fullName(repository), gitDir: repository.gitDir };
  }

  /** Registers a GitHub App as its manifest asks. The private key is PKCS#1 PEM, as GitHub's are. */
  registerApp({ manifest, webhookUrl, owner }: { manifest: Manifest; webhookUrl: string | null; owner: string }) {
    const world = this.#world;
    const name = manifest.name ?? "app";
    const slug = slugOf(name);
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const app: App = {
      id: world.ids.next("app"),
      slug,
      name,
      description: manifest.description ?? null,
      clientId: `Iv23${randomBytes(8).toString("hex")}`,
      externalUrl: manifest.url ?? world.url,
      owner: this.#known(owner),
      bot: this.#account("Bot", `${slug}[bot]`, `${slug}[bot]`, null),
      permissions: { ...(manifest.default_permissions as Permissions), metadata: "read" as Level },
      events: [...(manifest.default_events ?? [])],
      webhookUrl,
      webhookSecret: randomBytes(20).toString("hex"),
      hookId: world.ids.next("hook"),
      publicKeyPem: publicKey,
      createdAt: world.now(),
    };
    world.apps.set(app.id, app);
    const { id: appId, clientId, webhookSecret } = app;
    return { appId, slug, clientId, privateKey, webhookSecret };
  }

  /** Points an app's webhooks elsewhere. */
  setWebhookUrl(appId: number, url: string): void {
    this.#app(appId).webhookUrl = url;
  }

  /** Installs an app on repositories of an account (names, or all of them) and sends `installation`. */
  installApp({ appId, owner, repositories }: { appId: number; owner: string; repositories?: string[] }) {
    const world = this.#world;
    const app = this.#app(appId);
    const account = this.#known(owner);
    const chosen = repositories?.map((name) => this.#repository(owner, name.split("/").at(-1)!));
    const installation = {
      id: world.ids.next("installation"),
      app,
      account,
      repositories: chosen ? new Set(chosen.map((it) => it.id)) : ("all" as const),
      createdAt: world.now(),
    };
    world.installations.set(installation.id, installation);
    const org = world.org(account.login);
    const payload = {
      action: "created",
      installation: presentInstallation(world, installation),
      repositories: (chosen ?? world.repositories.filter((it) => it.owner === account)).map((it) => ({
        id: it.id,
        node_id: nodeId("Repository", it.id),
        name: it.name,
        full_name: fullName(it),
        private: it.private,
      })),
      requester: null,
    };
    const sender = this.#administrator(account);
    world.emit({ name: "installation", action: "created", sender, payload, only: app, ...(org && { org }) });
    return { installationId: installation.id };
  }

  /** Sets a branch's protection rule; required checks bind merges, REST writes and pushes. */
  protectBranch(wanted: {
    owner: string;
    repo: string;
    branch: string;
    requiredChecks?: RequiredCheck[];
    requirePullRequest?: boolean;
    bypass?: string[];
  }): void {
    const repository = this.#repository(wanted.owner, wanted.repo);
    const { branch, requiredChecks = [], requirePullRequest = false, bypass = [] } = wanted;
    repository.protections = repository.protections.filter((it) => it.branch !== branch);
    repository.protections.push({
      branch,
      requiredChecks: requiredChecks.map(({ context, appId }) => ({ context, appId: appId ?? null })),
      requirePullRequest,
      bypass: new Set(bypass),
    });
  }

  /** Makes REST requests fail that would not, for tests of what depends on them. */
  failNext(failure: Failure): void {
    this.#failures.add(failure);
  }

  /** Every attempt to deliver a webhook to an app, oldest first. */
  deliveries(appId: number): readonly Delivery[] {
    return this.#hooks.of(this.#app(appId));
  }

  /** Waits until no request, delivery or workflow is under way. @throws the first fault of background work */
  settled(): Promise<void> {
    return this.#world.activity.settled();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #account(type: Account["type"], login: string, name: string | null, email: string | null): Account {
    const id = this.#world.ids.next("account");
    const account = { type, id, login, name, email, createdAt: this.#world.now() };
    return type === "Organization" ? account : this.#world.addAccount(account);
  }

  #known(login: string): Account {
    const account = this.#world.account(login);
    if (!account) throw new Error(`There is no account ${login}.`);
    return account;
  }

  #org(login: string): Org {
    const org = this.#world.org(login);
    if (!org) throw new Error(`There is no organization ${login}.`);
    return org;
  }

  #app(id: number): App {
    const app = this.#world.apps.get(id);
    if (!app) throw new Error(`There is no app ${id}.`);
    return app;
  }

  #repository(owner: string, name: string): Repository {
    const repository = this.#world.repository(owner, name);
    if (!repository) throw new Error(`There is no repository ${owner}/${name}.`);
    return repository;
  }

  /** Somebody in whose name settings change. */
  #administrator(account: Account): Account {
    const members = this.#world.org(account.login)?.members;
    const login = [...(members ?? [])].find(([, role]) => role === "admin")?.[0] ?? [...(members?.keys() ?? [])][0];
    return (login && this.#world.account(login)) || account;
  }
}
